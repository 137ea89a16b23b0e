import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { findTarget } from "./internal/targets";

/** Starts a destination again that had said it is gone, or that rests after failures. Answers whether there was anything to start. */
export async function restartDestination(
  db: Db,
  { destinationId, actorId }: { destinationId: string; actorId: string },
): Promise<boolean> {
  if (!(await findTarget(db, destinationId))) return false;
  return db.$transaction(async (tx) => {
    const { count } = await tx.destinationState.updateMany({
      where: { destinationId, OR: [{ stoppedReason: { not: null } }, { restingUntil: { not: null } }] },
      data: { stoppedReason: null, stoppedAt: null, restingUntil: null },
    });
    if (!count) return false;
    await recordAudit(tx, {
      actorKind: "person",
      actorId,
      action: "destination.restarted",
      subjectKind: "destination",
      subjectId: destinationId,
    });
    return true;
  });
}
