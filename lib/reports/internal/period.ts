import { dayMs, nowMs } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import type { Grain } from "../schema";

/** Whole days in UTC: `from` to `to`, both counted; `until` is the day after `to`. All `YYYY-MM-DD`. */
export type Period = { from: string; to: string; until: string };

/** Ten years: more is a typing error, not a question. */
const maxDays = 3_660;

/** The period a report was asked for, by default the last 30 days with today. Throws `invalid_fields` when it ends before it begins. */
export function resolvePeriod(given: { from?: string; to?: string }): Period {
  const to = given.to ?? today();
  const from = given.from ?? addDays(to, -29);
  const refuse = (pointer: string, detail: string) =>
    new PortalError("invalid_fields", undefined, { errors: [{ pointer, detail }] });
  if (from > to) throw refuse("?from", `must not be after to (${to})`);
  if (countDays({ from, to }) > maxDays) throw refuse("?from", `must be at most ${maxDays} days before to`);
  return { from, to, until: addDays(to, 1) };
}

/** The period of the same length right before. */
export function previousPeriod(period: Period): Period {
  const days = countDays(period);
  return { from: addDays(period.from, -days), to: addDays(period.from, -1), until: period.from };
}

export function countDays(period: { from: string; to: string }): number {
  return (Date.parse(period.to) - Date.parse(period.from)) / dayMs + 1;
}

/** The finest grain with a readable number of points. */
export function defaultGrain(period: Period): Grain {
  const days = countDays(period);
  return days <= 62 ? "day" : days <= 400 ? "week" : "month";
}

/** The first day of each bucket of the period; weeks begin on Monday. The first may lie before `from`. */
export function listBuckets(period: Period, grain: Grain): string[] {
  const buckets: string[] = [];
  for (let day = period.from; day <= period.to; day = addDays(day, 1)) {
    const bucket = bucketOf(day, grain);
    if (bucket !== buckets.at(-1)) buckets.push(bucket);
  }
  return buckets;
}

function bucketOf(day: string, grain: Grain): string {
  if (grain === "day") return day;
  if (grain === "month") return `${day.slice(0, 8)}01`;
  const weekday = (new Date(day).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

/** How many weeks or months lie between the bucket that begins at `from` and that of `day`. */
export function bucketsBetween(from: string, day: string, grain: "week" | "month"): number {
  const bucket = bucketOf(day, grain);
  if (grain === "week") return Math.round((Date.parse(bucket) - Date.parse(from)) / (7 * dayMs));
  const months = (of: string) => Number(of.slice(0, 4)) * 12 + Number(of.slice(5, 7));
  return months(bucket) - months(from);
}

/** Today in UTC. */
export function today(): string {
  return dayOf(nowMs());
}

export function addDays(day: string, days: number): string {
  return dayOf(Date.parse(day) + days * dayMs);
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
