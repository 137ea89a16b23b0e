import { dayMs, nowMs } from "@/lib/base/clock";
import type { Meter } from "@/lib/base/config/plan-schema";
import { portal } from "@/lib/base/config/portal";
import { Decimal, zero } from "@/lib/base/decimal";
import type { Db, Tx } from "@/lib/base/postgres";
import { lockBilling } from "./internal/billing-lock";
import { measureUsage } from "./measure-usage";
import { periodBounds, periodOf, shiftPeriod } from "./period";

/** Stripe takes meter events of the last 35 days; one is left for the way. */
const stripeTakesDays = 34;

/**
 * Puts the units of every closed day of every company that is a customer at Stripe into the outbox: one row per meter and day, and another
 * revision for what came after the day was exported. A day closes `billing.closeAfterDays` after its end. Answers how many rows are new.
 */
export async function planMeterExports(db: Db): Promise<number> {
  const meters = portal.meters.filter((meter) => meter.stripeEvent !== undefined);
  if (meters.length === 0) return 0;
  const today = Math.floor(nowMs() / dayMs) * dayMs;
  const until = today - portal.billing.closeAfterDays * dayMs;
  const accounts = await db.billingAccount.findMany({
    where: { stripeCustomerId: { not: null }, stripeSince: { not: null } },
    orderBy: { companyId: "asc" },
  });
  let planned = 0;
  for (const { companyId, stripeCustomerId, stripeSince } of accounts) {
    const since = Math.max(stripeSince?.getTime() ?? until, today - stripeTakesDays * dayMs);
    for (const meter of meters) {
      planned += await db.$transaction((tx) => planMeter(tx, companyId, stripeCustomerId ?? "", meter, since, until), {
        timeout: 60_000,
        maxWait: 10_000,
      });
    }
  }
  return planned;
}

async function planMeter(
  tx: Tx,
  companyId: string,
  customerId: string,
  meter: Meter,
  since: number,
  until: number,
): Promise<number> {
  if (since >= until) return 0;
  await lockBilling(tx, companyId);
  const before = await tx.meterExport.findMany({
    where: { companyId, meterId: meter.id, day: { gte: new Date(since), lt: new Date(until) } },
    select: { day: true, units: true },
  });
  const rows = (await unitsByDay(meter, companyId, since, until)).flatMap(({ day, units }) => {
    const earlier = before.filter((row) => row.day.getTime() === day);
    const rest = earlier.reduce((sum, row) => sum.minus(row.units.toFixed()), units);
    if (rest.lte(zero)) return [];
    const revision = earlier.length;
    const date = new Date(day).toISOString().slice(0, 10).replaceAll("-", "");
    return [
      {
        id: `wm_${meter.id}_${companyId}_${date}_${revision}`,
        ...{ companyId, meterId: meter.id, day: new Date(day), revision, customerId },
        units: rest.toFixed(),
        nextAttemptAt: new Date(nowMs()),
      },
    ];
  });
  const { count } = await tx.meterExport.createMany({ data: rows, skipDuplicates: true });
  return count;
}

async function unitsByDay(meter: Meter, companyId: string, since: number, until: number) {
  const days: { day: number; units: Decimal }[] = [];
  for (let period = periodOf(since); periodBounds(period).start < until; period = shiftPeriod(period, 1)) {
    const { start, end } = periodBounds(period);
    const ends: number[] = [];
    for (let at = start + dayMs; at <= end; at += dayMs) ends.push(at);
    const totals = (await measureUsage(meter, period, ends, [companyId])).get(companyId) ?? [];
    for (const [index, total] of totals.entries()) {
      const day = start + index * dayMs;
      if (day < since || day >= until) continue;
      days.push({ day, units: new Decimal(total).minus(totals[index - 1] ?? "0") });
    }
  }
  return days;
}
