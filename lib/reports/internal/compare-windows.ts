import type { Note } from "@/lib/notes/schema";
import { daysOf } from "@/lib/notes/schema";
import type { BeforeAfterFigure, Caution } from "../before-after/schema";
import { addDays, countDays, type Period } from "./period";

/** Below this many on both sides together a difference is as likely chance as anything. */
const fewCount = 30;
/** Less than this has not every weekday. */
const weekDays = 7;

/**
 * The days on both sides of what happened from `first` to `last`: `days` whole days before it, and after it as many of them as have
 * passed by `today` (which is not over). What happened on one day counts as after; of a span the days in between count on neither side.
 */
export function windowsAround(
  { first, last }: { first: string; last: string },
  days: number,
  today: string,
): { before: Period; after: Period | null } {
  const before = { from: addDays(first, -days), to: addDays(first, -1), until: first };
  const from = first === last ? first : addDays(last, 1);
  const until = [addDays(from, days), today].sort()[0] as string;
  return { before, after: until > from ? { from, to: addDays(until, -1), until } : null };
}

/** A figure on both sides, per day: windows may differ in length. */
export function compareFigure(
  named: { id: string; label: string; layer: number },
  counts: { before: number; after: number },
  windows: { before: Period; after: Period },
): BeforeAfterFigure {
  const beforePerDay = counts.before / countDays(windows.before);
  const afterPerDay = counts.after / countDays(windows.after);
  const change = beforePerDay > 0 ? afterPerDay / beforePerDay - 1 : null;
  return { ...named, ...counts, beforePerDay, afterPerDay, change };
}

/** What speaks against taking the difference for an effect. `others`: what else was noted in the two windows. */
export function listCautions(
  windows: { before: Period; after: Period | null },
  asked: number,
  count: number,
  others: readonly Note[],
): Caution[] {
  const { before, after } = windows;
  const days = after ? countDays(after) : 0;
  const cautions: Caution[] = [];
  if (days < asked) cautions.push({ kind: "incomplete", days, asked });
  if (days < weekDays) cautions.push({ kind: "short", days });
  if (after) {
    const shares = [weekendDays(before) / asked, weekendDays(after) / days];
    if (Math.abs((shares[0] as number) - (shares[1] as number)) > 1e-9)
      cautions.push({ kind: "weekdays", before: weekendDays(before), after: weekendDays(after) });
    if (count < fewCount) cautions.push({ kind: "few", count });
  }
  const within = others.filter((note) => {
    const { first, last } = daysOf(note);
    return last >= before.from && first <= (after?.to ?? before.to);
  });
  if (within.length) cautions.push({ kind: "notes", titles: within.map((note) => note.title) });
  return cautions;
}

function weekendDays({ from, until }: Period): number {
  let count = 0;
  for (let day = from; day < until; day = addDays(day, 1)) if ([0, 6].includes(new Date(day).getUTCDay())) count++;
  return count;
}
