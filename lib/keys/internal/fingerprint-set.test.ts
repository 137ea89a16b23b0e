import fc from "fast-check";
import { expect, it } from "vitest";
import { FingerprintSet } from "./fingerprint-set";

it("holds what a Set holds, whatever is added and taken out, in a space that is full of collisions", () => {
  const step = fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 60 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const [mine, real] = [new FingerprintSet(8), new Set<number>()];
      for (const [adds, value] of steps) {
        if (adds) mine.add(value);
        else mine.delete(value);
        if (adds) real.add(value);
        else real.delete(value);
        const same = Array.from({ length: 60 }, (_, at) => mine.has(at + 1) === real.has(at + 1));
        if (mine.size !== real.size || same.includes(false)) return false;
      }
      return true;
    }),
    { numRuns: 300 },
  );
  expect(new FingerprintSet().has(1)).toBe(false);
});
