import { dayMs, nowMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { nextRun } from "./internal/next-run";

/** Turns a digest on or off. On, it goes out at its next time; what was missed while it was off is not. False when nothing changed. */
export async function switchDigest(
  db: Db,
  { digestId, enabled, actorId }: { digestId: string; enabled: boolean; actorId: string },
): Promise<boolean> {
  const digest = await db.digest.findUnique({ where: { id: digestId } });
  if (!digest || digest.enabled === enabled) return false;
  const schedule = { ...digest, frequency: digest.frequency as "daily" | "weekly" };
  await db.$transaction(async (tx) => {
    // Who turns it on answers for it from here on.
    const on = enabled ? { ownerId: actorId, nextRunAt: nextRun(schedule, nowMs()) } : {};
    await tx.digest.update({ where: { id: digestId }, data: { enabled, ...on } });
    await recordAudit(tx, {
      ...{ actorKind: "person", actorId, action: enabled ? "digest.enabled" : "digest.disabled" },
      ...{ subjectKind: "digest", subjectId: digestId },
    });
  });
  return true;
}

export async function deleteDigest(
  db: Db,
  { digestId, actorId }: { digestId: string; actorId: string },
): Promise<void> {
  await db.$transaction(async (tx) => {
    const { count } = await tx.digest.deleteMany({ where: { id: digestId } });
    if (!count) return;
    await recordAudit(tx, {
      ...{ actorKind: "person", actorId, action: "digest.deleted" },
      ...{ subjectKind: "digest", subjectId: digestId },
    });
  });
}

/** Runs older than a year. Returns how many. */
export async function pruneDigestRuns(db: Db): Promise<number> {
  return (await db.digestRun.deleteMany({ where: { createdAt: { lt: new Date(nowMs() - 365 * dayMs) } } })).count;
}
