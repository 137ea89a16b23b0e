import type { Answers } from "../schema";

type Gradable = { id: string; correct: readonly string[] };

/** Right means exactly the correct options and no other; the order does not count. */
export function isRight(correct: readonly string[], given: readonly string[]): boolean {
  const chosen = new Set(given);
  return chosen.size === correct.length && correct.every((option) => chosen.has(option));
}

/** Grades an attempt: `score` is the share of `questions` answered rightly, 0..1 (no questions: 0). An unanswered question is wrong. */
export function gradeAnswers(questions: readonly Gradable[], answers: Answers) {
  const rightIds = questions
    .filter((question) => isRight(question.correct, answers[question.id] ?? []))
    .map((question) => question.id);
  return { rightIds, total: questions.length, score: questions.length ? rightIds.length / questions.length : 0 };
}

/** Whether a score reaches the mark. The tolerance covers binary fractions (0.7 of 10 questions must be 7, not 8). */
export function reachesMark(score: number, passMark: number): boolean {
  return score >= passMark - 1e-9;
}
