import { allTracks } from "../internal/load-tracks";
import type { Track } from "../internal/track";
import type { Answers, SandboxCallFact } from "../schema";

/** The portal's own first track, as its tests sit it. */
export const trackId = "integration-basics";

export function track(): Track {
  const found = allTracks().find((one) => one.id === trackId);
  if (!found) throw new Error(`content/certification/${trackId}.yaml is missing`);
  return found;
}

/** Answers to these questions, the first `wrong` of them wrong. */
export function answersTo(questionIds: readonly string[], wrong = 0): Answers {
  return Object.fromEntries(
    questionIds.map((id, index) => {
      const question = track().questions.find((one) => one.id === id);
      if (!question) throw new Error(`no question ${id}`);
      const other = question.options.find((option) => !question.correct.includes(option.id));
      return [id, index < wrong && other ? [other.id] : question.correct];
    }),
  );
}

/** Calls that prove every task of the track, made at `at`. */
export function provingCalls(at: Date): SandboxCallFact[] {
  return track()
    .tasks.flatMap((task) => task.calls)
    .map((line, index) => ({
      id: `usage-${index}`,
      method: line.method,
      route: line.route,
      status: Number(line.status[0]) * 100 + 1,
      at,
    }));
}
