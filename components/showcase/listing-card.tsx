import Link from "next/link";
import { classNames } from "@/components/ui/class-names";
import { paths } from "@/lib/base/paths";
import type { PublicListing } from "@/lib/showcase/schema";
import { CertifiedMark } from "./certified-mark";
import { ListingMark } from "./listing-mark";
import { markOf } from "./mark-of";

type CardProps = {
  listing: Pick<PublicListing, "slug" | "name" | "tagline" | "category" | "tags">;
  certified: boolean;
};

/** One app in the gallery; the whole card leads to its page. */
export function ListingCard({ listing, certified }: CardProps) {
  return (
    <article className="group relative flex gap-4 rounded-lg border border-line bg-surface p-5 shadow-low transition-[border-color,box-shadow] hover:border-line-strong hover:shadow-high">
      <ListingMark name={listing.name} className="size-12" />
      <div className="min-w-0 flex-1">
        <CardText listing={listing} certified={certified} />
      </div>
    </article>
  );
}

/** An app on top of the gallery: the same, larger, on a ground of its own colour. */
export function FeaturedCard({ listing, certified }: CardProps) {
  const { hue } = markOf(listing.name);
  return (
    <article className="group relative flex flex-col overflow-hidden rounded-xl border border-line bg-surface shadow-low transition-[border-color,box-shadow] hover:border-line-strong hover:shadow-high">
      <div
        className="relative grid h-36 place-items-center overflow-hidden"
        style={{
          background: `radial-gradient(120% 140% at 15% 0%, oklch(0.6 0.13 ${hue} / 0.34), transparent 60%), radial-gradient(120% 140% at 100% 100%, oklch(0.55 0.13 ${(hue + 60) % 360} / 0.3), transparent 60%)`,
        }}
        aria-hidden="true"
      >
        <ListingMark
          name={listing.name}
          className="size-[4.5rem] shadow-high transition-transform duration-300 group-hover:scale-105"
        />
      </div>
      <div className="flex-1 p-5">
        <CardText listing={listing} certified={certified} large />
      </div>
    </article>
  );
}

function CardText({ listing, certified, large }: CardProps & { large?: boolean }) {
  return (
    <>
      <h3 className={classNames("flex items-center gap-1.5", large ? "text-lg" : "text-md")}>
        <Link
          href={paths.listing(listing.slug)}
          className="min-w-0 truncate after:absolute after:inset-0 after:rounded-lg"
        >
          {listing.name}
        </Link>
        {certified ? <CertifiedMark /> : null}
      </h3>
      <p className="mt-0.5 line-clamp-2 text-pretty text-ink-muted [overflow-wrap:anywhere]">{listing.tagline}</p>
      <p className="mt-2.5 flex flex-wrap gap-x-2 text-ink-faint text-xs">
        <span>{listing.category}</span>
        {listing.tags.slice(0, 3).map((tag) => (
          <span key={tag}>
            <span aria-hidden="true">· </span>
            {tag}
          </span>
        ))}
      </p>
    </>
  );
}
