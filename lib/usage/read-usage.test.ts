import { beforeAll, describe, expect, it } from "vitest";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { dayMs, hourMs, nowMs } from "@/lib/base/clock";
import { useStores } from "@/lib/base/testing/stores";
import type { UsageRow } from "@/lib/events/schema";
import { buildUsageRow, type UsageCall } from "./build-usage-row";
import { countMonthlyCalls } from "./count-monthly-calls";
import { getFirstCalls } from "./get-first-calls";
import { getKeyUsage, keyUsageDays } from "./get-key-usage";
import { getLatencySeries } from "./get-latency-series";
import { getRequest } from "./get-request";
import { getUsageBreakdown } from "./get-usage-breakdown";
import { getUsageSeries } from "./get-usage-series";
import { getUsageTotals } from "./get-usage-totals";
import { listErrors } from "./list-errors";
import { listRequests } from "./list-requests";
import { listRoutes } from "./list-routes";

useStores({ clickhouse: true });

const live = {
  keyId: "key_live",
  appId: "app_a",
  companyId: "com_a",
  personId: "per_ada",
  environment: "live" as const,
};
const sandbox = { ...live, keyId: "key_sbx", personId: "per_ben", environment: "sandbox" as const };
const stranger = { ...live, keyId: "key_x", companyId: "com_x", appId: "app_x", personId: "per_x" };
let count = 0;

function row(key: typeof live | typeof sandbox, at: Date, more: Partial<UsageCall> = {}): UsageRow {
  return buildUsageRow(key, {
    ...{ source: "test", id: `c${String(count++).padStart(4, "0")}`, origin: "api", occurredAt: at, receivedAt: at },
    ...{ method: "GET", route: "/rates", status: 200, latencyMs: 10, ...more },
  });
}
const insert = (values: UsageRow[]) => clickhouse().insert({ table: "usage_events", values, format: "JSONEachRow" });

