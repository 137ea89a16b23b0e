import { type FieldError, PortalError } from "@/lib/base/errors";
import type { Answers } from "../schema";
import type { TrackQuestion } from "./track";

/** Throws `invalid_fields` when an answer is to a question that was not drawn, or names an option it does not have. */
export function checkAnswers(questions: readonly TrackQuestion[], answers: Answers): void {
  const errors = Object.entries(answers).flatMap(([questionId, given]): FieldError[] => {
    const pointer = `/answers/${questionId}`;
    const question = questions.find((one) => one.id === questionId);
    if (!question) return [{ pointer, detail: "is not a question of this attempt" }];
    if (given.some((id) => !question.options.some((option) => option.id === id)))
      return [{ pointer, detail: "names an option that this question does not have" }];
    if (question.kind === "single" && given.length > 1) return [{ pointer, detail: "takes one option" }];
    return [];
  });
  if (errors.length) throw new PortalError("invalid_fields", undefined, { errors });
}
