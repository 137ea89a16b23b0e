import type { Attempt } from "@/lib/base/prisma-client/client";
import type { AttemptView, TaskState } from "../schema";
import { coolDownEnd, drawnQuestions, readAnswers, readTasks } from "./attempt-record";
import { toPublicQuestion } from "./draw-questions";
import { gradeAnswers } from "./grade";
import type { Track } from "./track";

/** What its person may see of an attempt: while it is open, questions only; the right answers once it is closed. */
export function viewAttempt(track: Track, attempt: Attempt, certificationCode: string | null): AttemptView {
  const questions = drawnQuestions(track, attempt);
  const answers = readAnswers(attempt);
  const proved = readTasks(attempt);
  const tasks = track.tasks.map(
    (task): TaskState => ({
      ...task,
      seen: task.calls.map((_, line) => Boolean(proved[task.id]?.evidence[line])),
      provedAt: proved[task.id]?.provedAt ?? null,
    }),
  );
  const base = {
    id: attempt.id,
    trackId: attempt.trackId,
    trackVersion: attempt.trackVersion,
    startedAt: attempt.startedAt.toISOString(),
    expiresAt: attempt.expiresAt.toISOString(),
    tasks,
  };
  if (attempt.state === "in_progress") {
    return {
      ...base,
      state: attempt.state,
      questions: questions.map((question) => toPublicQuestion(question, attempt.id)),
      answers,
    };
  }
  const { rightIds } = gradeAnswers(questions, answers);
  return {
    ...base,
    state: attempt.state,
    score: attempt.score ?? 0,
    rightAnswers: rightIds.length,
    questions: questions.map((question) => ({
      ...toPublicQuestion(question, attempt.id),
      given: answers[question.id] ?? [],
      correct: question.correct,
      right: rightIds.includes(question.id),
      explanation: question.explanation,
      doc: question.doc,
    })),
    submittedAt: attempt.submittedAt?.toISOString() ?? null,
    certificationCode,
    nextAttemptAt: attempt.state === "passed" ? null : coolDownEnd(track, attempt).toISOString(),
  };
}
