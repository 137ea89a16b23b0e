import type { MeterPrice, Tier } from "@/lib/base/config/plan-schema";
import { currencyDigits, Decimal, least, most, parseUnits, toText, zero } from "@/lib/base/decimal";
import { periodBounds } from "./period";
import type { Bill, BillInput, BillLine, BillWindow, UsageLine } from "./schema";

/**
 * What a month costs: one line for the plan and one per meter, for each window of the month that had its own plan or prices. The one
 * calculation behind the pricing page, bill, forecast and alerts; pure and safe in the browser.
 *
 * Rules. Allowance and tiers belong to the month: a meter counts on through a change, and each window is charged by its own prices for the
 * units that it added. The plan's price is shared by time. Rounding is half up to the currency's digits, on the running total of a meter
 * (or of the plan's price) within the month; a line is the difference of two such totals. So lines sum to the total, and cutting a month
 * anywhere under the same prices changes nothing, to the cent. Throws RangeError for negative or falling units.
 */
export function computeBill(input: BillInput): Bill {
  const digits = currencyDigits(input.currency);
  const lines = input.windows.flatMap((window, index): BillLine[] => [
    baseLine(input.period, window, digits),
    ...Object.entries(window.meters).map(([meterId, price]) => usageLine(input, index, window, meterId, price, digits)),
  ]);
  return { period: input.period, currency: input.currency, lines, total: sumLines(lines, digits) };
}

/** The sum of lines, with all the currency's digits: `49.00`. */
export function sumLines(lines: readonly { amount: string }[], digits: number): string {
  return lines.reduce((sum, line) => sum.plus(line.amount), zero).toFixed(digits);
}

function baseLine(period: string, window: BillWindow, digits: number): BillLine {
  const { start, end } = periodBounds(period);
  const shareUntil = (time: string) => {
    const elapsed = new Decimal(String(Math.min(end, Math.max(start, Date.parse(time))) - start));
    return elapsed
      .times(window.monthly)
      .div(String(end - start))
      .round(digits);
  };
  const { planId, planName, from, to } = window;
  const amount = shareUntil(to).minus(shareUntil(from)).toFixed(digits);
  return { kind: "base", planId, planName, from, to, amount };
}

function usageLine(
  input: BillInput,
  index: number,
  window: BillWindow,
  meterId: string,
  price: MeterPrice,
  digits: number,
): UsageLine {
  const counted = (input.units[meterId] ?? []).map(parseUnits);
  const start = counted[index - 1] ?? zero;
  const end = counted[index] ?? start;
  if (end.lt(start)) throw new RangeError(`units of ${meterId} must not fall within a month`);
  const cap = window.caps[meterId];
  const served = (units: Decimal) => (cap === undefined ? units : least(units, new Decimal(cap)));
  const charged = (units: Decimal) => most(zero, served(units).minus(String(price.included)));
  const tiers = tiersOf(price, charged(counted.at(-1) ?? zero));
  const [from, to] = [charged(start), charged(end)];
  const pieces = split(tiers, from, to);
  return {
    kind: "usage",
    meterId,
    ...{ planId: window.planId, planName: window.planName, from: window.from, to: window.to },
    units: toText(end.minus(start)),
    includedUnits: toText(served(end).minus(served(start)).minus(to.minus(from))),
    refusedUnits: toText(end.minus(served(end)).minus(start.minus(served(start)))),
    tiers: pieces,
    amount: cost(tiers, to).round(digits).minus(cost(tiers, from).round(digits)).toFixed(digits),
  };
}

/** The tiers by which units are charged; with volume prices there is one, that of the month's total. */
function tiersOf(price: MeterPrice, total: Decimal): Tier[] {
  if (price.unitPrice !== undefined) return [{ unitPrice: price.unitPrice }];
  if (price.graduated) return price.graduated;
  const reached = price.volume?.find(({ upTo }) => upTo === undefined || total.lte(String(upTo)));
  return [{ unitPrice: reached?.unitPrice ?? "0" }];
}

/** The units between `from` and `to` by tier. */
function split(tiers: Tier[], from: Decimal, to: Decimal): UsageLine["tiers"] {
  let floor = zero;
  return tiers.flatMap(({ upTo, unitPrice }) => {
    const begin = most(from, floor);
    const end = upTo === undefined ? to : least(to, new Decimal(String(upTo)));
    if (upTo !== undefined) floor = new Decimal(String(upTo));
    const units = end.minus(begin);
    if (units.lte(zero)) return [];
    return [{ units: toText(units), unitPrice, amount: toText(units.times(unitPrice)) }];
  });
}

function cost(tiers: Tier[], units: Decimal): Decimal {
  return split(tiers, zero, units).reduce((sum, piece) => sum.plus(piece.amount), zero);
}
