import type { Db } from "@/lib/base/postgres";
import { viewReview, withCode } from "./internal/view-review";
import type { ReviewState, ReviewView } from "./schema";

/**
 * Reviews of an app, or of all apps in a state. Those that wait come oldest first, the others newest first.
 * `cursor`: the id of the last one seen.
 */
export async function listReviews(
  db: Db,
  filter: { appId?: string; companyId?: string; state?: ReviewState; cursor?: string; limit?: number } = {},
): Promise<{ data: ReviewView[]; nextCursor: string | null }> {
  const { appId, companyId, state, cursor } = filter;
  const limit = Math.min(filter.limit ?? 50, 100);
  // Ids sort by the time they were made, so a cursor that is not an id of ours only gives an odd page.
  const oldestFirst = state === "submitted";
  const rows = await db.review.findMany({
    where: { appId, companyId, state, ...(cursor ? { id: oldestFirst ? { gt: cursor } : { lt: cursor } } : {}) },
    orderBy: { id: oldestFirst ? "asc" : "desc" },
    take: limit + 1,
    include: withCode,
  });
  const page = rows.slice(0, limit);
  return { data: page.map(viewReview), nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}
