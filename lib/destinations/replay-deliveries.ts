import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";

/**
 * Puts deliveries up again: one event whatever became of it, or (no `eventId`) all that were given up. The receiver gets the same ids, so
 * it can tell. Returns how many.
 */
export async function replayDeliveries(
  db: Db,
  { destinationId, eventId, actorId }: { destinationId: string; eventId?: string; actorId: string },
): Promise<number> {
  const at = now();
  return db.$transaction(async (tx) => {
    const { count } = await tx.delivery.updateMany({
      where: eventId ? { destinationId, eventId } : { destinationId, state: "dead" },
      data: { state: "waiting", attempts: 0, nextAttemptAt: at, createdAt: at, finishedAt: null },
    });
    if (!count) return 0;
    await recordAudit(tx, {
      actorKind: "person",
      actorId,
      action: "destination.replayed",
      subjectKind: "destination",
      subjectId: destinationId,
      after: eventId ? { eventId } : { failed: count },
    });
    return count;
  });
}
