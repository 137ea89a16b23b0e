import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { recordEvent } from "@/lib/events/record-event";
import { expireAttempts } from "./expire-attempts";
import { drawnQuestions, isOver, lockAttempt, missingTasks, readAnswers, readTasks } from "./internal/attempt-record";
import { checkAnswers } from "./internal/check-answers";
import { requireTrack } from "./internal/find-track";
import { gradeAnswers, reachesMark } from "./internal/grade";
import { issueCertification } from "./internal/issue-certification";
import type { Answers } from "./schema";

export type SubmitOutcome =
  | { kind: "passed"; score: number; code: string }
  | { kind: "failed"; score: number }
  /** A task is not proved yet and there is still time: nothing was graded, the attempt stays open. */
  | { kind: "tasks_missing"; taskIds: string[] }
  | { kind: "expired" }
  /** It was handed in before; that result stands. */
  | { kind: "already_closed" };

/**
 * Hands in an attempt: keeps the last answers, grades on the server, and on a pass issues the certification (valid for the track's months,
 * its audit due before it runs out). Once only, however often and however parallel it is called. Throws `not_found` for anybody else's attempt,
 * `invalid_fields` for answers to other questions. Events: developer_certified or certification_failed.
 */
export async function submitAttempt(
  db: Db,
  given: { attemptId: string; personId: string; holderName: string; answers?: Answers },
): Promise<SubmitOutcome> {
  const { attemptId, personId } = given;
  const outcome = await db.$transaction(async (tx): Promise<SubmitOutcome> => {
    const attempt = await lockAttempt(tx, attemptId, personId);
    if (attempt.state === "expired") return { kind: "expired" };
    if (attempt.state !== "in_progress") return { kind: "already_closed" };
    const submittedAt = now();
    if (isOver(attempt, submittedAt)) return { kind: "expired" };
    const track = requireTrack(attempt.trackId);
    const questions = drawnQuestions(track, attempt);
    if (given.answers) checkAnswers(questions, given.answers);
    const answers = { ...readAnswers(attempt), ...given.answers };
    const taskIds = missingTasks(track, readTasks(attempt));
    if (taskIds.length && submittedAt <= attempt.expiresAt) {
      await tx.attempt.update({ where: { id: attemptId }, data: { answers } });
      return { kind: "tasks_missing", taskIds };
    }
    const { score } = gradeAnswers(questions, answers);
    const passed = taskIds.length === 0 && reachesMark(score, track.passMark);
    await tx.attempt.update({
      where: { id: attemptId },
      data: { state: passed ? "passed" : "failed", answers, score, submittedAt, openKey: null },
    });
    const who = { personId, companyId: attempt.companyId };
    if (!passed) {
      const properties = { track_id: track.id, attempt_id: attemptId, score };
      await recordEvent(tx, { name: "certification_failed", properties, ...who });
      return { kind: "failed", score };
    }
    const certification = await issueCertification(tx, {
      kind: "developer",
      ...who,
      attemptId,
      holderName: given.holderName,
      trackId: track.id,
      trackVersion: attempt.trackVersion,
      validMonths: track.validMonths,
    });
    const properties = { track_id: track.id, certification_id: certification.id, score };
    await recordEvent(tx, { name: "developer_certified", properties, ...who });
    return { kind: "passed", score, code: certification.code };
  });
  if (outcome.kind === "expired") await expireAttempts(db, personId);
  return outcome;
}
