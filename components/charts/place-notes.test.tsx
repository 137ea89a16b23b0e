import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import type { Note } from "@/lib/notes/schema";
import { LineChart } from "./line-chart";
import { placeNotes } from "./place-notes";

const days = Array.from({ length: 28 }, (_, at) => `2026-03-${String(at + 1).padStart(2, "0")}`);
const note = (title: string, from: string, to: string | null = null): Note => ({
  ...{ id: title, kind: "launch", title, text: "", link: "", from, to, origin: "hand", hidden: false },
});
const placed = (notes: Note[], on = days, lastDay?: string) =>
  placeNotes({ notes, days: on, lastDay }).map(({ index, last, notes: own }) => [
    index,
    last,
    own.map(({ number, note: { title } }) => `${number} ${title}`).join(", "),
  ]);

describe("notes on a chart", () => {
  test("stand at their days, numbered in their order, those of one day and near ones under one mark", () => {
    const notes = [
      note("b", "2026-03-10T08:00:00.000Z"),
      note("c", "2026-03-11"),
      note("a", "2026-03-10"),
      note("d", "2026-03-20"),
    ];
    expect(placed(notes)).toEqual([
      // A band from the 10th to the 11th: 1.96 points of 28 are 7%.
      [9, 10, "1 a, 2 b, 3 c"],
      [19, 19, "4 d"],
    ]);
  });

  test("a span reaches to its last day, and not beyond the chart on either side", () => {
    expect(placed([note("a", "2026-02-20", "2026-03-03"), note("b", "2026-03-25", "2026-05-01")])).toEqual([
      [0, 2, "1 a"],
      [24, 27, "2 b"],
    ]);
    expect(placed([note("before", "2026-02-20"), note("after", "2026-03-29")])).toEqual([]);
  });

  test("fall into the week that holds them, the last one up to its end", () => {
    const weeks = ["2026-03-02", "2026-03-09", "2026-03-16"];
    expect(placed([note("a", "2026-03-15"), note("b", "2026-03-20")], weeks, "2026-03-22")).toEqual([
      [1, 1, "1 a"],
      [2, 2, "2 b"],
    ]);
  });

  test("of hours that share a day, at the first", () => {
    expect(placed([note("a", "2026-03-02")], ["2026-03-01", "2026-03-01", "2026-03-02", "2026-03-02"])).toEqual([
      [2, 2, "1 a"],
    ]);
  });
});

test("a chart says its notes in words: a link per mark, and a list with kind, day and title", () => {
  const html = renderToStaticMarkup(
    <LineChart
      title="Sign-ups"
      labels={days}
      series={[{ name: "Sign-ups", values: days.map(() => 1) }]}
      notes={{ notes: [note("<b>Launch</b> of v2", "2026-03-10")], days, hrefOf: () => "/staff/notes/nte_1" }}
    />,
  );
  expect(html).toContain("Note 1: Launch, 10 Mar 2026: &lt;b&gt;Launch&lt;/b&gt; of v2");
  expect(html).toMatch(/<a href="#([^"]+)-1"[\s\S]*<li id="\1-1"/);
  expect(html).toContain('href="/staff/notes/nte_1"');
});
