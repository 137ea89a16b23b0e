import { announceChange } from "@/lib/base/change-feed";
import { now, nowMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { randomBase62 } from "@/lib/base/secrets";
import { portalSourceId } from "./ensure-portal-source";
import { recordAudit } from "./record-audit";

export type RotateOutcome =
  | { outcome: "rotated"; writeKey: string }
  /** `own_source`: the portal's own pages carry it in /wm.js; it changes with WAYMARK_WRITE_KEY only. */
  | { outcome: "not_found" | "own_source" };

/** Gives a source a new write key; the old one is taken for `graceMs` more milliseconds (0: refused within a second). */
export async function rotateSource(
  db: Db,
  change: { sourceId: string; graceMs: number; actorId: string },
): Promise<RotateOutcome> {
  const { sourceId, graceMs, actorId } = change;
  if (sourceId === portalSourceId) return { outcome: "own_source" };
  const writeKey = `wk_${randomBase62(32)}`;
  return db.$transaction(async (tx) => {
    const source = await tx.source.findUnique({ where: { id: sourceId } });
    if (!source) return { outcome: "not_found" };
    const previousUntil = graceMs > 0 ? new Date(nowMs() + graceMs) : null;
    await tx.source.update({
      where: { id: sourceId },
      data: { writeKey, previousKey: previousUntil ? source.writeKey : null, previousUntil, rotatedAt: now() },
    });
    await recordAudit(tx, {
      actorKind: "person",
      actorId,
      action: "source.rotated",
      subjectKind: "source",
      subjectId: sourceId,
      after: { name: source.name, previousUntil },
    });
    await announceChange(tx, "source", sourceId);
    return { outcome: "rotated", writeKey };
  });
}
