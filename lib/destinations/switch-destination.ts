import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";

/** Turns a destination on or off. Off, nothing new is put up for it and what waits stays. Answers whether that changed anything. */
export async function switchDestination(
  db: Db,
  { destinationId, enabled, actorId }: { destinationId: string; enabled: boolean; actorId: string },
): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const { count } = await tx.destination.updateMany({
      where: { id: destinationId, enabled: !enabled },
      data: { enabled },
    });
    if (!count) return false;
    await recordAudit(tx, {
      actorKind: "person",
      actorId,
      action: enabled ? "destination.enabled" : "destination.disabled",
      subjectKind: "destination",
      subjectId: destinationId,
    });
    return true;
  });
}
