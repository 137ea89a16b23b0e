/** The month (UTC) that holds a time, `2026-11`. */
export function periodOf(time: Date | number): string {
  return new Date(time).toISOString().slice(0, 7);
}

/** Where a month begins and ends (exclusive), Unix ms. */
export function periodBounds(period: string): { start: number; end: number } {
  const [year = 0, month = 1] = period.split("-").map(Number);
  return { start: Date.UTC(year, month - 1), end: Date.UTC(year, month) };
}

/** The month before or after, by a number of months. */
export function shiftPeriod(period: string, months: number): string {
  const date = new Date(periodBounds(period).start);
  return periodOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months));
}
