import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Plan } from "@/lib/base/config/schema";
import { cheapestPlan, computeBill } from "./compute-bill";

const plan = (parts: Partial<Plan>): Plan => ({
  id: "p",
  name: "P",
  description: "",
  monthlyPriceCents: 0,
  includedCalls: 0,
  unitPriceMicros: 0,
  ratelimits: [],
  ...parts,
});
const free = plan({ id: "free", includedCalls: 10_000, monthlyQuota: 10_000 });
const grow = plan({ id: "grow", monthlyPriceCents: 4_900, includedCalls: 100_000, unitPriceMicros: 1_200 });

describe("a bill", () => {
  // By hand: 49.00 for the plan, then 0.0012 a call.
  it.each([
    [0, 4_900],
    [100_000, 4_900],
    [100_001, 4_900], // 0.0012 rounds to nothing
    [100_004, 4_900], // 0.0048, less than half a cent
    [100_005, 4_901], // 0.0060, more than half a cent
    [250_000, 22_900], // 150,000 x 0.0012 = 180.00
    [1_000_000, 112_900], // 900,000 x 0.0012 = 1,080.00
  ])("for %d calls on 49.00 + 0.0012 above 100,000 is %d cents", (calls, cents) => {
    expect(computeBill(grow, calls).totalCents).toBe(cents);
  });
  it("has a line for the plan and one for the calls above it", () => {
    expect(computeBill(grow, 250_000).lines).toEqual([
      { kind: "plan", quantity: 1, unitPriceMicros: 49_000_000, amountCents: 4_900 },
      { kind: "calls", quantity: 150_000, unitPriceMicros: 1_200, amountCents: 18_000 },
    ]);
    expect(computeBill(grow, 99_999).lines).toHaveLength(1);
  });
  it("rounds half a cent up, once, on the sum", () => {
    // 25 x 0.0002 = 0.0050 = half a cent; 25 single roundings would be 0.
    expect(computeBill(plan({ unitPriceMicros: 200 }), 25).totalCents).toBe(1);
    expect(computeBill(plan({ unitPriceMicros: 200 }), 24).totalCents).toBe(0);
  });
  it("does not charge calls that a quota refuses", () => {
    expect(computeBill(free, 10_001)).toMatchObject({ totalCents: 0, servedCalls: 10_000, refusedCalls: 1 });
    const capped = plan({ includedCalls: 100, unitPriceMicros: 10_000, monthlyQuota: 150 });
    // 50 calls of one cent; the other 850 are refused.
    expect(computeBill(capped, 1_000)).toMatchObject({ totalCents: 50, servedCalls: 150, refusedCalls: 850 });
  });
  it("refuses what cannot be counted", () => {
    for (const calls of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => computeBill(grow, calls)).toThrow(RangeError);
    expect(() => computeBill(plan({ unitPriceMicros: 1_000_000 }), Number.MAX_SAFE_INTEGER)).toThrow("too large");
  });
  it("never falls when calls rise, and is the sum of its lines", () => {
    fc.assert(
      fc.property(fc.nat(5_000_000), fc.nat(1_000), fc.nat(5_000), (calls, more, unitPriceMicros) => {
        const one = plan({ monthlyPriceCents: 900, includedCalls: 5_000, unitPriceMicros });
        const bill = computeBill(one, calls);
        expect(computeBill(one, calls + more).totalCents).toBeGreaterThanOrEqual(bill.totalCents);
        expect(bill.lines.reduce((sum, line) => sum + line.amountCents, 0)).toBe(bill.totalCents);
        expect(bill.servedCalls + bill.refusedCalls).toBe(calls);
      }),
    );
  });
});

describe("the cheapest plan", () => {
  it("serves all calls", () => {
    expect(cheapestPlan([free, grow], 10_000)?.id).toBe("free");
    expect(cheapestPlan([free, grow], 10_001)?.id).toBe("grow");
    expect(cheapestPlan([free], 10_001)).toBeNull();
  });
});
