import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { nowMs, shiftClock } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import { activityReport } from "./activity";
import { conversionsReport } from "./conversions";
import type { Report } from "./define-report";
import { describeReport } from "./describe-report";
import { defaultGrain, listBuckets, previousPeriod, resolvePeriod } from "./internal/period";
import { journeyReport } from "./journey";
import { parseReportParams } from "./parse-report-params";
import { reports } from "./registry";
import { noFilter } from "./schema";
import { toCsv } from "./to-csv";
import { touchpointsReport } from "./touchpoints";

function refusals(report: Report, query: string): string[] {
  try {
    parseReportParams(report, new URLSearchParams(query));
  } catch (error) {
    return (error as PortalError).errors.map((one) => `${one.pointer} ${one.detail}`);
  }
  return [];
}
const journey = journeyReport as unknown as Report;
const conversions = conversionsReport as unknown as Report;

describe("parameters of a report", () => {
  test("filters repeat, empty values are not given, the rest has defaults", () => {
    const query = new URLSearchParams(
      "filter[channel]=email&filter[channel]=invite&filter[campaign]=&breakdown=&from=2026-03-01",
    );
    expect(parseReportParams(journeyReport, query)).toEqual({
      from: "2026-03-01",
      entity: "person",
      filter: { ...noFilter, channel: ["email", "invite"] },
    });
  });

  test.each([
    ["from=2026-02-30", ["?from must be a day, YYYY-MM-DD"]],
    ["to=yesterday&entity=team", ["?to must be a day, YYYY-MM-DD", expect.stringMatching(/^\?entity /)]],
    ["form=2026-01-01", ["?form is not a parameter of this report"]],
    ["filter[chanel]=email", ["?filter[chanel] is not a parameter of this report"]],
    ["filter=email", ["?filter is written filter[channel]=..."]],
    ["from=2026-01-01&from=2026-01-02", ["?from may stand only once"]],
    [`filter[channel]=${"x".repeat(513)}`, [expect.stringMatching(/^\?filter\[channel\] /)]],
    [
      Array.from({ length: 101 }, (_, i) => `filter[channel]=${i}`).join("&"),
      ["?filter[channel] may have at most 100 values"],
    ],
    [
      "__proto__=1&constructor=2",
      [expect.stringContaining("not a parameter"), expect.stringContaining("not a parameter")],
    ],
  ])("refused with a pointer: %s", (query, expected) => expect(refusals(journey, query)).toEqual(expected));

  test("what is missing is called missing", () => {
    const funnel = reports.get("funnel") as Report;
    expect(refusals(funnel, "")).toEqual(["?steps is missing"]);
    expect(refusals(reports.get("funnel-people") as Report, "step=x")).toEqual([
      "?steps is missing",
      "?step must be a number",
    ]);
  });

  test("either, not both and not neither", () => {
    expect(refusals(conversions, "")).toEqual(["?layer give either layer or stage"]);
    expect(refusals(conversions, "layer=1&stage=signed_up")).toEqual(["?layer give either layer or stage"]);
    expect(refusals(conversions, "stage=signed_up&measure=converted")).toHaveLength(1);
    expect(refusals(conversions, "layer=12")).toHaveLength(1);
    expect(refusals(conversions, "layer=1&limit=0")).toHaveLength(1);
    expect(refusals(touchpointsReport as unknown as Report, "")).toEqual(["?person give either person or company"]);
    expect(refusals(activityReport as unknown as Report, "metric=k_factor")).toHaveLength(1);
  });

  test("every report describes its parameters, and the docs describe it", () => {
    const described = [...reports.values()].map(describeReport);
    const page = readFileSync("content/docs/guide/api/reports.mdx", "utf8");
    const inDocs = [...page.matchAll(/^\| \[?`([a-z-]+)`\]?[^|]*\| [^|]+\|$/gm)].map(([, name]) => name);
    expect(described.map((one) => one.name).filter((name) => !inDocs.includes(name))).toEqual([]);
    expect(described.length).toBeGreaterThan(10);
    for (const one of described) {
      const report = reports.get(one.name);
      const shape = report && "shape" in report.params ? Object.keys(report.params.shape as object) : [];
      expect({ name: one.name, parameters: Object.keys(one.parameters).sort() }).toEqual({
        name: one.name,
        parameters: shape.sort(),
      });
      for (const [name, schema] of Object.entries(one.parameters))
        expect({ name, known: Object.keys(schema as object).length > 0 }).toEqual({ name, known: true });
    }
  });
});

describe("periods", () => {
  afterEach(() => shiftClock(0));

  test("by default the last 30 days with today", () => {
    shiftClock(Date.parse("2026-03-31T23:59:59Z") - nowMs());
    expect(resolvePeriod({})).toEqual({ from: "2026-03-02", to: "2026-03-31", until: "2026-04-01" });
    expect(resolvePeriod({ to: "2026-03-01" }).from).toBe("2026-01-31");
  });
  test("both ends count, one day is a period", () => {
    expect(resolvePeriod({ from: "2026-02-28", to: "2026-02-28" }).until).toBe("2026-03-01");
  });
  test("an end before the start, and more than ten years, are refused", () => {
    expect(() => resolvePeriod({ from: "2026-03-02", to: "2026-03-01" })).toThrow(PortalError);
    expect(() => resolvePeriod({ from: "1990-01-01", to: "2026-03-01" })).toThrow(PortalError);
  });
  test("the previous one is as long and ends the day before", () => {
    const period = resolvePeriod({ from: "2026-03-01", to: "2026-03-31" });
    expect(previousPeriod(period)).toEqual({ from: "2026-01-29", to: "2026-02-28", until: "2026-03-01" });
  });
  test("buckets are days, weeks from Monday, months; finer for shorter periods", () => {
    const period = resolvePeriod({ from: "2026-02-28", to: "2026-03-09" });
    expect(listBuckets(period, "day")).toHaveLength(10);
    expect(listBuckets(period, "week")).toEqual(["2026-02-23", "2026-03-02", "2026-03-09"]);
    expect(listBuckets(period, "month")).toEqual(["2026-02-01", "2026-03-01"]);
    expect(defaultGrain(period)).toBe("day");
    expect(defaultGrain(resolvePeriod({ from: "2025-11-01", to: "2026-03-09" }))).toBe("week");
    expect(defaultGrain(resolvePeriod({ from: "2024-01-01", to: "2026-03-09" }))).toBe("month");
  });
});

test("CSV: quoted where needed, no formulas, numbers as they are", () => {
  const table = {
    columns: ["name", "count"],
    rows: [
      ['=HYPERLINK("x")', -2],
      ["a,b\nc", null],
      ["+1", 0.5],
    ],
  };
  expect(toCsv(table)).toBe('name,count\r\n"\'=HYPERLINK(""x"")",-2\r\n"a,b\nc",\r\n\'+1,0.5\r\n');
});