describe("what a company called, by hand", () => {
  // March 2026: two calls at 10:xx on the 1st, one at 23:59 on the 1st, three on the 2nd; one each on 28 February and 1 April.
  const day = (text: string) => new Date(`2026-${text}:00.000Z`);
  beforeAll(() =>
    insert([
      row(live, day("02-28T23:59")),
      row(live, day("03-01T10:05"), { status: 500, latencyMs: 30 }),
      row(live, day("03-01T10:55"), { method: "POST", route: "/shipments", status: 201, quantity: 2.25 }),
      row(live, day("03-01T23:59"), { status: 404 }),
      row(live, day("03-02T00:00"), { endUserId: "u1" }),
      row(sandbox, day("03-02T12:00"), { status: 422 }),
      row(sandbox, day("03-02T12:30")),
      row(live, day("04-01T00:00")),
      row(stranger, day("03-01T10:00")),
    ]),
  );
  const march = { companyId: "com_a", from: day("03-01T00:00"), to: day("04-01T00:00") };

  it("is counted by day and status class, days without calls as zeros", async () => {
    const series = await getUsageSeries({ ...march, grain: "day" });
    expect(series).toHaveLength(31);
    expect(series[0]).toEqual({
      ...{ time: day("03-01T00:00"), calls: 3, valuableCalls: 1, quantity: 4.25 },
      byStatusClass: { 1: 0, 2: 1, 3: 0, 4: 1, 5: 1 },
    });
    expect(series[1]).toMatchObject({ calls: 3, byStatusClass: { 2: 2, 4: 1 } });
    expect(series.slice(2).every((point) => point.calls === 0)).toBe(true);
  });

  it("is not narrowed by a filter that is named and not chosen", async () => {
    const open = { environment: undefined, appId: undefined, keyId: undefined };
    const series = await getUsageSeries({ ...march, ...open, grain: "day" });
    expect(series).toEqual(await getUsageSeries({ ...march, grain: "day" }));
  });

  it("is counted by hour, for one environment or key", async () => {
    const first = { ...march, to: day("03-02T00:00"), grain: "hour" as const };
    const hours = await getUsageSeries({ ...first, environment: "live" });
    expect(hours.flatMap((point, hour) => (point.calls ? [[hour, point.calls]] : []))).toEqual([
      [10, 2],
      [23, 1],
    ]);
    const byKey = await getUsageSeries({ ...march, grain: "day", keyId: "key_sbx" });
    expect(byKey.reduce((sum, point) => sum + point.calls, 0)).toBe(2);
  });

  it("is split by status class, route, key or SDK, the largest parts first and the small ones together", async () => {
    const split = async (by: "status" | "route" | "key" | "sdk", more = {}) => {
      const { times, parts } = await getUsageBreakdown({ ...march, ...more, grain: "day", split: by });
      expect(times).toHaveLength(31);
      for (const part of parts) expect(part.values.reduce((sum, calls) => sum + calls, 0)).toBe(part.calls);
      return parts.map(({ name, calls, values }) => [name, calls, values[0]]);
    };
    expect(await split("status")).toEqual([
      ["2xx", 3, 1],
      ["4xx", 2, 1],
      ["5xx", 1, 1],
    ]);
    expect(await split("route")).toEqual([
      ["GET /rates", 5, 2],
      ["POST /shipments", 1, 1],
    ]);
    expect(await split("key")).toEqual([
      ["key_live", 4, 3],
      ["key_sbx", 2, 0],
    ]);
    expect(await split("sdk", { environment: "live" })).toEqual([["", 4, 3]]);
    const at = day("05-01T00:00");
    await insert(
      [6, 5, 4, 3, 2, 1, 1].flatMap((calls, index) =>
        Array.from({ length: calls }, () => row({ ...live, companyId: "com_many" }, at, { sdk: `sdk-${index}` })),
      ),
    );
    const { parts } = await getUsageBreakdown({
      ...{ companyId: "com_many", from: at, to: new Date(at.getTime() + 2 * hourMs), grain: "hour", split: "sdk" },
    });
    expect(parts.map(({ name, values }) => [name, ...values])).toEqual([
      ["sdk-0", 6, 0],
      ["sdk-1", 5, 0],
      ["sdk-2", 4, 0],
      ["sdk-3", 3, 0],
      ["sdk-4", 2, 0],
      [null, 2, 0],
    ]);
  });

  it("is summed up, with end users and latency, also for a time without calls", async () => {
    expect(await getUsageTotals(march)).toEqual({
      ...{ calls: 6, errors: 3, valuableCalls: 1, quantity: 7.25, endUsers: 1, p50Ms: 10 },
      p95Ms: expect.closeTo(30, 0),
    });
    const none = { ...march, companyId: "com_none" };
    expect(await getUsageTotals(none)).toMatchObject({ calls: 0, p50Ms: null, p95Ms: null });
    const latency = await getLatencySeries({ ...march, grain: "day" });
    expect(latency).toHaveLength(31);
    expect(latency[1]).toMatchObject({ p50Ms: 10, p95Ms: 10, p99Ms: 10 });
    expect(latency[5]).toEqual({ time: day("03-06T00:00"), p50Ms: null, p95Ms: null, p99Ms: null });
  });

  it("is corrected by calls that come late, in hours, days and errors", async () => {
    const late = { ...live, companyId: "com_late", keyId: "key_late" };
    const whole = { companyId: "com_late", from: day("03-01T00:00"), to: day("03-02T00:00") };
    await insert([row(late, day("03-01T10:00"))]);
    expect((await getUsageTotals(whole)).calls).toBe(1);
    await insert([
      row(late, day("03-01T10:30"), { status: 422, metadata: { doc: "/docs/errors#rate_expired" } }),
      row(late, day("03-01T10:31"), { status: 422, metadata: { type: "https://api.example/errors/rate_expired" } }),
      row(late, day("03-01T11:00"), { status: 503, metadata: { doc: "/docs/errors", type: "<b>" } }),
    ]);
    expect(await getUsageTotals(whole)).toMatchObject({ calls: 4, errors: 3 });
    const hours = await getUsageSeries({ ...whole, grain: "hour" });
    expect([hours[10]?.calls, hours[11]?.calls]).toEqual([3, 1]);
    expect(await listErrors(whole)).toEqual([
      { method: "GET", route: "/rates", status: 422, problem: "rate_expired", calls: 2, lastAt: day("03-01T10:31") },
      { method: "GET", route: "/rates", status: 503, problem: "", calls: 1, lastAt: day("03-01T11:00") },
    ]);
  });

  it("that a limit refused is shown and consumes nothing", async () => {
    const limited = { ...live, companyId: "com_limited", keyId: "key_limited" };
    await insert([row(limited, day("03-01T10:00")), row(limited, day("03-01T10:00"), { status: 429, quantity: 0 })]);
    expect((await getUsageTotals({ ...march, companyId: "com_limited" })).calls).toBe(2);
    expect(await countMonthlyCalls("com_limited", day("03-01T00:00"))).toBe(1);
  });

  it("of a month is what its quota counts: live calls from its first instant to its last", async () => {
    expect(await countMonthlyCalls("com_a", day("03-01T00:00"))).toBe(4);
    expect(await countMonthlyCalls("com_a", day("03-01T00:00"), "sandbox")).toBe(2);
    expect(await countMonthlyCalls("com_a", day("02-01T00:00"))).toBe(1);
    expect(await countMonthlyCalls("com_none", day("03-01T00:00"))).toBe(0);
  });

  it("is listed by route with errors and latency", async () => {
    const routes = await listRoutes(march);
    expect(routes.map(({ method, route, calls, errors }) => [method, route, calls, errors])).toEqual([
      ["GET", "/rates", 5, 3],
      ["POST", "/shipments", 1, 0],
    ]);
    expect(routes[1]).toMatchObject({ p50Ms: 10, p99Ms: 10 });
    expect(routes[0]?.p99Ms).toBeGreaterThan(10);
    expect(routes[0]?.p99Ms).toBeLessThanOrEqual(30);
  });

  it("first is found for company, person and app", async () => {
    expect(await getFirstCalls({ companyId: "com_a" })).toEqual({
      first_sandbox_call: day("03-02T12:00"),
      first_sandbox_2xx: day("03-02T12:30"),
      first_live_call: day("02-28T23:59"),
      first_live_2xx: day("02-28T23:59"),
      first_valuable_call: day("03-01T10:55"),
      first_end_user: day("03-02T00:00"),
    });
    expect(Object.keys(await getFirstCalls({ personId: "per_ben" })).sort()).toEqual([
      "first_sandbox_2xx",
      "first_sandbox_call",
    ]);
    expect(await getFirstCalls({ appId: "app_x" })).toMatchObject({ first_live_call: day("03-01T10:00") });
    expect(await getFirstCalls({ companyId: "com_none" })).toEqual({});
  });
});

