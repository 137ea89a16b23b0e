import { describe, expect, it } from "vitest";
import { gradeAnswers, isRight, reachesMark } from "./grade";

describe("isRight", () => {
  it.each([
    [["a"], ["a"], true],
    [["a"], ["b"], false],
    [["a"], [], false],
    [["a"], ["a", "b"], false],
    [["a", "c"], ["c", "a"], true],
    [["a", "c"], ["a"], false],
    [["a", "c"], ["a", "b", "c"], false],
    // Naming one option twice does not make up for the other.
    [["a", "c"], ["a", "a"], false],
    [["a"], ["a", "a"], true],
  ])("right %j, given %j: %s", (correct, given, expected) => {
    expect(isRight(correct, given)).toBe(expected);
  });
});

describe("gradeAnswers", () => {
  const questions = [
    { id: "q1", correct: ["a"] },
    { id: "q2", correct: ["b", "c"] },
    { id: "q3", correct: ["d"] },
    { id: "q4", correct: ["a"] },
  ];

  it("counts by hand: q1 right, q2 half (wrong), q3 right, q4 not answered = 2 of 4", () => {
    const graded = gradeAnswers(questions, { q1: ["a"], q2: ["b"], q3: ["d"] });
    expect(graded).toEqual({ rightIds: ["q1", "q3"], total: 4, score: 0.5 });
  });

  it("gives nothing for answers to questions that were not asked", () => {
    expect(gradeAnswers(questions, { other: ["a"] }).score).toBe(0);
    expect(gradeAnswers([], { q1: ["a"] }).score).toBe(0);
  });

  it("takes the mark exactly: 6 of 8 reaches 0.75, 5 of 8 does not, 7 of 10 reaches 0.7", () => {
    expect(reachesMark(6 / 8, 0.75)).toBe(true);
    expect(reachesMark(5 / 8, 0.75)).toBe(false);
    expect(reachesMark(7 / 10, 0.1 + 0.6)).toBe(true);
    expect(reachesMark(2 / 3, 0.67)).toBe(false);
    expect(reachesMark(1, 1)).toBe(true);
  });
});
