import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Meter, type MeterPrice, meterSchema, type Plan, planSchema } from "@/lib/base/config/plan-schema";
import { Decimal, zero } from "@/lib/base/decimal";
import { computeBill } from "./compute-bill";
import { cheapestPlan, estimateMonth } from "./estimate-month";
import { listPriceChanges } from "./list-price-changes";
import { priceRow } from "./price-row";
import type { BillInput, BillWindow, UsageLine } from "./schema";

const meters: Meter[] = [meterSchema.parse({ id: "calls", name: "Calls", unit: "call", count: "calls" })];
const plan = (parts: object): Plan =>
  planSchema.parse({ id: "p", name: "P", description: "", prices: [{}], ratelimits: [], ...parts });
const priced = (price: object, more: object = {}) =>
  plan({ prices: [{ monthly: "49.00", meters: { calls: price } }], ...more });
const at = Date.UTC(2026, 10, 21);
const prices = { meters, currency: "EUR", at };
const month = (one: Plan, calls: string) => estimateMonth(one, { calls }, prices);
const totalOf = (one: Plan, calls: string) => month(one, calls).bill.total;
const usageOf = (one: Plan, calls: string) =>
  month(one, calls).bill.lines.find((line) => line.kind === "usage") as UsageLine;

const grow = priced({ included: 100_000, unitPrice: "0.0012" });
const graduated = priced({
  included: 100,
  graduated: [{ upTo: 1_000, unitPrice: "0.10" }, { upTo: 5_000, unitPrice: "0.05" }, { unitPrice: "0.01" }],
});
const volume = priced({
  volume: [{ upTo: 1_000, unitPrice: "0.10" }, { upTo: 5_000, unitPrice: "0.05" }, { unitPrice: "0.01" }],
});

describe("a month, by hand", () => {
  it.each([
    ["0", "49.00"],
    ["100000", "49.00"],
    ["100004", "49.00"], // 0.0048, less than half a cent
    ["100005", "49.01"], // 0.0060, more than half a cent
    ["250000", "229.00"], // 150,000 x 0.0012 = 180.00
    ["1000000000000000", "1199999999929.00"], // (10^15 - 10^5) x 0.0012 + 49: beyond any float's cents
  ])("%s calls at 49.00 + 0.0012 above 100,000 cost %s", (calls, total) => {
    expect(totalOf(grow, calls)).toBe(total);
  });

  it("charges each unit by its own tier when prices are graduated", () => {
    // 7,100 calls: 100 free, 1,000 x 0.10 + 4,000 x 0.05 + 2,000 x 0.01 = 100 + 200 + 20.
    expect(totalOf(graduated, "7100")).toBe("369.00");
    expect(usageOf(graduated, "7100")).toMatchObject({
      ...{ units: "7100", includedUnits: "100", refusedUnits: "0", amount: "320.00" },
      tiers: [
        { units: "1000", unitPrice: "0.10", amount: "100" },
        { units: "4000", unitPrice: "0.05", amount: "200" },
        { units: "2000", unitPrice: "0.01", amount: "20" },
      ],
    });
    expect(totalOf(graduated, "1100")).toBe("149.00");
    expect(totalOf(graduated, "1101")).toBe("149.05");
  });

  it("charges all units by the tier they reach when prices are by volume", () => {
    expect(totalOf(volume, "1000")).toBe("149.00");
    expect(totalOf(volume, "1001")).toBe("99.05"); // 1,001 x 0.05 = 50.05
    expect(totalOf(volume, "6000")).toBe("109.00");
  });

  it("rounds half up, once for a meter, to the digits of the currency", () => {
    const one = priced({ unitPrice: "0.0002" });
    expect(totalOf(one, "25")).toBe("49.01"); // 0.0050
    expect(totalOf(one, "24")).toBe("49.00");
    expect(totalOf(one, "24.999999")).toBe("49.00");
    const yen = estimateMonth(priced({ unitPrice: "0.5" }), { calls: "1" }, { ...prices, currency: "JPY" });
    expect(yen.bill.total).toBe("50");
  });

  it("does not charge calls that a quota refuses", () => {
    const capped = priced({ included: 100, unitPrice: "0.01" }, { monthlyQuota: 150 });
    expect(month(capped, "1000")).toMatchObject({ refused: true, bill: { total: "49.50" } });
    expect(usageOf(capped, "1000")).toMatchObject({ includedUnits: "100", refusedUnits: "850" });
    expect(month(capped, "150").refused).toBe(false);
  });

  it.each(["-1", "-0.5", "NaN", "Infinity", "1e3", "", "0x10", " 1"])("refuses %j units", (calls) => {
    expect(() => totalOf(grow, calls)).toThrow(RangeError);
  });

  it("has no float in it: 0.1 + 0.2 is 0.3", () => {
    const two = computeBill(
      input([window(0, 31, { unitPrice: "0.1" }), window(31, 31, { unitPrice: "0.1" })], ["1", "3"]),
    );
    expect(two.lines.map((line) => line.amount)).toEqual(["0.00", "0.10", "0.00", "0.20"]);
    expect(two.total).toBe("0.30");
  });
});

