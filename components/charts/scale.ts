/** Round values for an axis from 0 to at least `max`: steps of 1, 2, 2.5 or 5 times a power of ten, at most `count` of them. */
export function axisTicks(max: number, count = 4, whole = true): number[] {
  if (!(max > 0)) return [0, 1];
  const rough = max / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? 10 * power;
  // Counted things have no half ticks.
  const size = whole ? Math.max(1, Math.ceil(step)) : step;
  const ticks = [0];
  while ((ticks.at(-1) as number) < max) ticks.push(Number((ticks.length * size).toPrecision(12)));
  return ticks;
}

/** Which of `length` labels an axis has room for: about `room`, evenly spaced, the first and usually the last among them. */
export function shownLabels(length: number, room = 6): Set<number> {
  if (length <= room) return new Set(Array.from({ length }, (_, index) => index));
  const step = Math.ceil((length - 1) / (room - 1));
  return new Set(Array.from({ length }, (_, index) => index).filter((index) => index % step === 0));
}

export const seriesColours = [
  "var(--series-1)",
  "var(--series-2)",
  "var(--series-3)",
  "var(--series-4)",
  "var(--series-5)",
  "var(--series-6)",
];

export function seriesColour(index: number): string {
  return seriesColours[index % seriesColours.length] as string;
}
