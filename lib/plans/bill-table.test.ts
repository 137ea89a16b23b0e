import { describe, expect, it } from "vitest";
import { csvCell, formatMoney, formatUnitPrice, formatUnits } from "@/lib/base/format";
import { billTable } from "./bill-table";
import { describePrice } from "./describe-price";
import { budgetInput, stripeCustomerSchema } from "./schema";

const window = { planId: "p", planName: "P", from: "2026-10-01T00:00:00.000Z", to: "2026-11-01T00:00:00.000Z" };

describe("a bill as a table", () => {
  it("has every line and the total, credits as plain numbers, and nothing a spreadsheet would run", () => {
    const rows = billTable({
      ...{ period: "2026-11", currency: "EUR", total: "48.80" },
      lines: [
        { kind: "base", ...window, amount: "49.00" },
        { kind: "adjustment", period: "2026-10", meterId: "=cmd|x", ...window, units: "3", amount: "-0.20" },
      ],
    });
    const csv = rows.map((row) => row.map(csvCell).join(","));
    expect(csv.slice(1)).toEqual([
      "2026-11,base,,p,2026-10-01T00:00:00.000Z,2026-11-01T00:00:00.000Z,,,,,49.00,EUR",
      "2026-10,adjustment,'=cmd|x,p,2026-10-01T00:00:00.000Z,2026-11-01T00:00:00.000Z,3,,,,-0.20,EUR",
      "2026-11,total,,,,,,,,,48.80,EUR",
    ]);
    expect(csvCell("-1+1")).toBe("'-1+1");
  });
});

describe("money on a page", () => {
  it("keeps digits that a float would lose", () => {
    expect(formatMoney("90071992547409931.27", "EUR")).toBe("€90,071,992,547,409,931.27");
    expect(formatUnits("999999999999999.000001")).toBe("999,999,999,999,999.000001");
    expect(formatUnitPrice("0.000000123", "EUR")).toBe("€0.000000123");
    expect(formatUnitPrice("3", "JPY")).toBe("JP¥3");
  });

  it("says what a meter costs", () => {
    const meter = {
      ...{ id: "calls", name: "Calls", unit: "call", description: "" },
      count: "calls" as const,
      environment: "live" as const,
    };
    const tiers = [{ upTo: 10, unitPrice: "2" }, { upTo: 20, unitPrice: "1.5" }, { unitPrice: "1" }];
    expect(describePrice(meter, { included: 1, unitPrice: "0.5" }, "EUR")).toEqual({
      allowance: "1 call included",
      rates: ["then €0.50 a call"],
    });
    expect(describePrice(meter, { included: 0, unitPrice: "0" }, "EUR")).toEqual({
      allowance: null,
      rates: ["Calls cost nothing"],
    });
    expect(describePrice(meter, { included: 0, graduated: tiers }, "EUR").rates).toEqual([
      "€2.00 a call up to 10",
      "€1.50 a call to 20",
      "€1.00 a call above 20",
    ]);
    expect(describePrice(meter, { included: 5, volume: tiers }, "EUR").rates[0]).toBe(
      "then all at €2.00 a call up to 10",
    );
  });
});

describe("what a company types", () => {
  it("is a budget and percents, each once and rising", () => {
    expect(budgetInput.parse({ budget: " 99.50 ", thresholds: "100%, 50; 80 50" })).toEqual({
      budget: "99.50",
      thresholds: [50, 80, 100],
    });
    expect(budgetInput.parse({ budget: "", thresholds: "75" })).toEqual({ budget: "", thresholds: [75] });
  });
  it.each([
    [{ budget: "-1", thresholds: "50" }, "budget"],
    [{ budget: "1e9", thresholds: "50" }, "budget"],
    [{ budget: "1,000", thresholds: "50" }, "budget"],
    [{ budget: "10", thresholds: "" }, "thresholds"],
    [{ budget: "10", thresholds: "0" }, "thresholds"],
    [{ budget: "10", thresholds: "12.5" }, "thresholds"],
    [{ budget: "10", thresholds: "half" }, "thresholds"],
  ])("%j is refused", (typed, field) => {
    expect(budgetInput.safeParse(typed).error?.issues[0]?.path[0]).toBe(field);
  });
  it("is a Stripe customer or nothing", () => {
    expect(stripeCustomerSchema.safeParse("").success).toBe(true);
    expect(stripeCustomerSchema.safeParse("cus_NffrFeUfNV2Hib").success).toBe(true);
    expect(stripeCustomerSchema.safeParse("sub_1").success).toBe(false);
  });
});
