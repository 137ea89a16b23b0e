import { createHash } from "node:crypto";
import type { PublicQuestion } from "../schema";
import type { Track, TrackQuestion } from "./track";

/**
 * A fixed order for a list under a seed: sorted by the SHA-256 of seed and id. Same seed, same order, on every machine, and nothing
 * to keep but the seed (the attempt's id, which nobody can choose).
 */
function shuffle<T extends { id: string }>(items: readonly T[], seed: string): T[] {
  const rank = (item: T) => createHash("sha256").update(`${seed}\0${item.id}`).digest("hex");
  return items
    .map((item) => ({ item, rank: rank(item) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ item }) => item);
}

/** The questions of one attempt, in the order shown. */
export function drawQuestions(track: Track, attemptId: string): TrackQuestion[] {
  return shuffle(track.questions, attemptId).slice(0, track.questionsPerAttempt);
}

/** A question as the browser gets it: field by field, options in this attempt's own order (authors tend to write the right one first). */
export function toPublicQuestion(question: TrackQuestion, attemptId: string): PublicQuestion {
  return {
    id: question.id,
    text: question.text,
    kind: question.kind,
    options: shuffle(question.options, `${attemptId}\0${question.id}`).map(({ id, text }) => ({ id, text })),
  };
}
