import { portal } from "@/lib/base/config/portal";
import { periodBounds } from "../period";
import { priceRow, quotaCaps } from "../price-row";
import type { BillWindow } from "../schema";
import { planAt, type Schedule } from "./schedule";

/** The parts of a month in which a company was on one plan at one price, from the time it exists (Unix ms); at least one. */
export function billWindows(period: string, schedule: Schedule, since = 0): BillWindow[] {
  const { start, end } = periodBounds(period);
  const begin = Math.min(Math.max(start, since), end - 1);
  const changes = [
    ...schedule.map(({ startedAt }) => startedAt),
    ...portal.plans.flatMap((plan) => plan.prices.flatMap(({ from }) => (from === undefined ? [] : Date.parse(from)))),
  ].filter((at) => at > begin && at < end);
  const cuts = [begin, ...[...new Set(changes)].sort((a, b) => a - b)];
  const parts = cuts.map((from) => {
    const plan = planAt(schedule, from);
    return { from, plan, row: priceRow(plan, from) };
  });
  // Another plan's price change is no change here.
  const kept = parts.filter(({ plan, row }, index) => parts[index - 1]?.plan !== plan || parts[index - 1]?.row !== row);
  return kept.map(({ from, plan, row }, index) => ({
    from: new Date(from).toISOString(),
    to: new Date(kept[index + 1]?.from ?? end).toISOString(),
    planId: plan.id,
    planName: plan.name,
    monthly: row.monthly,
    meters: row.meters,
    caps: quotaCaps(plan, portal.meters),
  }));
}
