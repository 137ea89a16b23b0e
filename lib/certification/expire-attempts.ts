import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { recordEvent } from "@/lib/events/record-event";
import { drawnQuestions, isOver, lockAttempt, readAnswers } from "./internal/attempt-record";
import { gradeAnswers } from "./internal/grade";
import { allTracks } from "./internal/load-tracks";
import { handInGraceMs } from "./internal/rules";

/**
 * Closes attempts whose time ran out before they were handed in (of one person, or everybody's): state `expired`, the score of what was
 * saved, event `certification_failed`. Returns how many. Safe to run twice and side by side.
 */
export async function expireAttempts(db: Db, personId?: string): Promise<number> {
  const due = await db.attempt.findMany({
    where: { state: "in_progress", personId, expiresAt: { lt: new Date(now().getTime() - handInGraceMs) } },
    select: { id: true, personId: true },
    orderBy: { expiresAt: "asc" },
    take: 500,
  });
  let closed = 0;
  for (const { id, personId: owner } of due) {
    closed += await db.$transaction(async (tx) => {
      const attempt = await lockAttempt(tx, id, owner);
      if (attempt.state !== "in_progress" || !isOver(attempt, now())) return 0;
      const track = allTracks().find((one) => one.id === attempt.trackId);
      const { score } = gradeAnswers(track ? drawnQuestions(track, attempt) : [], readAnswers(attempt));
      await tx.attempt.update({ where: { id }, data: { state: "expired", score, openKey: null } });
      await recordEvent(tx, {
        name: "certification_failed",
        properties: { track_id: attempt.trackId, attempt_id: id, score },
        personId: owner,
        companyId: attempt.companyId,
        occurredAt: attempt.expiresAt,
      });
      return 1;
    });
  }
  return closed;
}