const day = (date: number) => new Date(Date.UTC(2026, 9, 1) + date * 86_400_000).toISOString();
function window(from: number, to: number, price: object, monthly = "0", planId = "p"): BillWindow {
  const meterPrice = { included: 0, ...price } as MeterPrice;
  return { from: day(from), to: day(to), planId, planName: planId, monthly, meters: { calls: meterPrice }, caps: {} };
}
const input = (windows: BillWindow[], units: string[]): BillInput => ({
  ...{ period: "2026-10", currency: "EUR", windows, units: { calls: units } },
});

describe("a change within the month, by hand", () => {
  it("charges what was used before by the old plan, and shares the plans' prices by time", () => {
    // October has 31 days. Ten days of 31.00 a month and 0.10 a call, then 21 days of 62.00 and 0.05; 200 calls before, 100 after.
    const bill = computeBill(
      input(
        [window(0, 10, { unitPrice: "0.10" }, "31", "a"), window(10, 31, { unitPrice: "0.05" }, "62", "b")],
        ["200", "300"],
      ),
    );
    expect(bill.lines.map((line) => [line.planId, line.kind, line.amount])).toEqual([
      ["a", "base", "10.00"],
      ["a", "usage", "20.00"],
      ["b", "base", "42.00"],
      ["b", "usage", "5.00"],
    ]);
    expect(bill.total).toBe("77.00");
  });

  it("goes on in the allowance and the tiers that the month has reached", () => {
    const after = { included: 50, graduated: [{ upTo: 100, unitPrice: "1" }, { unitPrice: "0.5" }] };
    // 120 calls before the change use up the allowance and 70 of the first tier; of 60 more, 30 cost 1.00 and 30 cost 0.50.
    const bill = computeBill(input([window(0, 10, { unitPrice: "0" }), window(10, 31, after)], ["120", "180"]));
    expect(bill.lines.at(-1)).toMatchObject({ units: "60", includedUnits: "0", amount: "45.00" });
  });
});

const decimalText = (maxWhole: number, digits: number) =>
  fc
    .tuple(fc.integer({ min: 0, max: maxWhole }), fc.integer({ min: 0, max: 10 ** digits - 1 }))
    .map(([whole, part]) => `${whole}.${String(part).padStart(digits, "0")}`);
const unitPrice = decimalText(3, 6);
const units = fc.oneof(
  fc.bigInt({ min: 0n, max: 20_000n }).map(String),
  fc.bigInt({ min: 0n, max: 10n ** 15n }).map(String),
  decimalText(20_000, 6),
);
const tiers = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 15_000 }), { maxLength: 4 }),
    fc.array(unitPrice, { minLength: 5, maxLength: 5 }),
  )
  .map(([bounds, costs]) =>
    [...bounds.sort((a, b) => a - b), undefined].map((upTo, index) => ({ upTo, unitPrice: costs[index] ?? "0" })),
  );
const included = fc.integer({ min: 0, max: 5_000 });
const steadyPrice = fc.oneof(
  fc.record({ included, unitPrice }),
  fc.record({ included, graduated: tiers }),
) as fc.Arbitrary<MeterPrice>;
const anyPrice = fc.oneof(steadyPrice, fc.record({ included, volume: tiers }) as fc.Arbitrary<MeterPrice>);
const one = (price: MeterPrice, calls: string) =>
  new Decimal(computeBill(input([window(0, 31, price)], [calls])).total);

