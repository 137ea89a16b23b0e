import type { Db } from "@/lib/base/postgres";
import { viewReview, withCode } from "./internal/view-review";
import type { ReviewView } from "./schema";

/** One review, or null. For staff: it says nothing of who may see it. */
export async function getReview(db: Db, reviewId: string): Promise<ReviewView | null> {
  const row = await db.review.findUnique({ where: { id: reviewId }, include: withCode });
  return row ? viewReview(row) : null;
}
