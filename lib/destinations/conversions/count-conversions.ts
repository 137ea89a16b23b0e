import type { Db } from "@/lib/base/postgres";
import type { ConversionCount, ConversionStage, ConversionState, SkipReason } from "./schema";

/** How many conversions of an ad platform are in each state, by milestone, reason and what they were matched by. */
export async function countConversions(db: Db, destinationId: string): Promise<ConversionCount[]> {
  const groups = await db.conversion.groupBy({
    by: ["stage", "state", "reason", "matchedBy"],
    where: { destinationId },
    _count: true,
    orderBy: [{ stage: "asc" }, { state: "asc" }],
  });
  return groups.map(({ stage, state, reason, matchedBy, _count }) => ({
    stage: stage as ConversionStage,
    state: state as ConversionState,
    reason: reason as SkipReason | null,
    matchedBy,
    count: _count,
  }));
}
