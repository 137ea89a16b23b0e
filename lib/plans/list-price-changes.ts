import type { Plan } from "@/lib/base/config/plan-schema";

/** Prices of a plan that began after the plan did: something to mark on a time axis. */
export type PriceChange = {
  at: Date;
  planId: string;
  planName: string;
  /** `monthly` and meter ids whose price became another. */
  changed: string[];
};

/** Every price change of the portal's plans between two times, oldest first; `to` is exclusive. */
export function listPriceChanges(plans: readonly Plan[], from: Date, to: Date): PriceChange[] {
  const changes = plans.flatMap((plan) =>
    plan.prices.flatMap((row, index) => {
      const before = plan.prices[index - 1];
      if (!before || row.from === undefined) return [];
      const meterIds = [...new Set([...Object.keys(before.meters), ...Object.keys(row.meters)])];
      const changed = meterIds.filter((id) => JSON.stringify(before.meters[id]) !== JSON.stringify(row.meters[id]));
      if (before.monthly !== row.monthly) changed.unshift("monthly");
      return [{ at: new Date(row.from), planId: plan.id, planName: plan.name, changed }];
    }),
  );
  return changes
    .filter(({ at }) => at >= from && at < to)
    .sort((one, other) => one.at.getTime() - other.at.getTime() || one.planId.localeCompare(other.planId));
}
