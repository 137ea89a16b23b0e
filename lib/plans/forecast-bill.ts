import { dayMs, hourMs, nowMs } from "@/lib/base/clock";
import type { Meter } from "@/lib/base/config/plan-schema";
import { currencyDigits, Decimal, zero } from "@/lib/base/decimal";
import { computeBill, sumLines } from "./compute-bill";
import type { CompanyBill } from "./get-bill";
import { measureUsage } from "./measure-usage";
import { periodBounds, shiftPeriod } from "./period";
import type { Bill } from "./schema";

/** How far back the forecast looks. */
export const forecastDays = 7;

/**
 * The bill at the month's end if usage goes on as in the last seven days, at the prices that are known today (a change arranged for later
 * included). Units are rounded to whole ones. A meter of end users goes on at the rate of new ones, this month's only. Null for a month
 * that is over.
 */
export async function forecastBill(companyId: string, { bill, kept }: CompanyBill): Promise<Bill | null> {
  const at = nowMs();
  const { period, windows } = kept.bill;
  const { start, end } = periodBounds(period);
  if (at >= end || at < start) return null;
  const begun = Date.parse(windows[0]?.from ?? "") || start;
  const units = await Promise.all(
    Object.entries(kept.bill.units).map(async ([meterId, counted]): Promise<[string, string[]]> => {
      const meter = kept.meters.find(({ id }) => id === meterId);
      const rate = meter ? await recentRate(meter, companyId, period, begun, at) : { units: zero, ms: 1 };
      const used = new Decimal(counted.at(-1) ?? "0");
      const projected = windows.map(({ to }, index) => {
        const rest = Date.parse(to) - at;
        if (rest <= 0) return counted[index] ?? "0";
        const more = rate.units.times(String(rest)).div(String(rate.ms));
        return used.plus(more.round(0)).toFixed();
      });
      return [meterId, projected];
    }),
  );
  const ahead = computeBill({ ...kept.bill, units: Object.fromEntries(units) });
  const lines = [...ahead.lines, ...bill.lines.filter((line) => line.kind === "adjustment")];
  return { ...ahead, lines, total: sumLines(lines, currencyDigits(bill.currency)) };
}

/** Units of the last days and the time they took; a company younger than that is taken by its age, a day at least. */
async function recentRate(meter: Meter, companyId: string, period: string, begun: number, at: number) {
  const { start } = periodBounds(period);
  const young = begun > start;
  const back = at - forecastDays * dayMs;
  const onlyMonth = meter.count === "end-users" || young;
  const since = Math.floor(Math.max(back, onlyMonth ? begun : 0) / hourMs) * hourMs;
  const measure = async (month: string, ends: number[]) =>
    (await measureUsage(meter, month, ends, [companyId])).get(companyId)?.map((text) => new Decimal(text)) ?? [];
  const monthEnd = periodBounds(period).end;
  const ms = Math.max(dayMs, at - since);
  if (since >= start) {
    const [before = zero, all = zero] = await measure(period, [since, monthEnd]);
    return { units: all.minus(before), ms };
  }
  const [[before = zero, all = zero], [now = zero]] = await Promise.all([
    measure(shiftPeriod(period, -1), [since, start]),
    measure(period, [monthEnd]),
  ]);
  return { units: all.minus(before).plus(now), ms };
}
