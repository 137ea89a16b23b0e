import { describe, expect, it } from "vitest";
import { axisTicks, shownLabels } from "./scale";

describe("axis ticks", () => {
  it("are round, start at nothing and reach the largest value", () => {
    expect(axisTicks(100)).toEqual([0, 25, 50, 75, 100]);
    expect(axisTicks(7)).toEqual([0, 2, 4, 6, 8]);
    expect(axisTicks(1_204)).toEqual([0, 500, 1_000, 1_500]);
    expect(axisTicks(0.3, 4, false)).toEqual([0, 0.1, 0.2, 0.3]);
  });
  it("count whole things in whole steps and survive nothing", () => {
    expect(axisTicks(1)).toEqual([0, 1]);
    expect(axisTicks(3)).toEqual([0, 1, 2, 3]);
    expect(axisTicks(0)).toEqual([0, 1]);
    expect(axisTicks(Number.NaN)).toEqual([0, 1]);
  });
});

describe("axis labels", () => {
  it("are thinned evenly", () => {
    expect([...shownLabels(4)]).toEqual([0, 1, 2, 3]);
    expect([...shownLabels(31)]).toEqual([0, 6, 12, 18, 24, 30]);
    expect(shownLabels(90).size).toBeLessThanOrEqual(6);
  });
});
