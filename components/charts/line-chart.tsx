import { useId } from "react";
import { formatNumber } from "@/lib/base/format";
import { AxisLabels, ChartFrame, Gridlines, HoverColumn, type Series } from "./chart-frame";
import { flagsHeight, NoteList, NoteMarks } from "./note-marks";
import { type ChartNotes, placeNotes } from "./place-notes";
import { axisTicks, seriesColour } from "./scale";

/** The runs of a series without gaps, as points of a 100 x 100 plot. */
function runs(values: (number | null)[], top: number): [number, number][][] {
  const found: [number, number][][] = [[]];
  values.forEach((value, index) => {
    if (value === null) found.push([]);
    else found.at(-1)?.push([(index / Math.max(1, values.length - 1)) * 100, 100 - (value / top) * 100]);
  });
  return found.filter((run) => run.length > 0);
}

/**
 * Values over time, drawn on the server. `null` is a gap, not a zero. `format` must be given for anything but counts;
 * `whole: false` lets the axis have fractions. `notes` mark what happened at a time (a launch, a price change) on an axis of days.
 */
export function LineChart({
  title,
  titleHidden,
  labels,
  series,
  format = formatNumber,
  whole = true,
  height = 200,
  labelHeader = "Time",
  unfinished,
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
  /** The last value still grows (today's): the line to it is dashed, so that the day so far does not look like a fall. */
  unfinished?: boolean;
  notes?: ChartNotes;
}) {
  const ticks = axisTicks(Math.max(0, ...series.flatMap((one) => one.values.map((value) => value ?? 0))), 4, whole);
  const top = ticks.at(-1) || 1;
  const gutter = Math.max(...ticks.map((tick) => format(tick).length)) * 6.5 + 10;
  const marks = notes ? placeNotes(notes) : [];
  const listId = useId();
  const step = 100 / Math.max(1, labels.length - 1);
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
          <svg
            viewBox="0 0 100 100"
            preserveAspectRatio="none"
            className="absolute inset-0 size-full overflow-visible"
            aria-hidden="true"
          >
            {series.map((one, index) =>
              runs(one.values, top).map((run) => {
                const points = run.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`);
                const line = points.join(" L");
                const open = unfinished && run.length > 1 && run.at(-1)?.[0] === 100;
                const sure = open ? points.slice(0, -1) : points;
                const [first, last] = [run[0]?.[0] ?? 0, run.at(-1)?.[0] ?? 0];
                return (
                  <g key={`${one.name}-${first}`}>
                    {series.length === 1 && run.length > 1 ? (
                      <path d={`M${first},100 L${line} L${last},100 Z`} fill={seriesColour(index)} opacity="0.09" />
                    ) : null}
                    <path
                      // A run of one point is still drawn: a line of no length with round ends is a dot.
                      d={run.length === 1 ? `M${line} h0.01` : `M${sure.join(" L")}`}
                      fill="none"
                      stroke={seriesColour(index)}
                      strokeWidth={run.length === 1 ? 5 : 1.75}
                      strokeLinejoin="round"
                      strokeLinecap="round"
                      vectorEffect="non-scaling-stroke"
                    />
                    {open ? (
                      <path
                        d={`M${points.slice(-2).join(" L")}`}
                        fill="none"
                        stroke={seriesColour(index)}
                        strokeWidth={1.5}
                        strokeDasharray="3 4"
                        vectorEffect="non-scaling-stroke"
                      />
                    ) : null}
                  </g>
                );
              }),
            )}
          </svg>
          {labels.map((label, index) => (
            <HoverColumn
              // biome-ignore lint/suspicious/noArrayIndexKey: a position on the axis
              key={index}
              label={label}
              series={series}
              index={index}
              format={format}
              left={(index - 0.5) * step}
              width={step}
              alignRight={index > labels.length / 2}
            />
          ))}
          <NoteMarks marks={marks} at={(index) => index * step} listId={listId} />
        </div>
        <AxisLabels labels={labels} centred={false} />
      </div>
      {notes ? <NoteList marks={marks} chart={notes} listId={listId} /> : null}
    </ChartFrame>
  );
}
