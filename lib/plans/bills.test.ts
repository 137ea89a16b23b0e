import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { shiftClock } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { assignPlan } from "./assign-plan";
import { closeBills } from "./close-bills";
import { forecastBill } from "./forecast-bill";
import { getBill } from "./get-bill";
import { listBills } from "./list-bills";
import { usageRow } from "./testing/usage-row";

useStores();

const actor = { kind: "person" as const, id: "per_staff" };
const at = (text: string) => shiftClock(Date.parse(text) - Date.now());
const insert = (values: object[]) => clickhouse().insert({ table: "usage_events", values, format: "JSONEachRow" });
const label = (companyId: string, time: string, quantity: number) =>
  usageRow(companyId, time, { method: "POST", route: "/shipments", status: 201, quantity });
const assign = (companyId: string, planId: string, from?: string) =>
  assignPlan(postgres(), companyId, { planId, reason: "test", from: from ? new Date(from) : undefined }, actor);
let number = 0;
let companyId: string;
beforeEach(() => {
  companyId = `com_bill_${number++}`;
});
afterEach(() => shiftClock(0));

// The sample portal: Build has 100 labels, then 0.08; Grow 49.00 a month, 1,000 labels, then 0.05 to 10,000, 0.035 to 100,000, then 0.02.
const amounts = async (period: string) =>
  (await getBill(postgres(), companyId, period)).bill.lines.map((line) => [
    line.kind,
    line.planId,
    line.kind === "base" ? "" : line.meterId,
    line.kind === "base" ? "" : line.units,
    line.amount,
  ]);

describe("the bill of a month", () => {
  it("charges what was used before a change by the old plan and shares the price of the new one by time", async () => {
    at("2026-09-20T10:30:00Z");
    await insert([
      label(companyId, "2026-09-20T10:29:59.999Z", 350),
      label(companyId, "2026-09-20T10:30:00.000Z", 650),
      label(companyId, "2026-09-25T00:00:00.000Z", 4),
      usageRow(companyId, "2026-08-31T23:59:59.999Z", { quantity: 1_000_000 }),
    ]);
    await assign(companyId, "grow", "2026-09-20T10:30:00Z");
    // 250 labels above 100 at 0.08; then labels 351 to 1,004: 4 above 1,000 at 0.05. Of September's 720 hours 253.5 are left: 49 x 0.352083.
    expect(await amounts("2026-09")).toEqual([
      ["base", "free", "", "", "0.00"],
      ["usage", "free", "calls", "1", "0.00"],
      ["usage", "free", "labels", "350", "20.00"],
      ["base", "grow", "", "", "17.25"],
      ["usage", "grow", "calls", "2", "0.00"],
      ["usage", "grow", "labels", "654", "0.20"],
    ]);
    expect((await getBill(postgres(), companyId, "2026-09")).bill.total).toBe("37.45");
  });

  it("is refused for a month that has not begun or is none", async () => {
    at("2026-09-20T10:30:00Z");
    for (const period of ["2026-10", "2026-13", "2026", "x"])
      await expect(getBill(postgres(), companyId, period)).rejects.toMatchObject({ code: "not_found" });
  });

  it("is forecast at the rate of the last seven days, back into the month before", async () => {
    at("2026-09-03T00:00:00Z");
    await assign(companyId, "grow", "2026-09-01T00:00:00Z");
    await insert([
      label(companyId, "2026-08-26T23:59:59.999Z", 1_000_000),
      label(companyId, "2026-08-27T00:00:00.000Z", 500),
      label(companyId, "2026-09-02T12:00:00.000Z", 900),
    ]);
    const bill = await getBill(postgres(), companyId, "2026-09");
    expect(bill.bill.total).toBe("49.00");
    // 1,400 labels in 7 days, 28 days left: 900 + 5,600 = 6,500; 5,500 above the included at 0.05.
    const forecast = await forecastBill(companyId, bill);
    expect(forecast?.lines.at(-1)).toMatchObject({ meterId: "labels", units: "6500", amount: "275.00" });
    expect(forecast?.total).toBe("324.00");
    at("2026-10-01T00:00:00Z");
    expect(await forecastBill(companyId, bill)).toBeNull();
  });
});

