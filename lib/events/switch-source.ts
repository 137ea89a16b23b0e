import { announceChange } from "@/lib/base/change-feed";
import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "./record-audit";

/** Turns a source off (its write key is refused from then on) or on again. False when there is none, or nothing changed. */
export async function switchSource(
  db: Db,
  change: { sourceId: string; enabled: boolean; actorId: string },
): Promise<boolean> {
  const { sourceId, enabled, actorId } = change;
  return db.$transaction(async (tx) => {
    const source = await tx.source.findUnique({ where: { id: sourceId } });
    if (!source || (source.disabledAt === null) === enabled) return false;
    await tx.source.update({ where: { id: sourceId }, data: { disabledAt: enabled ? null : now() } });
    await recordAudit(tx, {
      actorKind: "person",
      actorId,
      action: enabled ? "source.enabled" : "source.disabled",
      subjectKind: "source",
      subjectId: sourceId,
      before: { name: source.name },
    });
    await announceChange(tx, "source", source.writeKey);
    return true;
  });
}
