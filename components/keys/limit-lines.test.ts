import { expect, it } from "vitest";
import { readLimitLines, writeLimitLines } from "./limit-lines";

it("reads what it writes, and what people write", () => {
  const limits = [
    { name: "burst", limit: 100, durationMs: 60_000 },
    { name: "exports", limit: 5, durationMs: 43_200_000 },
    { name: "daily", limit: 1_000, durationMs: 86_400_000 },
    { name: "odd", limit: 7, durationMs: 90_000 },
  ];
  expect(writeLimitLines(limits)).toBe("burst 100/m\nexports 5/12h\ndaily 1000/d\nodd 7/90s");
  expect(readLimitLines(writeLimitLines(limits))).toEqual(limits);
  expect(readLimitLines("\n a  10 per 5m \n\n")).toEqual([{ name: "a", limit: 10, durationMs: 300_000 }]);
  expect(readLimitLines("")).toEqual([]);
});

it.each(["a", "a 10", "a ten/s", "a 1/1w", "a -1/s", "a 1.5/s"])("says which line it cannot read: %s", (line) => {
  expect(readLimitLines(`ok 1/s\n${line}`)).toEqual({ badLine: 2 });
});