describe("a month that is over", () => {
  it("closes three days after its end, never changes again, and late usage is adjusted in the next bill", async () => {
    at("2026-09-15T00:00:00Z");
    await assign(companyId, "grow", "2026-09-01T00:00:00Z");
    await insert([label(companyId, "2026-09-10T00:00:00.000Z", 10_900)]);
    at("2026-10-03T23:59:59Z");
    await closeBills(postgres());
    expect(await listBills(postgres(), companyId)).toEqual([]);
    at("2026-10-04T00:00:00Z");
    await closeBills(postgres());
    const closed = await getBill(postgres(), companyId, "2026-09");
    expect(closed.closedAt).not.toBeNull();
    expect(closed.bill.total).toBe("544.00"); // 49 + 9,900 x 0.05
    expect(await closeBills(postgres())).toBe(0);

    // 300 labels come late: 100 of them at 0.05, 200 in the next tier at 0.035.
    await insert([label(companyId, "2026-09-29T00:00:00.000Z", 300), label(companyId, "2026-10-05T00:00:00.000Z", 7)]);
    at("2026-10-06T00:00:00Z");
    expect((await getBill(postgres(), companyId, "2026-09")).bill).toEqual(closed.bill);
    const next = await getBill(postgres(), companyId, "2026-10");
    const adjustment = { kind: "adjustment", period: "2026-09", units: "300", amount: "12.00", meterId: "labels" };
    const call = { kind: "adjustment", period: "2026-09", units: "1", amount: "0.00", meterId: "calls" };
    expect(next.bill.lines.slice(3)).toMatchObject([call, adjustment]);
    expect(next.bill.total).toBe("61.00");

    // It is billed with October, once: what comes later still goes on from there.
    at("2026-11-04T00:00:00Z");
    await closeBills(postgres());
    expect((await getBill(postgres(), companyId, "2026-10")).bill.total).toBe("61.00");
    expect((await getBill(postgres(), companyId, "2026-11")).bill.total).toBe("49.00");
    await insert([label(companyId, "2026-09-30T00:00:00.000Z", 10)]);
    expect((await getBill(postgres(), companyId, "2026-11")).bill.lines.at(-1)).toMatchObject({
      units: "10",
      amount: "0.35",
    });
    expect((await listBills(postgres(), companyId)).map(({ period, total }) => [period, total])).toEqual([
      ["2026-10", "61.00"],
      ["2026-09", "544.00"],
    ]);
  });

  it("cannot be given another plan once it is closed", async () => {
    at("2026-10-02T00:00:00Z");
    await assign(companyId, "grow", "2026-09-10T00:00:00Z");
    await insert([label(companyId, "2026-09-11T00:00:00.000Z", 1)]);
    at("2026-10-04T00:00:00Z");
    await closeBills(postgres());
    await expect(assign(companyId, "free", "2026-09-12T00:00:00Z")).rejects.toMatchObject({ code: "invalid_fields" });
    await assign(companyId, "free", "2026-10-01T00:00:00Z");
    expect((await getBill(postgres(), companyId, "2026-09")).bill.total).toBe("34.30"); // 21 of 30 days
    expect((await getBill(postgres(), companyId, "2026-10")).bill.total).toBe("0.00");
  });

  it("closes once, however many do it at once; who used and owes nothing gets no bill", async () => {
    at("2026-09-15T00:00:00Z");
    await insert([label(companyId, "2026-09-15T00:00:00.000Z", 5)]);
    await assign("com_idle", "free");
    at("2026-10-20T00:00:00Z");
    await Promise.all([closeBills(postgres()), closeBills(postgres())]);
    expect(await postgres().closedBill.count({ where: { companyId } })).toBe(1);
    expect(await postgres().auditEntry.count({ where: { companyId, action: "bill.closed" } })).toBe(1);
    expect(await listBills(postgres(), "com_idle")).toEqual([]);
  });
});
