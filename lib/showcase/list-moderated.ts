import type { Db } from "@/lib/base/postgres";
import { viewListing } from "./internal/listing-record";
import type { ListingView, ModerationFilter } from "./schema";

const wheres = {
  waiting: { submittedAt: { not: null } },
  published: { state: "published" },
  featured: { state: "published", featuredAt: { not: null } },
  other: { state: { in: ["draft", "rejected", "unpublished"] } },
} as const;

/** Listings for staff, at most 200 of a kind. */
export async function listModerated(db: Db, filter: ModerationFilter): Promise<ListingView[]> {
  const where = filter === "other" ? { state: { in: [...wheres.other.state.in] } } : wheres[filter];
  const rows = await db.listing.findMany({
    where,
    orderBy: filter === "waiting" ? { submittedAt: "asc" } : { updatedAt: "desc" },
    take: 200,
  });
  return rows.map(viewListing);
}
