import { describe, expect, it } from "vitest";
import portal from "@/portal.config";
import { definePortal } from "./define-portal";
import type { PortalInput } from "./schema";

const calls = { id: "calls", name: "Calls", unit: "call", count: "calls" as const };
const free = { id: "free", name: "Free", description: "", ratelimits: [], prices: [{}] };
const define = (parts: object) =>
  definePortal({ ...portal, meters: [calls], plans: [free], defaultPlan: "free", ...parts } as PortalInput);
const withPrices = (...prices: object[]) => define({ plans: [{ ...free, prices }] });
const withPrice = (price: object) => withPrices({ meters: { calls: price } });

describe("plans in portal.config.ts", () => {
  it("may be none at all", () => {
    expect(define({ plans: [], defaultPlan: undefined, meters: [] }).plans).toEqual([]);
  });

  it.each<[string, () => unknown, string]>([
    [
      "a number for a price",
      () => withPrice({ unitPrice: 0.1 }),
      "plans.0.prices.0.meters.calls.unitPrice: must be a decimal text",
    ],
    ["a negative price", () => withPrice({ unitPrice: "-0.1" }), "calls.unitPrice: must be a decimal text"],
    ["a negative base fee", () => withPrices({ monthly: "-1" }), "plans.0.prices.0.monthly: must be a decimal text"],
    ["a negative allowance", () => withPrice({ included: -1, unitPrice: "1" }), "included: must not be negative"],
    ["no price", () => withPrice({ included: 5 }), "must have one of unitPrice, graduated, volume: it has none"],
    ["two prices", () => withPrice({ unitPrice: "1", volume: [{ unitPrice: "1" }] }), "it has unitPrice and volume"],
    ["no tiers", () => withPrice({ graduated: [] }), "graduated: must have a tier"],
    [
      "tiers that end",
      () => withPrice({ graduated: [{ upTo: 10, unitPrice: "1" }] }),
      "graduated.0.upTo: leaves a gap: no tier has a price above 10",
    ],
    [
      "an open tier in the middle",
      () => withPrice({ volume: [{ unitPrice: "1" }, { unitPrice: "2" }] }),
      "volume.0.upTo: is missing",
    ],
    [
      "tiers that overlap",
      () => withPrice({ graduated: [{ upTo: 10, unitPrice: "1" }, { upTo: 10, unitPrice: "1" }, { unitPrice: "1" }] }),
      "graduated.1.upTo: overlaps the tier before it: 10 is not more than 10",
    ],
    ["a first price that begins late", () => withPrices({ from: "2027-01-01" }), "prices.0.from: leaves a gap"],
    ["a change without a day", () => withPrices({}, {}), "prices.1.from: is missing"],
    [
      "changes out of order",
      () => withPrices({}, { from: "2027-02-01" }, { from: "2027-01-31" }),
      "prices.2.from: overlaps the row before it",
    ],
    ["a day that is none", () => withPrices({}, { from: "2027-02-30" }), "prices.1.from: must be a day"],
    [
      "a meter nobody declared",
      () => withPrices({ meters: { parcels: { unitPrice: "1" } } }),
      "meters.parcels: no meter has this id (there are: calls)",
    ],
    ["two meters of one name", () => define({ meters: [calls, calls] }), 'meters.1.id: "calls" is there twice'],
    ["a count nobody knows", () => define({ meters: [{ ...calls, count: "clicks" }] }), "meters.0.count"],
    ["a field nobody knows", () => define({ plans: [{ ...free, monthlyPriceCents: 5 }] }), "monthlyPriceCents"],
    ["a default plan that is none", () => define({ defaultPlan: "gone" }), 'defaultPlan: no plan has the id "gone"'],
    ["no default plan", () => define({ defaultPlan: undefined }), "defaultPlan: is missing"],
    ["two plans of one name", () => define({ plans: [free, free] }), 'plans.1.id: "free" is there twice'],
  ])("with %s are refused by name", (_, act, problem) => {
    expect(act).toThrow(/^portal\.config\.ts: /);
    expect(act).toThrow(problem);
  });
});
