import type { Db } from "@/lib/base/postgres";

/** What listings are called, by id; unknown ids are missing. */
export async function listListingNames(db: Db, listingIds: readonly string[]): Promise<Map<string, string>> {
  if (listingIds.length === 0) return new Map();
  const rows = await db.listing.findMany({
    where: { id: { in: [...listingIds] } },
    select: { id: true, name: true },
  });
  return new Map(rows.map((row) => [row.id, row.name]));
}
