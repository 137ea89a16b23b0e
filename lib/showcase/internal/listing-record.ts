import { PortalError } from "@/lib/base/errors";
import type { Tx } from "@/lib/base/postgres";
import type { Listing } from "@/lib/base/prisma-client/client";
import { type ListingText, type ListingView, listingTextSchema, type PublicListing } from "../schema";
import { outboundPath } from "./outbound-link";

/** The columns of what is published, as text. */
export const publishedText = (row: Listing): ListingText => ({
  name: row.name,
  tagline: row.tagline,
  description: row.description,
  websiteUrl: row.websiteUrl,
  category: row.category,
  tags: row.tags,
});

export const draftText = (row: Pick<Listing, "draft">): ListingText | null =>
  row.draft === null ? null : listingTextSchema.parse(row.draft);

export function viewListing(row: Listing): ListingView {
  const draft = draftText(row);
  return {
    id: row.id,
    appId: row.appId,
    companyId: row.companyId,
    slug: row.slug,
    state: row.state,
    published: row.publishedAt ? publishedText(row) : null,
    edited: draft ?? publishedText(row),
    hasDraft: draft !== null,
    submittedAt: row.submittedAt?.toISOString() ?? null,
    publishedAt: row.publishedAt?.toISOString() ?? null,
    featuredAt: row.featuredAt?.toISOString() ?? null,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decisionNote: row.decisionNote,
  };
}

export function viewPublicListing(row: Listing): PublicListing {
  return {
    id: row.id,
    appId: row.appId,
    companyId: row.companyId,
    slug: row.slug,
    name: row.name,
    tagline: row.tagline,
    description: row.description,
    category: row.category,
    tags: row.tags,
    websiteHost: URL.canParse(row.websiteUrl) ? new URL(row.websiteUrl).host.replace(/^www\./, "") : "",
    outPath: outboundPath(row.id),
    featured: row.featuredAt !== null,
    publishedAt: (row.publishedAt ?? row.createdAt).toISOString(),
  };
}

/** The listing, locked until the transaction ends; throws `not_found`. */
export async function lockListing(tx: Tx, listingId: string): Promise<Listing> {
  await tx.$queryRaw`SELECT 1 FROM listings WHERE id = ${listingId} FOR UPDATE`;
  const row = await tx.listing.findUnique({ where: { id: listingId } });
  if (!row) throw new PortalError("not_found", "There is no such listing.");
  return row;
}
