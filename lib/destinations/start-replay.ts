import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { findTarget } from "./internal/targets";

/**
 * Has the worker send what happened from `from` up to before `to` (and passes the destination's filter) once more, from the ledger.
 * Answers the replay's id, or null when there is no such destination, or it gets no events but conversions.
 */
export async function startReplay(
  db: Db,
  { destinationId, from, to, actorId }: { destinationId: string; from: Date; to: Date; actorId: string },
): Promise<string | null> {
  const target = await findTarget(db, destinationId);
  if (!target || target.feed) return null;
  const id = newId("replay");
  await db.$transaction(async (tx) => {
    await tx.destinationReplay.create({ data: { id, destinationId, from, to, createdBy: actorId } });
    await recordAudit(tx, {
      actorKind: "person",
      actorId,
      action: "destination.replayed",
      subjectKind: "destination",
      subjectId: destinationId,
      after: { from: from.toISOString(), to: to.toISOString() },
    });
  });
  return id;
}
