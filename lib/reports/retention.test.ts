import { afterAll, beforeAll, expect, test } from "vitest";
import { shiftClock } from "@/lib/base/clock";
import { useStores } from "@/lib/base/testing/stores";
import { parseReportParams } from "./parse-report-params";
import { retentionReport } from "./retention";
import { append, call, event, reloadLinks, visit } from "./testing/ledger";

useStores();

const run = (query = "") =>
  retentionReport.run(
    parseReportParams(retentionReport, new URLSearchParams(`from=2026-06-01&to=2026-06-30&${query}`)),
  );

// 1 June 2026 is a Monday. Today is Wednesday, 24 June.
beforeAll(async () => {
  shiftClock(Date.parse("2026-06-24T12:00:00Z") - Date.now());
  const a = { person: "per_a", company: "com_a" };
  const b = { person: "per_b", company: "com_b" };
  const c = { person: "per_c", company: "com_a" };
  await append([
    visit("2026-06-01T08:00:00Z", "v_a", "email"),
    event("2026-06-01T08:00:00Z", "page_viewed", { visitor: "v_a" }, { path: "/" }),
    event("2026-06-01T09:00:00Z", "signed_up", { visitor: "v_a", ...a }),
    event("2026-06-15T09:00:00Z", "page_viewed", { visitor: "v_a" }, { path: "/" }),
    event("2026-06-16T09:00:00Z", "page_viewed", { visitor: "v_nobody" }, { path: "/" }),
    call("2026-06-01T10:00:00Z", "sandbox", a, { sdk: "node" }),
    call("2026-06-03T10:00:00Z", "sandbox", a),
    call("2026-06-09T10:00:00Z", "sandbox", a),
    call("2026-06-22T10:00:00Z", "live", a),
    call("2026-06-07T23:59:59Z", "sandbox", b, { sdk: "go" }),
    call("2026-06-08T10:00:00Z", "sandbox", c, { sdk: "node" }),
    // Began in May: of no cohort of June, however active.
    call("2026-05-20T10:00:00Z", "sandbox", { person: "per_old", company: "com_old" }),
    call("2026-06-02T10:00:00Z", "sandbox", { person: "per_old", company: "com_old" }),
  ]);
  await reloadLinks();
});
afterAll(() => shiftClock(0));

const brief = (result: Awaited<ReturnType<typeof run>>) =>
  result.rows.map((row) => [row.value, row.size, row.active.map((one) => one.active)]);

test("cohorts by the week of the first call; weeks that have not come yet are not there", async () => {
  const result = await run();
  expect(brief(result)).toEqual([
    ["2026-06-01", 2, [2, 1, 0, 1]],
    ["2026-06-08", 1, [1, 0, 0]],
  ]);
  expect(result.all).toMatchObject({ size: 3 });
  // Three weeks on, only the older cohort can be asked.
  expect(result.all.active).toEqual([
    { active: 3, of: 3, share: 1 },
    { active: 1, of: 3, share: 1 / 3 },
    { active: 0, of: 3, share: 0 },
    { active: 1, of: 2, share: 0.5 },
  ]);
});

test("by company anybody's call counts; by environment only its own begin and return", async () => {
  expect(brief(await run("entity=company"))).toEqual([["2026-06-01", 2, [2, 1, 0, 1]]]);
  expect(brief(await run("environment=live"))).toEqual([["2026-06-22", 1, [1]]]);
  expect(brief(await run("environment=sandbox&grain=month"))).toEqual([["2026-06-01", 3, [3]]]);
});

test("by SDK of the first calls, by channel of the first touch, and on visits, where an early visitor is the later person", async () => {
  expect(brief(await run("breakdown=sdk"))).toEqual([
    ["node", 2, [2, 1, 0, 1]],
    ["go", 1, [1, 0, 0, 0]],
  ]);
  expect(brief(await run("filter[channel]=email"))).toEqual([["2026-06-01", 1, [1, 1, 0, 1]]]);
  expect(brief(await run("on=visits"))).toEqual([["2026-06-01", 1, [1, 0, 1, 0]]]);
});

test("an empty period is an empty table", async () => {
  const result = await retentionReport.run(
    parseReportParams(retentionReport, new URLSearchParams("from=2020-01-01&to=2020-01-31")),
  );
  expect(result).toMatchObject({ rows: [], all: { size: 0, active: [] } });
});
