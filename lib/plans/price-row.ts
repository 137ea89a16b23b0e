import type { Meter, Plan, PriceRow } from "@/lib/base/config/plan-schema";

/** The prices of a plan at a time (Unix ms): the last row that has begun. */
export function priceRow(plan: Pick<Plan, "prices">, at: number): PriceRow {
  const row = plan.prices.findLast(({ from }) => from === undefined || Date.parse(from) <= at);
  if (!row) throw new Error("a plan has prices from the beginning");
  return row;
}

/** Units of each meter that the plan's quota lets through: the quota counts live calls, so it bounds the meters that count all of them. */
export function quotaCaps(plan: Pick<Plan, "monthlyQuota">, meters: readonly Meter[]): Record<string, string> {
  if (plan.monthlyQuota === undefined) return {};
  const quota = String(plan.monthlyQuota);
  return Object.fromEntries(meters.filter(isQuotaMeter).map(({ id }) => [id, quota]));
}

/** Whether a meter counts what quotas count: every live call. */
export function isQuotaMeter(meter: Meter): boolean {
  return meter.count === "calls" && meter.environment === "live" && meter.where === undefined;
}
