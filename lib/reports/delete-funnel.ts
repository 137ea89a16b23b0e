import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";

/** Takes a saved funnel away; only its owner or an admin may. False when it is not there or not theirs. */
export async function deleteFunnel(
  db: Db,
  given: { funnelId: string; actorId: string; admin: boolean },
): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const where = {
      id: given.funnelId,
      ...(given.admin ? { OR: [{ ownerId: given.actorId }, { shared: true }] } : { ownerId: given.actorId }),
    };
    const before = await tx.savedFunnel.findFirst({ where });
    // Of two who delete at once only one finds it.
    if (!before || (await tx.savedFunnel.deleteMany({ where })).count === 0) return false;
    await recordAudit(tx, {
      ...{ actorKind: "person", actorId: given.actorId, action: "funnel.deleted" },
      ...{ subjectKind: "funnel", subjectId: before.id },
      before: { name: before.name, address: before.address, shared: before.shared },
    });
    return true;
  });
}
