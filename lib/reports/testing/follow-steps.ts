import type { FunnelOrder } from "../funnel/schema";

/** One event of somebody: which steps it satisfies and which gaps it must not lie in (both from 0), and when. */
export type Happened = { atMs: number; steps: number[]; gaps: number[] };
export type Followed = { order: FunnelOrder; steps: number; windowMs: number; periodMs: number };

/**
 * What a funnel says of one person's events, in plain words and by trying every way: when each step was taken, ms; [] for who never
 * began. The farthest way counts; of those the one that begins first and then takes each next step first.
 */
export function followSteps(events: readonly Happened[], ask: Followed): number[] {
  const sorted = [...events].sort(
    (a, b) => a.atMs - b.atMs || placeOf(a) - placeOf(b) || maskOf(a, ask) - maskOf(b, ask),
  );
  return ask.order === "any" ? followAny(sorted, ask) : followInOrder(sorted, ask);
}

/** Events of the same millisecond stand in the order of the steps, exclusions last. */
const placeOf = (event: Happened) => Math.min(...event.steps, 100 + Math.min(...event.gaps, 100));
const maskOf = (event: Happened, { steps }: Followed) =>
  [...event.steps, ...event.gaps.map((gap) => steps + gap)].reduce((sum, bit) => sum + 2 ** bit, 0);

function followInOrder(events: readonly Happened[], { order, steps, windowMs, periodMs }: Followed): number[] {
  let best: number[] = [];
  const go = (way: number[]) => {
    if (way.length > best.length) best = way;
    if (best.length === steps) return;
    const last = way.at(-1) ?? -1;
    for (let at = last + 1; at < events.length; at++) {
      const event = events[at] as Happened;
      const begun = events[way[0] ?? at] as Happened;
      if (event.steps.includes(way.length)) {
        if (way.length === 0 ? event.atMs < periodMs : event.atMs - begun.atMs <= windowMs) go([...way, at]);
      }
      // Whatever lies between the last step and the next one: the rest of the loop would step over this event.
      if (way.length && (event.gaps.includes(way.length - 1) || (order === "strict" && event.steps.length))) break;
    }
  };
  go([]);
  return best.map((at) => (events[at] as Happened).atMs);
}

function followAny(events: readonly Happened[], { steps, windowMs, periodMs }: Followed): number[] {
  let best: number[] = [];
  for (const [begin, begun] of events.entries()) {
    if (begun.atMs >= periodMs) continue;
    const times: number[] = [];
    for (let step = 0; step < steps; step++) {
      const next = events.find(
        (event, at) => at >= begin && event.steps.includes(step) && event.atMs - begun.atMs <= windowMs,
      );
      if (!next) break;
      times.push(next.atMs);
    }
    const begins = begun.steps.some((step) => step < times.length);
    if (begins && times.length > best.length) best = times;
  }
  // A step counts once all before it have happened too.
  return best.map((_, index) => Math.max(...best.slice(0, index + 1)));
}
