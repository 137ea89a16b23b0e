import { dayMs } from "@/lib/base/clock";
import { addDays, type Period, resolvePeriod } from "./period";

/** The period of a funnel's beginnings, and what of the ledger must be looked at to follow each through its whole window. */
export function scanRange(given: { from?: string; to?: string; window: number }): {
  period: Period;
  range: { from: string; scan_until: string; from_ms: number; period_ms: number };
} {
  const period = resolvePeriod(given);
  const fromMs = Date.parse(period.from);
  return {
    period,
    range: {
      from: period.from,
      scan_until: addDays(period.until, Math.ceil(given.window / dayMs)),
      from_ms: fromMs,
      period_ms: Date.parse(period.until) - fromMs,
    },
  };
}