describe("the request log", () => {
  const log = { ...live, companyId: "com_log", keyId: "key_log" };
  const logSandbox = { ...sandbox, companyId: "com_log", keyId: "key_log_sbx" };
  const newest = new Date(Math.floor(nowMs() / 1_000) * 1_000 - 1_000);
  const ago = (ms: number) => new Date(newest.getTime() - ms);
  const rows: UsageRow[] = [];
  beforeAll(() => {
    // 30 of one instant, so that pages must break ties; then others, and one that is too old to be shown.
    for (let i = 0; i < 30; i++) rows.push(row(log, newest));
    rows.push(
      row(log, ago(hourMs), { status: 503, route: "/shipments/{id}", traceId: "trace-30" }),
      row(logSandbox, ago(2 * hourMs), {
        status: 422,
        method: "POST",
        route: "/Shipments",
        metadata: { problem: "x", requestId: "req_of_31" },
      }),
      row(log, ago(7 * dayMs + hourMs)),
      row({ ...log, companyId: "com_other" }, newest),
    );
    return insert(rows);
  });
  const ids = async (filter: object) =>
    (await listRequests({ companyId: "com_log", ...filter })).data.map(({ id }) => id);

  it("holds seven days, newest first, and goes on page by page without a gap or a repeat", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listRequests({ companyId: "com_log", limit: 7, cursor });
      expect(page.data.length).toBeLessThanOrEqual(7);
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    const shown = rows.slice(0, 32);
    expect(seen.slice(0, 30)).toEqual(
      shown
        .slice(0, 30)
        .map(({ id }) => id)
        .reverse(),
    );
    expect(seen.slice(30)).toEqual([shown[30]?.id, shown[31]?.id]);
  });

  it("is filtered by environment, key, status class, method and a part of the route", async () => {
    expect(await ids({ environment: "sandbox" })).toEqual([rows[31]?.id]);
    expect(await ids({ keyId: "key_log_sbx" })).toEqual([rows[31]?.id]);
    expect(await ids({ statusClass: 5 })).toEqual([rows[30]?.id]);
    expect(await ids({ method: "POST" })).toEqual([rows[31]?.id]);
    expect(await ids({ route: "shipments" })).toEqual([rows[30]?.id, rows[31]?.id]);
    expect(await ids({ route: "%" })).toEqual([]);
    expect(await ids({ status: 503 })).toEqual([rows[30]?.id]);
    expect(await ids({ requestId: rows[31]?.id })).toEqual([rows[31]?.id]);
    expect(await ids({ requestId: "req_of_31" })).toEqual([rows[31]?.id]);
    expect(await ids({ requestId: "trace-30" })).toEqual([rows[30]?.id]);
    expect(await ids({ requestId: "req_of" })).toEqual([]);
  });

  it("starts at the newest for a cursor that makes no sense", async () => {
    expect((await ids({ cursor: "'; DROP TABLE usage_events; --", limit: 1 }))[0]).toBe(rows[29]?.id);
  });

  it("shows one call to its company only", async () => {
    const { source, id } = rows[31] as UsageRow;
    expect(await getRequest("com_log", source, id)).toMatchObject({
      ...{
        id,
        status: 422,
        method: "POST",
        environment: "sandbox",
        at: rows[31]?.occurred_at,
        metadata: { problem: "x", requestId: "req_of_31" },
      },
    });
    expect(await getRequest("com_other", source, id)).toBeNull();
    expect(await getRequest("com_log", source, rows[32]?.id ?? "")).toBeNull();
  });

  it("has each key's last use, and its calls by day", async () => {
    const usage = await getKeyUsage("com_log");
    expect([...usage.keys()].sort()).toEqual(["key_log", "key_log_sbx"]);
    expect(usage.get("key_log")).toMatchObject({ lastUsedAt: newest, lastRoute: "/rates", calls: 32, errors: 1 });
    const daily = usage.get("key_log")?.daily ?? [];
    expect(daily).toHaveLength(keyUsageDays);
    expect(daily.reduce((sum, calls) => sum + calls, 0)).toBe(32);
    const daysAgo = Math.floor(nowMs() / dayMs) - Math.floor(newest.getTime() / dayMs);
    expect(daily.at(-1 - daysAgo)).toBeGreaterThanOrEqual(30);
    expect(await getKeyUsage("com_log", "app_none")).toEqual(new Map());
  });
});
