import Link from "next/link";
import { useId } from "react";
import { formatNumber } from "@/lib/base/format";
import { AxisLabels, ChartFrame, Gridlines, HoverColumn, type Series } from "./chart-frame";
import { flagsHeight, NoteList, NoteMarks } from "./note-marks";
import { type ChartNotes, placeNotes } from "./place-notes";
import { axisTicks, seriesColour } from "./scale";

/** Columns, series stacked, drawn on the server. `notes` mark what happened at a time on an axis of days. */
export function BarChart({
  title,
  titleHidden,
  labels,
  series,
  format = formatNumber,
  whole = true,
  height = 200,
  labelHeader = "Time",
  notes,
}: {
  title: string;
  titleHidden?: boolean;
  labels: string[];
  series: Series[];
  format?: (value: number) => string;
  whole?: boolean;
  height?: number;
  labelHeader?: string;
  notes?: ChartNotes;
}) {
  const totals = labels.map((_, index) => series.reduce((sum, one) => sum + (one.values[index] ?? 0), 0));
  const ticks = axisTicks(Math.max(0, ...totals), 4, whole);
  const top = ticks.at(-1) || 1;
  const gutter = Math.max(...ticks.map((tick) => format(tick).length)) * 6.5 + 10;
  const marks = notes ? placeNotes(notes) : [];
  const listId = useId();
  const slot = 100 / Math.max(1, labels.length);
  return (
    <ChartFrame
      title={title}
      titleHidden={titleHidden}
      series={series}
      labels={labels}
      format={format}
      labelHeader={labelHeader}
    >
      <div style={{ paddingLeft: gutter, paddingTop: marks.length ? flagsHeight + 4 : 8 }}>
        <div className="relative" style={{ height }}>
          <Gridlines ticks={ticks} format={format} />
          {labels.map((label, index) => {
            let below = 0;
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a position on the axis
              <div key={index} aria-hidden="true">
                {series.map((one, at) => {
                  const value = one.values[index] ?? 0;
                  const bottom = (below / top) * 100;
                  below += value;
                  if (value <= 0) return null;
                  return (
                    <div
                      key={one.name}
                      className="absolute mx-auto max-w-10"
                      style={{
                        left: `${index * slot + slot * 0.14}%`,
                        width: `${slot * 0.72}%`,
                        bottom: `${bottom}%`,
                        height: `max(2px, ${(value / top) * 100}%)`,
                        background: seriesColour(at),
                        borderRadius: at === series.length - 1 ? "3px 3px 0 0" : undefined,
                      }}
                    />
                  );
                })}
                <HoverColumn
                  label={label}
                  series={series}
                  index={index}
                  format={format}
                  left={index * slot}
                  width={slot}
                  alignRight={index > labels.length / 2}
                />
              </div>
            );
          })}
          <NoteMarks marks={marks} at={(index) => (index + 0.5) * slot} listId={listId} />
        </div>
        <AxisLabels labels={labels} centred />
      </div>
      {notes ? <NoteList marks={marks} chart={notes} listId={listId} /> : null}
    </ChartFrame>
  );
}

/** Named amounts, largest first if the caller sorted them: a list that is its own table. */
export function BarList({
  title,
  items,
  format = formatNumber,
  valueHeader = "Count",
  labelHeader = "Name",
}: {
  title: string;
  items: { label: string; value: number; href?: string; note?: string }[];
  format?: (value: number) => string;
  valueHeader?: string;
  labelHeader?: string;
}) {
  const top = Math.max(...items.map((item) => item.value), 0) || 1;
  return (
    <table className="w-full text-base">
      <caption className="sr-only">{title}</caption>
      <thead>
        <tr className="text-ink-faint text-xs">
          <th scope="col" className="pb-1.5 text-left font-medium">
            {labelHeader}
          </th>
          <th scope="col" className="pb-1.5 text-right font-medium">
            {valueHeader}
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.href ?? item.label}>
            <th scope="row" className="relative h-8 w-full text-left font-normal">
              <span
                className="absolute inset-y-0.5 left-0 rounded-sm bg-accent-soft"
                style={{ width: `${Math.max(0.5, (item.value / top) * 100)}%` }}
                aria-hidden="true"
              />
              <span className="relative flex items-baseline gap-2 px-2">
                {item.href ? (
                  <Link href={item.href} className="truncate underline-offset-2 hover:underline">
                    {item.label}
                  </Link>
                ) : (
                  <span className="truncate">{item.label}</span>
                )}
                {item.note ? <span className="whitespace-nowrap text-ink-faint text-xs">{item.note}</span> : null}
              </span>
            </th>
            <td className="whitespace-nowrap pl-4 text-right tabular-nums">{format(item.value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
