import { CalendarPlus, CircleAlert, Coins, Flag, Megaphone, Rocket, ScrollText } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { formatDay, formatTime } from "@/lib/base/format";
import { isDay, type Note, type NoteKind, noteKindLabels } from "@/lib/notes/schema";
import type { ChartNotes, NoteMark } from "./place-notes";

const icons: Record<NoteKind, ReactNode> = {
  launch: <Rocket aria-hidden="true" />,
  price: <Coins aria-hidden="true" />,
  outage: <CircleAlert aria-hidden="true" />,
  campaign: <Megaphone aria-hidden="true" />,
  change: <ScrollText aria-hidden="true" />,
  other: <Flag aria-hidden="true" />,
};

/** When a note was, in words. */
export function noteTime({ from, to }: Pick<Note, "from" | "to">): string {
  const show = isDay(from) ? formatDay : formatTime;
  return to === null || to === from ? show(from) : `${show(from)} to ${show(to)}`;
}

/** A note's kind with its sign. */
export function NoteKindMark({ kind }: { kind: NoteKind }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-ink-muted text-sm [&_svg]:size-3.5">
      {icons[kind]}
      {noteKindLabels[kind]}
    </span>
  );
}

/** The height that the flags of marked notes take above the plot. */
export const flagsHeight = 22;

/**
 * The marks over a plot: a line (a band for a span) and a numbered flag, which is a link to the note in the list below. `at` gives a
 * point's place in percent of the width.
 */
export function NoteMarks({ marks, at, listId }: { marks: NoteMark[]; at: (index: number) => number; listId: string }) {
  return marks.map((mark) => {
    const left = at(mark.index);
    const numbers = mark.notes.map(({ number }) => number);
    const [first, last] = [numbers[0], numbers.at(-1)];
    const titles = mark.notes.map(({ note }) => `${noteKindLabels[note.kind]}, ${noteTime(note)}: ${note.title}`);
    return (
      <div key={first}>
        {mark.last > mark.index ? (
          <div
            className="pointer-events-none absolute inset-y-0 bg-warning/10"
            style={{ left: `${left}%`, width: `${at(mark.last) - left}%` }}
            aria-hidden="true"
          />
        ) : null}
        <div
          className="pointer-events-none absolute inset-y-0 border-ink-faint border-l border-dashed"
          style={{ left: `${left}%` }}
          aria-hidden="true"
        />
        <a
          href={`#${listId}-${first}`}
          title={titles.join("\n")}
          className="absolute z-20 grid h-5 min-w-5 place-items-center whitespace-nowrap rounded-full border border-line-strong bg-surface px-1 font-medium text-2xs text-ink tabular-nums leading-none shadow-low hover:border-accent hover:text-accent"
          style={{ left: `clamp(0px, calc(${left}% - 10px), calc(100% - 20px))`, top: -flagsHeight }}
        >
          <span className="sr-only">
            {numbers.length > 1 ? `Notes ${first} to ${last}: ` : "Note "}
            {numbers.length > 1 ? titles.join("; ") : `${first}: ${titles[0]}`}
          </span>
          <span aria-hidden="true">{numbers.length > 1 ? `${first}–${last}` : first}</span>
        </a>
      </div>
    );
  });
}

/** What the numbers of a chart's flags stand for, and the way to add one. */
export function NoteList({ marks, chart, listId }: { marks: NoteMark[]; chart: ChartNotes; listId: string }) {
  const rows = marks.flatMap((mark) => mark.notes);
  if (rows.length === 0 && !chart.addHref) return null;
  return (
    <div className="mt-3 border-line border-t pt-2.5">
      {rows.length ? (
        <ol aria-label="Notes on this chart" className="space-y-1.5">
          {rows.map(({ number, note }) => (
            <li
              key={note.id}
              id={`${listId}-${number}`}
              className="flex scroll-mt-24 items-start gap-2.5 rounded-md text-sm target:bg-accent-soft"
            >
              <span className="grid h-5 min-w-5 shrink-0 place-items-center rounded-full border border-line-strong px-1 font-medium text-2xs tabular-nums">
                {number}
              </span>
              <span className="flex min-w-0 flex-wrap items-baseline gap-x-2.5">
                <NoteKindMark kind={note.kind} />
                <span className="whitespace-nowrap text-ink-faint">{noteTime(note)}</span>
                {chart.hrefOf ? (
                  <Link
                    href={chart.hrefOf(note)}
                    prefetch={false}
                    className="break-words font-medium underline decoration-line-strong underline-offset-4 hover:decoration-accent"
                  >
                    {note.title}
                  </Link>
                ) : (
                  <span className="break-words font-medium">{note.title}</span>
                )}
              </span>
            </li>
          ))}
        </ol>
      ) : null}
      {chart.addHref ? (
        <Link
          href={chart.addHref}
          prefetch={false}
          className="mt-1.5 inline-flex items-center gap-1.5 rounded-sm text-ink-muted text-xs hover:text-ink"
        >
          <CalendarPlus className="size-3.5" aria-hidden="true" />
          Add a note to the time axis
        </Link>
      ) : null}
    </div>
  );
}
