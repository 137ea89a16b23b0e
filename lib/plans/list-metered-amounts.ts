import { dayMs, nowMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { currencyDigits, zero } from "@/lib/base/decimal";
import type { Db } from "@/lib/base/postgres";
import { computeBill } from "./compute-bill";
import { billWindows } from "./internal/bill-windows";
import type { Units } from "./internal/measure-bill";
import { loadSchedules } from "./internal/schedule";
import { measureUsage } from "./measure-usage";
import { periodBounds, periodOf, shiftPeriod } from "./period";
import type { BillWindow } from "./schema";

/** What a company's usage of one day (UTC) costs by its plan, decimal text in the portal's currency; the plan's own price is not in it. */
export type MeteredAmount = { companyId: string; day: string; amount: string };

/**
 * The metered amount of each company and day from `from` to `to` (exclusive; whole days in UTC) on which it is not zero. Late usage counts
 * on its own day. The days of a month sum up to its usage lines, to the cent; with volume prices a day on which a cheaper tier begins for
 * all units is charged by the tier that the month has reached so far.
 */
export async function listMeteredAmounts(
  db: Db,
  from: Date,
  to: Date,
  companyIds: readonly string[] = [],
): Promise<MeteredAmount[]> {
  const begin = Math.floor(from.getTime() / dayMs) * dayMs;
  const end = Math.min(to.getTime(), nowMs() + dayMs);
  const rows: MeteredAmount[] = [];
  for (let period = periodOf(begin); periodBounds(period).start < end; period = shiftPeriod(period, 1)) {
    rows.push(...(await amountsOf(db, period, companyIds)));
  }
  return rows.filter(({ day }) => Date.parse(day) >= begin && Date.parse(day) < end);
}

async function amountsOf(db: Db, period: string, companyIds: readonly string[]): Promise<MeteredAmount[]> {
  const { start, end } = periodBounds(period);
  const days = Array.from({ length: Math.round((end - start) / dayMs) }, (_, index) => start + (index + 1) * dayMs);
  const bulk = await Promise.all(
    portal.meters.map(async (meter) => ({ meter, units: await measureUsage(meter, period, days, companyIds) })),
  );
  const users = [...new Set(bulk.flatMap(({ units }) => [...units.keys()]))].filter(Boolean);
  const schedules = await loadSchedules(db, users);
  const rows: MeteredAmount[] = [];
  for (const companyId of users) {
    const windows = billWindows(period, schedules.get(companyId) ?? []);
    const pieces = cutByDay(windows, days);
    const ends = pieces.map(({ to }) => Date.parse(to));
    const byDay = ends.length === days.length && ends.every((at, index) => at === days[index]);
    const units: Units = {};
    for (const { meter, units: measured } of bulk) {
      // A plan that changed within a day needs that company's own cuts.
      const found = byDay ? measured : await measureUsage(meter, period, ends, [companyId]);
      units[meter.id] = found.get(companyId) ?? ends.map(() => "0");
    }
    const { lines } = computeBill({ period, currency: portal.currency, windows: pieces, units });
    const sums = new Map<string, typeof zero>();
    for (const line of lines) {
      if (line.kind !== "usage") continue;
      const day = line.from.slice(0, 10);
      sums.set(day, (sums.get(day) ?? zero).plus(line.amount));
    }
    for (const [day, sum] of sums) {
      if (!sum.eq(zero)) rows.push({ companyId, day, amount: sum.toFixed(currencyDigits(portal.currency)) });
    }
  }
  return rows;
}

function cutByDay(windows: BillWindow[], days: number[]): BillWindow[] {
  return windows.flatMap((window) => {
    const [from, to] = [Date.parse(window.from), Date.parse(window.to)];
    const cuts = [from, ...days.filter((day) => day > from && day < to), to];
    return cuts.slice(1).map((cut, index) => ({
      ...window,
      from: new Date(cuts[index] ?? from).toISOString(),
      to: new Date(cut).toISOString(),
    }));
  });
}
