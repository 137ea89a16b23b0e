import { expect, test } from "vitest";
import { apportion } from "./apportion";

test("the largest remainders get what rounding down left over", () => {
  // 10 seats by 47, 16, 15.8, 12, 6.1, 3.1 votes: the textbook case of Hamilton's method.
  expect(apportion([47_000, 16_000, 15_800, 12_000, 6_100, 3_100], 10)).toEqual([5, 2, 1, 1, 1, 0]);
});
test("equal remainders go to the earlier", () => expect(apportion([1, 1, 1], 100)).toEqual([34, 33, 33]));
test("a weight of zero gets nothing", () => expect(apportion([0, 3, 0], 7)).toEqual([0, 7, 0]));
test.each([[[]], [[0, 0]], [[-1, 2]], [[Number.POSITIVE_INFINITY]], [[Number.NaN]]])("refuses %j", (weights) => {
  expect(() => apportion(weights, 10)).toThrow(RangeError);
});
