import type { Db } from "@/lib/base/postgres";

/** How many listings, or changes to published ones, wait for a decision. */
export async function countWaitingListings(db: Db): Promise<number> {
  return db.listing.count({ where: { submittedAt: { not: null } } });
}
