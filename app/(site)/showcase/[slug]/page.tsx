import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { cache } from "react";
import { ListingArticle } from "@/components/showcase/listing-article";
import { ViewBeacon } from "@/components/showcase/view-beacon";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { publicPortal } from "@/lib/base/config/portal";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listCertifiedApps } from "@/lib/certification/list-certified-apps";
import { getListing } from "@/lib/showcase/get-listing";

// Made at the first visit and kept: publishing and taking out say so (revalidatePath), everything else may be a minute old.
export const revalidate = 60;
export const dynamicParams = true;
export function generateStaticParams() {
  return [];
}

type Props = { params: Promise<{ slug: string }> };

const find = cache(async (slug: string) => getListing(postgres(), slug));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const listing = await find((await params).slug);
  if (!listing) return { title: "Showcase" };
  return {
    title: listing.name,
    description: listing.tagline,
    alternates: { canonical: paths.listing(listing.slug) },
    openGraph: { title: listing.name, description: listing.tagline },
  };
}

export default async function ListingPage({ params }: Props) {
  const listing = await find((await params).slug);
  if (!listing) notFound();
  const certified = await listCertifiedApps(postgres(), [listing.appId]);
  const { name } = publicPortal();
  return (
    <main id="main" className="mx-auto max-w-5xl px-4 py-8 sm:px-6 sm:py-10">
      <div className="mb-5">
        <Breadcrumbs items={[{ label: "Showcase", href: paths.showcase }, { label: listing.name }]} />
      </div>
      <ListingArticle
        listing={listing}
        outPath={listing.outPath}
        certificateCode={certified.get(listing.appId) ?? null}
        publishedAt={listing.publishedAt}
      />
      <p className="mt-16 border-line border-t pt-6 text-ink-muted">
        Built on {name}.{" "}
        <Link href={paths.docs("quickstart")} className="text-accent underline underline-offset-2">
          Build yours
        </Link>
      </p>
      <ViewBeacon listingId={listing.id} />
    </main>
  );
}
