import { describe, expect, test } from "vitest";
import type { Note } from "@/lib/notes/schema";
import { compareFigure, listCautions, windowsAround } from "./compare-windows";

const march = (day: number) => `2026-03-${String(day).padStart(2, "0")}`;
const on = (first: number, last = first) => ({ first: march(first), last: march(last) });

describe("windows around what happened", () => {
  test("the day itself counts as after, and today, which is not over, on neither side", () => {
    // Tuesday the 10th; a week each.
    expect(windowsAround(on(10), 7, "2026-04-01")).toEqual({
      before: { from: march(3), to: march(9), until: march(10) },
      after: { from: march(10), to: march(16), until: march(17) },
    });
    expect(windowsAround(on(10), 7, march(13)).after).toEqual({ from: march(10), to: march(12), until: march(13) });
    expect(windowsAround(on(10), 7, march(10)).after).toBeNull();
  });

  test("of a span the days in between count on neither side", () => {
    const { before, after } = windowsAround(on(10, 12), 2, "2026-04-01");
    expect([before.from, before.to, after?.from, after?.to]).toEqual([march(8), march(9), march(13), march(14)]);
  });
});

test("a change is that of the figure per day: 14 in 7 days against 9 in 3", () => {
  const { before, after } = windowsAround(on(10), 7, march(13));
  if (!after) throw new Error("three days have passed");
  const named = { id: "a", label: "a", layer: 1 };
  expect(compareFigure(named, { before: 14, after: 9 }, { before, after })).toMatchObject({
    ...{ beforePerDay: 2, afterPerDay: 3, change: 0.5 },
  });
  expect(compareFigure(named, { before: 0, after: 9 }, { before, after }).change).toBeNull();
});

describe("what speaks against a comparison", () => {
  const note = (title: string, from: string, to: string | null = null): Note => ({
    ...{ id: title, kind: "other", title, text: "", link: "", from, to, origin: "hand", hidden: false },
  });

  test("nothing, of two whole weeks with enough in them", () => {
    const windows = windowsAround(on(10), 7, "2026-04-01");
    expect(listCautions(windows, 7, 30, [note("long ago", "2026-01-01"), note("later", march(17))])).toEqual([]);
  });

  test("few days, other weekdays, small numbers, other notes", () => {
    // 3 to 9 March has a weekend; 10 to 12 March has none.
    const cautions = listCautions(windowsAround(on(10), 7, march(13)), 7, 29, [
      note("price", "2026-03-12T10:00:00.000Z"),
      note("outage", "2026-02-20", march(3)),
    ]);
    expect(cautions).toEqual([
      { kind: "incomplete", days: 3, asked: 7 },
      { kind: "short", days: 3 },
      { kind: "weekdays", before: 2, after: 0 },
      { kind: "few", count: 29 },
      { kind: "notes", titles: ["price", "outage"] },
    ]);
  });

  test("before the first whole day", () => {
    expect(listCautions(windowsAround(on(10), 7, march(10)), 7, 0, [])).toEqual([
      { kind: "incomplete", days: 0, asked: 7 },
      { kind: "short", days: 0 },
    ]);
  });
});
