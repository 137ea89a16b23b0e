import type { Meter, Plan } from "@/lib/base/config/plan-schema";
import { Decimal, zero } from "@/lib/base/decimal";
import { computeBill } from "./compute-bill";
import { periodBounds, periodOf } from "./period";
import { priceRow, quotaCaps } from "./price-row";
import type { Bill } from "./schema";

export type Estimate = {
  bill: Bill;
  /** Units above the plan's quota: they would be refused. */
  refused: boolean;
};

type Prices = { meters: readonly Meter[]; currency: string; at: number };

/** A whole month on a plan at the prices of `at` (Unix ms), for units by meter id (decimal texts). */
export function estimateMonth(plan: Plan, units: Record<string, string>, { meters, currency, at }: Prices): Estimate {
  const period = periodOf(at);
  const { start, end } = periodBounds(period);
  const row = priceRow(plan, at);
  const bill = computeBill({
    period,
    currency,
    windows: [
      {
        ...{ from: new Date(start).toISOString(), to: new Date(end).toISOString() },
        ...{ planId: plan.id, planName: plan.name, monthly: row.monthly },
        ...{ meters: row.meters, caps: quotaCaps(plan, meters) },
      },
    ],
    units: Object.fromEntries(Object.entries(units).map(([meterId, count]) => [meterId, [count]])),
  });
  const refused = meters.some(({ id }) => {
    const cap = quotaCaps(plan, meters)[id];
    return cap !== undefined && new Decimal(units[id] ?? "0").gt(cap);
  });
  return { bill, refused };
}

/** The plan that serves all these units for the least; of equals the first. Null if every plan would refuse some. */
export function cheapestPlan(plans: readonly Plan[], units: Record<string, string>, prices: Prices): Plan | null {
  let best: { plan: Plan; total: Decimal } | null = null;
  for (const plan of plans) {
    const { bill, refused } = estimateMonth(plan, units, prices);
    const total = zero.plus(bill.total);
    if (!refused && (best === null || total.lt(best.total))) best = { plan, total };
  }
  return best?.plan ?? null;
}
