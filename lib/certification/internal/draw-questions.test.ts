import { describe, expect, it } from "vitest";
import { publicQuestionSchema } from "../schema";
import { drawQuestions, toPublicQuestion } from "./draw-questions";
import { allTracks } from "./load-tracks";
import type { Track } from "./track";

const track = allTracks().find((one) => one.id === "integration-basics") as Track;
const ids = (seed: string) => drawQuestions(track, seed).map((question) => question.id);

describe("drawQuestions", () => {
  it("draws the track's number of different questions, the same ones for the same attempt", () => {
    expect(ids("att_1")).toHaveLength(track.questionsPerAttempt);
    expect(new Set(ids("att_1")).size).toBe(track.questionsPerAttempt);
    expect(ids("att_1")).toEqual(ids("att_1"));
  });

  it("leaves no question out for ever, and shows none always", () => {
    const seen = new Map<string, number>();
    for (let i = 0; i < 500; i++) for (const id of ids(`att_${i}`)) seen.set(id, (seen.get(id) ?? 0) + 1);
    const share = track.questionsPerAttempt / track.questions.length;
    for (const question of track.questions) {
      const drawn = (seen.get(question.id) ?? 0) / 500;
      // 500 draws: three standard deviations are about 0.065.
      expect(Math.abs(drawn - share), question.id).toBeLessThan(0.09);
    }
  });
});

describe("toPublicQuestion", () => {
  it("says nothing of what is right", () => {
    for (const question of track.questions) {
      const shown = toPublicQuestion(question, "att_1");
      expect(publicQuestionSchema.safeParse(shown).success).toBe(true);
      expect(JSON.stringify(shown)).not.toMatch(/correct|explanation/);
      expect(shown.options.map((option) => option.id).sort()).toEqual(
        question.options.map((option) => option.id).sort(),
      );
    }
    expect(
      publicQuestionSchema.safeParse({ ...toPublicQuestion(track.questions[0] as never, "a"), correct: ["a"] }).success,
    ).toBe(false);
  });

  it("shows the right option in every place, whatever the author wrote first", () => {
    const question = track.questions.find((one) => one.options.length === 4 && one.kind === "single");
    if (!question) throw new Error("the track has no question with four options");
    const places = new Set(
      Array.from({ length: 200 }, (_, i) =>
        toPublicQuestion(question, `att_${i}`).options.findIndex((option) => option.id === question.correct[0]),
      ),
    );
    expect([...places].sort()).toEqual([0, 1, 2, 3]);
  });
});
