import type { Meter, Plan } from "@/lib/base/config/plan-schema";

/** Steps of a slider above 0. */
export const steps = 200;

/** A slider over powers: 0 first, then each step is the same share more, from `least` to `most`, rounded to two digits. */
export type Scale = { meterId: string; least: number; most: number; start: number };

/** One slider for each meter that a plan has a price for; how far it goes follows from allowances and tiers. */
export function scalesOf(meters: readonly Meter[], plans: readonly Plan[]): Scale[] {
  return meters.flatMap(({ id }) => {
    const prices = plans.flatMap((plan) => plan.prices.flatMap((row) => row.meters[id] ?? []));
    if (prices.length === 0) return [];
    const marks = prices.flatMap(({ included, graduated, volume }) => [
      included,
      ...[...(graduated ?? []), ...(volume ?? [])].flatMap(({ upTo }) => upTo ?? []),
    ]);
    const named = marks.filter((mark) => mark > 0);
    const most = 10 ** Math.ceil(Math.log10(Math.max(1_000, ...named) * 3));
    const least = Math.max(1, 10 ** Math.floor(Math.log10(Math.min(most / 10_000, ...named)) - 1));
    // Somewhat above a middle allowance, where plans begin to differ.
    const allowances = prices.flatMap(({ included }) => (included > 0 ? [included] : [])).sort((a, b) => a - b);
    const middle = allowances[Math.floor((allowances.length - 1) / 2)] ?? most / 100;
    return [{ meterId: id, least, most, start: roundUnits(middle * 2.5) }];
  });
}

export function unitsAt(step: number, { least, most }: Scale): number {
  return step <= 0 ? 0 : roundUnits(least * (most / least) ** ((step - 1) / (steps - 1)));
}

export function stepAt(units: number, { least, most }: Scale): number {
  if (units <= 0) return 0;
  const bounded = Math.min(most, Math.max(least, units));
  return 1 + Math.round((Math.log(bounded / least) / Math.log(most / least)) * (steps - 1));
}

function roundUnits(exact: number): number {
  const digit = 10 ** Math.max(0, Math.floor(Math.log10(exact)) - 1);
  return Math.round(exact / digit) * digit;
}
