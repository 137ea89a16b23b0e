import { afterEach, expect, it, vi } from "vitest";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { newId } from "@/lib/base/ids";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { dropOldMonths } from "./drop-old-months";

useStores({ postgres: true, clickhouse: true });
afterEach(() => vi.useRealTimers());

const months = async (table: string, column: string) => {
  const query = `SELECT DISTINCT toString(toYYYYMM(${column})) AS month FROM ${table} ORDER BY month`;
  const result = await clickhouse().query({ query, format: "JSONEachRow" });
  return (await result.json<{ month: string }>()).map(({ month }) => month);
};

it("drops whole months that are too old, the visitors only they knew, and old audit lines; the second run finds nothing", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-21T12:00:00Z") });
  const event = (day: string, visitor_id: string, more: object = {}) => ({
    ...{
      event_id: `${day} ${visitor_id}`,
      name: "page_viewed",
      occurred_at: `${day}T10:00:00Z`,
      received_at: `${day}T10:00:00Z`,
    },
    ...{ visitor_id, audience: "human", properties: "{}", ...more },
  });
  await clickhouse().insert({
    table: "events",
    format: "JSONEachRow",
    values: [
      event("2026-06-30", "vis_old"),
      event("2026-07-01", "vis_new"),
      event("2026-05-02", "vis_known"),
      event("2026-07-02", "vis_known", { person_id: "per_a", company_id: "com_a", name: "signed_up" }),
    ],
  });
  const call = (day: string) => ({
    source: "s",
    id: day,
    occurred_at: `${day}T10:00:00Z`,
    environment: "live",
    company_id: "com_a",
    end_user_id: "somebody",
    status: 500,
  });
  await clickhouse().insert({
    table: "usage_events",
    format: "JSONEachRow",
    values: [call("2025-09-30"), call("2026-08-31"), call("2026-09-01")],
  });
  const line = (at: string) => ({
    ...{ id: newId("auditEntry"), at: new Date(at), actorKind: "system", actorId: "portal" },
    ...{ action: "x.y", subjectKind: "x", subjectId: "x" },
  });
  await postgres().auditEntry.createMany({ data: [line("2026-04-30T23:59:59Z"), line("2026-05-01T00:00:00Z")] });

  const retention = { eventMonths: 4, usageMonths: 2, rollupMonths: 13, auditMonths: 6 };
  // Hand-counted: today is in November; four whole months back begin with July, two with September, six with May, thirteen with October of last year.
  expect(await dropOldMonths(postgres(), retention)).toEqual([
    ...[
      "activity_daily 202605",
      "activity_daily 202606",
      "callers_daily 202509",
      "callers_monthly 202509",
      "calls_daily 202509",
      "events 202605",
      "events 202606",
    ],
    ...["metered_end_users 202509", "usage_daily 202509", "usage_errors_daily 202509"],
    ...["usage_events 202509", "usage_events 202608", "usage_hourly 202509"],
    "audit_entries 1",
  ]);
  expect(await months("events", "occurred_at")).toEqual(["202607"]);
  expect(await months("usage_events", "occurred_at")).toEqual(["202609"]);
  // Bills go on being made of the hours.
  expect(await months("usage_hourly", "hour")).toEqual(["202608", "202609"]);
  expect(await months("metered_end_users", "month")).toEqual(["202608", "202609"]);
  const first = await clickhouse().query({
    query: "SELECT DISTINCT visitor_id FROM milestones WHERE stage = 'page_viewed' ORDER BY visitor_id",
    format: "JSONEachRow",
  });
  // Whoever signed up later keeps the first time.
  expect(await first.json()).toEqual([{ visitor_id: "vis_known" }, { visitor_id: "vis_new" }]);
  expect(await dropOldMonths(postgres(), retention)).toEqual([]);
});

it("takes no line of the audit log that is younger than a month, whatever is asked for", async () => {
  const id = newId("auditEntry");
  const said = { actorKind: "system", actorId: "portal", action: "x.y", subjectKind: "x", subjectId: "x" };
  await postgres().auditEntry.create({ data: { id, ...said } });
  const drop = postgres().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT set_config('waymark.drops_old_audit_entries', 'on', true)`;
    await tx.auditEntry.deleteMany({ where: { id } });
  });
  await expect(drop).rejects.toThrow();
  expect(await postgres().auditEntry.count({ where: { id } })).toBe(1);
});
