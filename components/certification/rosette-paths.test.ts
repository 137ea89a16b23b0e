import { describe, expect, it } from "vitest";
import { numbersFrom, rosettePaths } from "./rosette-paths";

describe("rosettePaths", () => {
  it("draws the same rosette for the same code, another for another", () => {
    expect(rosettePaths("PWY-AAAA-BBBB-CCCC", 100)).toEqual(rosettePaths("PWY-AAAA-BBBB-CCCC", 100));
    const all = Array.from({ length: 40 }, (_, i) => rosettePaths(`PWY-AAAA-BBBB-${i}`, 100)[0]);
    expect(new Set(all).size).toBe(40);
  });

  it("stays within its radius", () => {
    for (let i = 0; i < 10; i++) {
      const points = rosettePaths(`code ${i}`, 100).flatMap((path) => path.slice(1, -1).split("L"));
      const farthest = Math.max(
        ...points.map((point) => Math.hypot(...(point.split(" ").map(Number) as [number, number]))),
      );
      expect(farthest).toBeLessThan(120);
      expect(farthest).toBeGreaterThan(80);
    }
  });
});

describe("numbersFrom", () => {
  it("gives numbers in [0, 1) that spread", () => {
    const next = numbersFrom("x");
    const numbers = Array.from({ length: 2_000 }, next);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.03);
  });
});
