import { daysOf, type Note } from "@/lib/notes/schema";

/** What a chart needs to mark notes: the first day of each of its points, and where a note can be opened or written. */
export type ChartNotes = {
  notes: Note[];
  /** `YYYY-MM-DD`, as many as the chart has points, rising. */
  days: string[];
  /** The last day of the chart where its last point covers several. */
  lastDay?: string;
  /** Where a note is compared, for who may open it. */
  hrefOf?: (note: Note) => string;
  /** Where a note is added, for who may. */
  addHref?: string;
};

/** A mark over the points `index` to `last`; `notes` with their numbers in the list. */
export type NoteMark = { index: number; last: number; notes: { number: number; note: Note }[] };

/** Marks nearer to each other than this part of the width would cover one another on a phone. */
const apart = 0.07;

/**
 * Where a chart marks its notes, oldest first and numbered in that order: each at the point its first day falls into, a span up to the
 * point of its last day; what began before the chart stands at its left edge. Marks that would cover one another become one.
 */
export function placeNotes({ notes, days, lastDay }: Pick<ChartNotes, "notes" | "days" | "lastDay">): NoteMark[] {
  const marks: NoteMark[] = [];
  const [firstDay, end] = [days[0], lastDay ?? days.at(-1)];
  if (!firstDay || !end) return marks;
  const lastPointOf = (day: string) =>
    Math.max(
      0,
      days.findLastIndex((one) => one <= day),
    );
  // Several points may share a day: hours do.
  const pointOf = (day: string) => days.indexOf(days[lastPointOf(day)] as string);
  const shown = notes
    .map((note) => ({ note, ...daysOf(note) }))
    .filter(({ first, last }) => last >= firstDay && first <= end)
    .sort((a, b) => (a.note.from < b.note.from ? -1 : a.note.from > b.note.from ? 1 : 0));
  for (const [at, { note, first, last }] of shown.entries()) {
    const placed = { index: pointOf(first), last: first === last ? pointOf(first) : lastPointOf(last) };
    const numbered = { number: at + 1, note };
    const before = marks.at(-1);
    if (before && placed.index - before.index < Math.max(1, days.length * apart)) {
      before.notes.push(numbered);
      before.last = Math.max(before.last, placed.last);
    } else {
      marks.push({ ...placed, notes: [numbered] });
    }
  }
  return marks;
}
