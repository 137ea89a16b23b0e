import { afterEach, describe, expect, it } from "vitest";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { shiftClock } from "@/lib/base/clock";
import { meterSchema } from "@/lib/base/config/plan-schema";
import { portal } from "@/lib/base/config/portal";
import { Decimal, zero } from "@/lib/base/decimal";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { assignPlan } from "./assign-plan";
import { checkThresholds } from "./check-thresholds";
import { closeBills } from "./close-bills";
import { getBill } from "./get-bill";
import { listBillAlerts } from "./list-bill-alerts";
import { listMeterUsage } from "./list-meter-usage";
import { listMeteredAmounts } from "./list-metered-amounts";
import { listMonthLines } from "./list-month-lines";
import { setBudget } from "./set-budget";
import { usageRow } from "./testing/usage-row";

useStores();

const actor = { kind: "person" as const, id: "per_staff" };
const at = (text: string) => shiftClock(Date.parse(text) - Date.now());
const insert = (values: object[]) => clickhouse().insert({ table: "usage_events", values, format: "JSONEachRow" });
const label = (companyId: string, time: string, quantity: number, more: object = {}) =>
  usageRow(companyId, time, { method: "POST", route: "/shipments", status: 201, quantity, ...more });
const assign = (companyId: string, planId: string, from: string) =>
  assignPlan(postgres(), companyId, { planId, reason: "test", from: new Date(from) }, actor);
afterEach(() => shiftClock(0));

describe("thresholds", () => {
  const alerts = async (companyId: string, period = "2026-09") =>
    (await listBillAlerts(postgres(), companyId, period))
      .map((one) => [one.kind, one.thresholdPercent, one.reached])
      .sort();
  const calls = (companyId: string, count: number, time: string) =>
    clickhouse().command({
      query: `INSERT INTO usage_events (source, id, occurred_at, received_at, environment, company_id, status, method, route, quantity)
              SELECT 'bulk', concat({companyId:String}, {time:String}, toString(number)), parseDateTime64BestEffort({time:String}, 3, 'UTC'), now64(3), 'live', {companyId:String}, 200, 'GET', '/rates', 1
              FROM numbers({count:UInt64})`,
      query_params: { companyId, count, time },
    });

  it("of a quota are noted once each, with an event and an audit entry, however many workers look", async () => {
    at("2026-09-10T00:00:00Z");
    await calls("com_q", 4_999, "2026-09-02T00:00:00Z");
    await checkThresholds(postgres());
    expect(await alerts("com_q")).toEqual([]);
    await calls("com_q", 3_001, "2026-09-03T00:00:00Z");
    const [one = 0, other = 0] = await Promise.all([checkThresholds(postgres()), checkThresholds(postgres())]);
    expect(one + other).toBe(2);
    expect(await checkThresholds(postgres())).toBe(0);
    expect(await alerts("com_q")).toEqual([
      ["quota", 50, "8000"],
      ["quota", 80, "8000"],
    ]);
    const [events] = await postgres().$queryRaw<{ n: bigint }[]>`
      SELECT count(*) AS n FROM event_outbox WHERE payload->>'event' = 'bill_threshold_reached'`;
    expect(Number(events?.n)).toBe(2);
    expect(
      await postgres().auditEntry.count({ where: { companyId: "com_q", action: "quota.threshold_reached" } }),
    ).toBe(2);

    // The next month begins at nothing; without a quota there is none to reach.
    at("2026-10-01T00:00:00Z");
    await calls("com_q", 5_000, "2026-10-01T00:00:00Z");
    expect(await checkThresholds(postgres())).toBe(1);
    await assign("com_q", "grow", "2026-10-01T00:00:00Z");
    await calls("com_q", 9_000, "2026-10-02T00:00:00Z");
    expect(await checkThresholds(postgres())).toBe(0);
  });

  it("of a budget are the company's own, and a raised budget has its own again", async () => {
    at("2026-09-10T00:00:00Z");
    await insert([label("com_b", "2026-09-02T00:00:00.000Z", 600)]); // 500 x 0.08 = 40.00
    await setBudget(postgres(), "com_b", { budget: "50", thresholds: [60, 90] }, actor);
    await checkThresholds(postgres());
    expect(await alerts("com_b")).toEqual([["budget", 60, "40"]]);
    await setBudget(postgres(), "com_b", { budget: "44", thresholds: [60, 90] }, actor);
    await checkThresholds(postgres());
    expect(await alerts("com_b")).toHaveLength(3);
    expect(await postgres().auditEntry.count({ where: { companyId: "com_b", action: "budget.changed" } })).toBe(2);
  });
});

