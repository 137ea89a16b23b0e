import type { Db } from "@/lib/base/postgres";

/** How many apps wait for a decision. */
export async function countOpenReviews(db: Db): Promise<number> {
  return db.review.count({ where: { state: "submitted" } });
}
