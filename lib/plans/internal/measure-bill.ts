import type { Meter } from "@/lib/base/config/plan-schema";
import { Decimal } from "@/lib/base/decimal";
import { measureUsage } from "../measure-usage";
import type { BillInput, BillWindow } from "../schema";

export type Units = BillInput["units"];

/** A company's units at the end of each window of a month, for every meter that one of them has a price for. */
export async function measureWindows(
  companyId: string,
  period: string,
  windows: readonly BillWindow[],
  meters: readonly Meter[],
): Promise<Units> {
  const ends = windows.map(({ to }) => Date.parse(to));
  const priced = meters.filter(({ id }) => windows.some((window) => window.meters[id] !== undefined));
  const measured = await Promise.all(
    priced.map(async (meter): Promise<[string, string[]]> => {
      const found = await measureUsage(meter, period, ends, [companyId]);
      return [meter.id, found.get(companyId) ?? ends.map(() => "0")];
    }),
  );
  return Object.fromEntries(measured);
}

/** The more of two measurements, number by number: what was billed once does not come back when old rows are deleted. */
export function mostUnits(one: Units, other: Units): Units {
  const ids = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(
    ids.map((id) => {
      const [left = [], right = []] = [one[id], other[id]];
      const longer = left.length >= right.length ? left : right;
      return [id, longer.map((_, at) => larger(left[at] ?? "0", right[at] ?? "0"))];
    }),
  );
}

function larger(one: string, other: string): string {
  return new Decimal(one).gte(other) ? one : other;
}
