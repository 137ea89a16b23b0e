import type { Db } from "@/lib/base/postgres";

/** How many apps stand in the showcase this moment, and of how many companies. */
export async function countPublished(db: Db): Promise<{ apps: number; companies: number }> {
  const rows = await db.listing.groupBy({ by: ["companyId"], where: { state: "published" }, _count: true });
  return { apps: rows.reduce((sum, row) => sum + row._count, 0), companies: rows.length };
}
