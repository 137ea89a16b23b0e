import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";

/** Removes a destination with its log and everything that waits for it. Answers whether it was there. */
export async function deleteDestination(
  db: Db,
  { destinationId, actorId }: { destinationId: string; actorId: string },
): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const row = await tx.destination.findUnique({ where: { id: destinationId }, select: { name: true, kind: true } });
    if (!row) return false;
    await tx.destination.delete({ where: { id: destinationId } });
    await tx.destinationState.deleteMany({ where: { destinationId } });
    await tx.destinationReplay.deleteMany({ where: { destinationId } });
    await tx.delivery.deleteMany({ where: { destinationId } });
    await tx.conversion.deleteMany({ where: { destinationId } });
    await tx.feedState.deleteMany({ where: { destinationId } });
    await recordAudit(tx, {
      actorKind: "person",
      actorId,
      action: "destination.deleted",
      subjectKind: "destination",
      subjectId: destinationId,
      before: row,
    });
    return true;
  });
}
