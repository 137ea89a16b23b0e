import { ArrowUpRight, BadgeCheck } from "lucide-react";
import Link from "next/link";
import { buttonClasses } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { formatDay } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { CertifiedMark } from "./certified-mark";
import { ListingMark } from "./listing-mark";
import { markOf } from "./mark-of";

export type ListingArticleText = {
  name: string;
  tagline: string;
  description: string;
  category: string;
  tags: string[];
  websiteHost: string;
};

/** An app's page. `outPath` null: a preview, where nothing leads away. */
export function ListingArticle({
  listing,
  outPath,
  certificateCode,
  publishedAt,
  level = 1,
}: {
  listing: ListingArticleText;
  outPath: string | null;
  certificateCode: string | null;
  publishedAt: string | null;
  level?: 1 | 2;
}) {
  const Heading = `h${level}` as const;
  const SubHeading = level === 1 ? "h2" : "h3";
  const { hue } = markOf(listing.name);
  const paragraphs = listing.description.split(/\n{2,}/).filter((paragraph) => paragraph.trim());
  const visit = (
    <>
      Visit {listing.websiteHost || "the website"}
      <ArrowUpRight className="size-4" aria-hidden="true" />
    </>
  );
  return (
    <article>
      <header
        className="rounded-xl border border-line px-6 py-8 sm:px-10 sm:py-12"
        style={{
          background: `radial-gradient(90% 130% at 0% 0%, oklch(0.6 0.13 ${hue} / 0.2), transparent 60%), radial-gradient(80% 120% at 100% 100%, oklch(0.55 0.13 ${(hue + 60) % 360} / 0.16), transparent 60%)`,
        }}
      >
        <div className="flex flex-wrap items-center gap-6">
          <ListingMark name={listing.name} className="size-20 shadow-high sm:size-24" />
          <div className="min-w-0 flex-1 basis-64">
            <Heading
              className={classNames(
                "flex flex-wrap items-center gap-x-2.5 tracking-tight [overflow-wrap:anywhere]",
                level === 1 ? "text-3xl sm:text-4xl" : "text-2xl",
              )}
            >
              {listing.name || "Your app"}
              {certificateCode ? <CertifiedMark className="text-[0.8em]" /> : null}
            </Heading>
            <p className="mt-1.5 text-pretty text-ink-muted text-lg [overflow-wrap:anywhere]">
              {listing.tagline || "What it does, in one line"}
            </p>
          </div>
        </div>
        <div className="mt-7 flex flex-wrap items-center gap-3">
          {outPath ? (
            <a href={outPath} rel="nofollow noopener" className={buttonClasses("primary", "lg")}>
              {visit}
            </a>
          ) : (
            <span className={buttonClasses("primary", "lg", "pointer-events-none")}>{visit}</span>
          )}
          {certificateCode ? (
            outPath ? (
              <Link href={paths.certificate(certificateCode)} className={buttonClasses("secondary", "lg")}>
                <BadgeCheck className="size-4 text-accent" aria-hidden="true" />
                Certified: see the certificate
              </Link>
            ) : (
              <span className={buttonClasses("secondary", "lg", "pointer-events-none")}>
                <BadgeCheck className="size-4 text-accent" aria-hidden="true" />
                Certified
              </span>
            )
          ) : null}
        </div>
      </header>
      <div className="mt-9 grid gap-x-12 gap-y-8 md:grid-cols-[minmax(0,1fr)_14rem]">
        <div className="max-w-2xl space-y-4 text-lg [overflow-wrap:anywhere]">
          <SubHeading className="text-xl">About {listing.name || "it"}</SubHeading>
          {paragraphs.length ? (
            paragraphs.map((paragraph, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs of one text never move
              <p key={index} className="whitespace-pre-line text-pretty">
                {paragraph}
              </p>
            ))
          ) : (
            <p className="text-ink-faint">What it does, for whom, and how it uses the API.</p>
          )}
        </div>
        <dl className="space-y-4 self-start border-line border-t pt-5 md:border-t-0 md:border-l md:pt-1 md:pl-6">
          <Fact term="Category">
            {outPath && listing.category ? (
              <Link
                href={`${paths.showcase}?${new URLSearchParams({ category: listing.category })}`}
                className="text-accent hover:underline"
              >
                {listing.category}
              </Link>
            ) : (
              listing.category || "none yet"
            )}
          </Fact>
          {listing.tags.length ? <Fact term="Tags">{listing.tags.join(", ")}</Fact> : null}
          {publishedAt ? <Fact term="In the showcase since">{formatDay(publishedAt)}</Fact> : null}
        </dl>
      </div>
    </article>
  );
}

function Fact({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-ink-faint text-sm">{term}</dt>
      <dd className="mt-0.5 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}