describe("the metered amount by company and day", () => {
  it("sums up to the month's usage lines, through a change of plan within a day", async () => {
    at("2026-09-20T00:00:00Z");
    await assign("com_m", "grow", "2026-09-05T10:30:00Z");
    await insert([
      label("com_m", "2026-09-01T00:00:00.000Z", 150), // 50 x 0.08 = 4.00
      label("com_m", "2026-09-05T10:29:00.000Z", 50), // 4.00
      label("com_m", "2026-09-05T10:31:00.000Z", 1_800), // labels 201 to 2,000: 1,000 above the included, 50.00
      label("com_m", "2026-09-07T23:59:59.999Z", 1), // 0.05
      label("com_n", "2026-09-07T00:00:00.000Z", 200), // 8.00
    ]);
    const rows = await listMeteredAmounts(postgres(), new Date("2026-09-01"), new Date("2026-10-01"), [
      "com_m",
      "com_n",
    ]);
    expect(rows.sort((a, b) => `${a.companyId}${a.day}`.localeCompare(`${b.companyId}${b.day}`))).toEqual([
      { companyId: "com_m", day: "2026-09-01", amount: "4.00" },
      { companyId: "com_m", day: "2026-09-05", amount: "54.00" },
      { companyId: "com_m", day: "2026-09-07", amount: "0.05" },
      { companyId: "com_n", day: "2026-09-07", amount: "8.00" },
    ]);
    const { bill } = await getBill(postgres(), "com_m", "2026-09");
    const usage = bill.lines.filter((line) => line.kind === "usage").reduce((sum, line) => sum.plus(line.amount), zero);
    expect(usage.toFixed(2)).toBe("58.05");
    const part = await listMeteredAmounts(postgres(), new Date("2026-09-05"), new Date("2026-09-06"), ["com_m"]);
    expect(part.map(({ amount }) => amount)).toEqual(["54.00"]);
  });
});

describe("what stands behind a line", () => {
  it("is its units by day, key and route, and no others", async () => {
    await insert([
      label("com_l", "2026-09-05T10:29:59.999Z", 5),
      label("com_l", "2026-09-05T10:30:00.000Z", 7, { key_id: "key_2" }),
      label("com_l", "2026-09-05T12:00:00.000Z", 1.5),
      label("com_l", "2026-09-06T09:59:59.000Z", 2),
      label("com_l", "2026-09-06T10:15:00.000Z", 100),
      usageRow("com_l", "2026-09-05T12:00:00.000Z", { end_user_id: "x" }),
      label("com_other", "2026-09-05T12:00:00.000Z", 9),
    ]);
    const labels = portal.meters.find(({ id }) => id === "labels");
    if (!labels) throw new Error("the sample portal meters labels");
    const behind = async (from: string, to: string) =>
      (await listMeterUsage("com_l", labels, new Date(from), new Date(to))).map((row) => [
        row.day,
        row.keyId,
        row.route,
        row.units,
      ]);
    const rows = await behind("2026-09-05T10:30:00Z", "2026-09-06T10:15:00Z");
    expect(rows).toEqual([
      ["2026-09-06", "key_1", "/shipments", "2"],
      ["2026-09-05", "key_2", "/shipments", "7"],
      ["2026-09-05", "key_1", "/shipments", "1.5"],
    ]);
    expect(rows.reduce((sum, row) => sum.plus(row[3] ?? ""), zero).eq(new Decimal("10.5"))).toBe(true);
    expect(await behind("2026-09-05T10:29:00Z", "2026-09-05T10:29:59.999Z")).toEqual([]);
    expect(await behind("2026-09-05T10:29:00Z", "2026-09-05T10:30:00Z")).toEqual([
      ["2026-09-05", "key_1", "/shipments", "5"],
    ]);
    const users = meterSchema.parse({ id: "u", name: "U", unit: "user", count: "end-users" });
    expect(await listMeterUsage("com_l", users, new Date("2026-09-01"), new Date("2026-10-01"))).toEqual([
      { day: "2026-09-05", keyId: "", method: "GET", route: "/rates", units: "1" },
    ]);
  });
});

describe("the lines of a month for other billing systems", () => {
  it("are those of every company that used something, closed or open", async () => {
    at("2026-09-30T00:00:00Z");
    await insert([label("com_x", "2026-08-05T00:00:00.000Z", 101), label("com_y", "2026-08-05T00:00:00.000Z", 1)]);
    await closeBills(postgres());
    await insert([label("com_z", "2026-08-06T00:00:00.000Z", 200)]);
    const lines: string[][] = [];
    for await (const line of listMonthLines(postgres(), "2026-08")) lines.push(line);
    const [heading = [], ...rows] = lines;
    const column = (name: string) => heading.indexOf(name);
    const totals = rows.filter((row) => row[column("line")] === "total");
    expect(totals.map((row) => [row[0], row[1], row[column("amount")], row[column("currency")]])).toEqual([
      ["com_x", "closed", "0.08", "EUR"],
      ["com_y", "closed", "0.00", "EUR"],
      ["com_z", "open", "8.00", "EUR"],
    ]);
  });
});
