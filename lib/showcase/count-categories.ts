import type { Db } from "@/lib/base/postgres";

/** How many published listings each category holds; categories without any are not in it. */
export async function countCategories(db: Db): Promise<Map<string, number>> {
  const rows = await db.listing.groupBy({ by: ["category"], where: { state: "published" }, _count: { _all: true } });
  return new Map(rows.map((row) => [row.category, row._count._all]));
}
