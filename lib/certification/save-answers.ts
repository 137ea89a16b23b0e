import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { drawnQuestions, isOver, lockAttempt, readAnswers } from "./internal/attempt-record";
import { checkAnswers } from "./internal/check-answers";
import { requireTrack } from "./internal/find-track";
import type { Answers } from "./schema";

/**
 * Keeps answers of an open attempt (those given replace those kept, the others stay). `closed` when it was handed in or ran out.
 * Throws `not_found` for anybody else's attempt and `invalid_fields` for questions or options it does not have.
 */
export async function saveAnswers(
  db: Db,
  { attemptId, personId, answers }: { attemptId: string; personId: string; answers: Answers },
): Promise<{ kind: "saved" } | { kind: "closed" }> {
  return db.$transaction(async (tx) => {
    const attempt = await lockAttempt(tx, attemptId, personId);
    if (attempt.state !== "in_progress" || isOver(attempt, now())) return { kind: "closed" };
    checkAnswers(drawnQuestions(requireTrack(attempt.trackId), attempt), answers);
    await tx.attempt.update({
      where: { id: attemptId },
      data: { answers: { ...readAnswers(attempt), ...answers } },
    });
    return { kind: "saved" };
  });
}
