import { dayMs, now, nowMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";

export type Handling = { kind: "dismiss" } | { kind: "snooze"; days: number } | { kind: "reopen" };

/** Puts a case away, for good or for some days, or takes it back. False when there is no such case. */
export async function handleCase(
  db: Db,
  { caseId, actorId, handling }: { caseId: string; actorId: string; handling: Handling },
): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const { count } = await tx.stuckCase.updateMany({
      where: { id: caseId },
      data: {
        dismissedAt: handling.kind === "dismiss" ? now() : null,
        snoozedUntil: handling.kind === "snooze" ? new Date(nowMs() + handling.days * dayMs) : null,
        handledById: actorId,
      },
    });
    if (!count) return false;
    await recordAudit(tx, {
      ...{ actorKind: "person", actorId, action: `stuck.${handling.kind}` },
      ...{ subjectKind: "stuck_case", subjectId: caseId, after: handling },
    });
    return true;
  });
}
