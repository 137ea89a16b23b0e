import { dayMs } from "@/lib/base/clock";

export type Schedule = { frequency: "daily" | "weekly"; weekday: number; hour: number; timeZone: string };

/** The first moment after `afterMs` at which the schedule's clock shows its hour. Where a change of time leaves that hour out, an hour later. */
export function nextRun(schedule: Schedule, afterMs: number): Date {
  const { frequency, weekday, hour, timeZone } = schedule;
  for (let ahead = -1; ahead <= 8; ahead++) {
    const { year, month, day } = localDay(afterMs + ahead * dayMs, timeZone);
    // getUTCDay: 0 is Sunday.
    const dayOfWeek = new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7;
    if (frequency === "weekly" && dayOfWeek !== weekday) continue;
    const at = momentOf(Date.UTC(year, month - 1, day, hour), timeZone);
    if (at > afterMs) return new Date(at);
  }
  throw new Error("a week has every weekday");
}

/** The moment at which the clocks of a time zone show what a UTC clock shows at `wallMs`. */
function momentOf(wallMs: number, timeZone: string): number {
  const guess = wallMs - offsetMs(wallMs, timeZone);
  const better = wallMs - offsetMs(guess, timeZone);
  // In the hour that is left out the two disagree for ever: the later one is after the gap.
  return offsetMs(better, timeZone) === wallMs - better ? better : Math.max(guess, better);
}

function offsetMs(atMs: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = localDay(atMs, timeZone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1_000) * 1_000;
}

function localDay(atMs: number, timeZone: string) {
  const parts = new Intl.DateTimeFormat("en-US", {
    ...{ timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" },
    ...{ hour: "numeric", minute: "numeric", second: "numeric" },
  }).formatToParts(atMs);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return {
    ...{ year: of("year"), month: of("month"), day: of("day") },
    ...{ hour: of("hour"), minute: of("minute"), second: of("second") },
  };
}