describe("any bill", () => {
  it("never falls when more is used, whatever the price (by volume: within a tier)", () => {
    fc.assert(
      fc.property(steadyPrice, units, units, (price, calls, more) => {
        const raised = new Decimal(calls).plus(more).toFixed();
        expect(one(price, raised).gte(one(price, calls))).toBe(true);
      }),
    );
  });

  it("makes no jump where a graduated tier begins", () => {
    fc.assert(
      fc.property(tiers, included, (graduated, free) => {
        const price = { included: free, graduated } as MeterPrice;
        for (const { upTo } of graduated) {
          if (upTo === undefined) continue;
          // One unit more costs at most the dearest unit and the cent of rounding.
          const step = one(price, String(free + upTo + 1)).minus(one(price, String(free + upTo)));
          expect(step.lte("4.01") && step.gte(zero)).toBe(true);
        }
      }),
    );
  });

  it("is the sum of its lines, and each line's units are all accounted for", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyPrice, units, unitPrice), { minLength: 1, maxLength: 5 }), (parts) => {
        let count = zero;
        const windows = parts.map(([price, , monthly], index) =>
          window((index * 31) / parts.length, ((index + 1) * 31) / parts.length, price, monthly),
        );
        const bill = computeBill(
          input(
            windows,
            parts.map(([, added]) => {
              count = count.plus(added);
              return count.toFixed();
            }),
          ),
        );
        expect(bill.lines.reduce((sum, line) => sum.plus(line.amount), zero).eq(bill.total)).toBe(true);
        for (const line of bill.lines) {
          if (line.kind !== "usage") continue;
          const charged = line.tiers.reduce((sum, tier) => sum.plus(tier.units), zero);
          expect(charged.plus(line.includedUnits).plus(line.refusedUnits).toFixed()).toBe(
            new Decimal(line.units).toFixed(),
          );
          expect(line.amount).toMatch(/^\d+\.\d{2}$/);
        }
      }),
    );
  });

  it("is the same to the cent wherever its month is cut under the same prices", () => {
    fc.assert(
      fc.property(
        anyPrice,
        units,
        units,
        fc.integer({ min: 1, max: 30 * 24 }),
        decimalText(900, 2),
        (price, before, after, hour, monthly) => {
          const total = new Decimal(before).plus(after).toFixed();
          const whole = computeBill(input([window(0, 31, price, monthly)], [total]));
          const cut = computeBill(
            input([window(0, hour / 24, price, monthly), window(hour / 24, 31, price, monthly)], [before, total]),
          );
          expect(cut.total).toBe(whole.total);
        },
      ),
    );
  });
});

describe("the cheapest plan", () => {
  const free = plan({ id: "free", prices: [{ meters: { calls: { unitPrice: "0" } } }], monthlyQuota: 10_000 });
  it("serves all units", () => {
    expect(cheapestPlan([free, grow], { calls: "10000" }, prices)?.id).toBe("free");
    expect(cheapestPlan([free, grow], { calls: "10001" }, prices)?.id).toBe("p");
    expect(cheapestPlan([free], { calls: "10001" }, prices)).toBeNull();
    expect(cheapestPlan([grow, { ...grow, id: "same" }], { calls: "1" }, prices)?.id).toBe("p");
  });
});

describe("prices over time", () => {
  const changing = plan({
    prices: [
      { monthly: "10", meters: { calls: { unitPrice: "0.1" } } },
      { from: "2026-11-01", monthly: "10", meters: { calls: { unitPrice: "0.2" } } },
      { from: "2027-01-01", monthly: "12", meters: { calls: { unitPrice: "0.2" } } },
    ],
  });
  it("are those of the last row that has begun", () => {
    expect(priceRow(changing, Date.UTC(2026, 9, 31, 23, 59)).meters.calls?.unitPrice).toBe("0.1");
    expect(priceRow(changing, Date.UTC(2026, 10, 1)).meters.calls?.unitPrice).toBe("0.2");
    expect(priceRow(changing, Date.UTC(2030, 0, 1)).monthly).toBe("12");
  });
  it("change visibly, with what became another", () => {
    const all = listPriceChanges([changing], new Date("2026-01-01"), new Date("2028-01-01"));
    expect(all.map(({ at: when, changed }) => [when.toISOString().slice(0, 10), changed])).toEqual([
      ["2026-11-01", ["calls"]],
      ["2027-01-01", ["monthly"]],
    ]);
    expect(listPriceChanges([changing], new Date("2026-11-02"), new Date("2027-01-01"))).toEqual([]);
  });
});
