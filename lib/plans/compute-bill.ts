import type { Plan } from "@/lib/base/config/schema";

export type BillLine = {
  kind: "plan" | "calls";
  /** Calls charged on this line; 1 for the plan itself. */
  quantity: number;
  /** Millionths of a currency unit (1_000_000 = 1.00); the plan's line has its whole price. */
  unitPriceMicros: number;
  amountCents: number;
};

export type Bill = {
  planId: string;
  lines: BillLine[];
  totalCents: number;
  /** Calls of the month that are answered: all, or as many as the plan's quota lets through. */
  servedCalls: number;
  /** Calls above the plan's quota: refused, and not charged. */
  refusedCalls: number;
};

const microsPerCent = 10_000;

/** Half a cent counts as a whole one. Exact for integers up to 2^53. */
function toCents(micros: number): number {
  return Math.floor((micros + microsPerCent / 2) / microsPerCent);
}

/**
 * What one month costs on a plan: its price, and the calls above the included ones. `calls` is a whole number of metered calls.
 * The same arithmetic for the pricing page and for the bill; rounding happens once, on the sum of the calls.
 */
export function computeBill(plan: Plan, calls: number): Bill {
  if (!Number.isSafeInteger(calls) || calls < 0) throw new RangeError("calls must be a whole number, 0 or more");
  const servedCalls = Math.min(calls, plan.monthlyQuota ?? calls);
  const chargedCalls = Math.max(0, servedCalls - plan.includedCalls);
  const lines: BillLine[] = [
    {
      kind: "plan",
      quantity: 1,
      unitPriceMicros: plan.monthlyPriceCents * microsPerCent,
      amountCents: plan.monthlyPriceCents,
    },
  ];
  if (chargedCalls > 0) {
    const micros = chargedCalls * plan.unitPriceMicros;
    if (!Number.isSafeInteger(micros)) throw new RangeError("calls times price is too large to compute exactly");
    lines.push({
      kind: "calls",
      quantity: chargedCalls,
      unitPriceMicros: plan.unitPriceMicros,
      amountCents: toCents(micros),
    });
  }
  return {
    planId: plan.id,
    lines,
    totalCents: lines.reduce((sum, line) => sum + line.amountCents, 0),
    servedCalls,
    refusedCalls: calls - servedCalls,
  };
}

/** The plan that serves all these calls for the least; of equals the first. Null if every plan would refuse some. */
export function cheapestPlan(plans: Plan[], calls: number): Plan | null {
  const fitting = plans.filter((plan) => computeBill(plan, calls).refusedCalls === 0);
  return fitting.reduce<Plan | null>(
    (best, plan) =>
      best === null || computeBill(plan, calls).totalCents < computeBill(best, calls).totalCents ? plan : best,
    null,
  );
}
