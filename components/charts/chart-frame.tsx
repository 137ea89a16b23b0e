import { type ReactNode, useId } from "react";
import { classNames } from "@/components/ui/class-names";
import { type Column, DataTable } from "@/components/ui/table";
import { seriesColour, shownLabels } from "./scale";

export type Series = { name: string; values: (number | null)[] };

/** What every chart has around its drawing: a name, a legend when there are several series, and the same numbers as a table. */
export function ChartFrame({
  title,
  titleHidden,
  series,
  labels,
  format,
  labelHeader,
  children,
}: {
  title: string;
  titleHidden?: boolean;
  series: Series[];
  labels: string[];
  format: (value: number) => string;
  labelHeader: string;
  children: ReactNode;
}) {
  const id = useId();
  const columns: Column<number>[] = [
    { header: labelHeader, cell: (row) => labels[row] },
    ...series.map((one) => ({
      header: one.name,
      numeric: true,
      cell: (row: number) => {
        const value = one.values[row];
        return value === null || value === undefined ? "–" : format(value);
      },
    })),
  ];
  return (
    <figure aria-labelledby={id} className="min-w-0">
      <figcaption className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <span id={id} className={titleHidden ? "sr-only" : "font-medium text-ink"}>
          {title}
        </span>
        {series.length > 1 ? (
          <ul className="flex flex-wrap gap-x-4 gap-y-1 text-ink-muted text-sm">
            {series.map((one, index) => (
              <li key={one.name} className="flex items-center gap-1.5">
                <span className="size-2 rounded-[2px]" style={{ background: seriesColour(index) }} aria-hidden="true" />
                {one.name}
              </li>
            ))}
          </ul>
        ) : null}
      </figcaption>
      {children}
      <details className="group mt-2">
        <summary className="inline-flex cursor-pointer items-center rounded-sm text-ink-faint text-xs hover:text-ink">
          <span className="group-open:hidden">Show the numbers</span>
          <span className="hidden group-open:inline">Hide the numbers</span>
        </summary>
        <DataTable
          caption={title}
          columns={columns}
          rows={labels.map((_, index) => index)}
          rowKey={(row) => String(row)}
          className="mt-2 max-h-72 overflow-y-auto rounded-md border border-line"
        />
      </details>
    </figure>
  );
}

/** Horizontal lines with their values, behind the drawing. */
export function Gridlines({ ticks, format }: { ticks: number[]; format: (value: number) => string }) {
  const top = ticks.at(-1) || 1;
  return (
    <div className="absolute inset-0" aria-hidden="true">
      {ticks.map((tick) => (
        <div
          key={tick}
          className={`absolute inset-x-0 border-t ${tick === 0 ? "border-line-strong" : "border-line border-dashed"}`}
          style={{ bottom: `${(tick / top) * 100}%` }}
        >
          <span className="absolute right-full mr-2 -translate-y-1/2 whitespace-nowrap text-2xs text-ink-faint tabular-nums">
            {format(tick)}
          </span>
        </div>
      ))}
    </div>
  );
}

/** The labels under the plot; as many as fit. */
export function AxisLabels({ labels, centred }: { labels: string[]; centred: boolean }) {
  const shown = shownLabels(labels.length);
  const order = [...shown];
  return (
    <div className="relative mt-2 h-4" aria-hidden="true">
      {labels.map((label, index) =>
        shown.has(index) ? (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: a position on the axis
            key={index}
            className={classNames(
              "absolute whitespace-nowrap text-2xs text-ink-faint tabular-nums",
              // Half of them have room on a phone.
              order.length > 4 && order.indexOf(index) % 2 === 1 && "max-sm:hidden",
            )}
            style={axisPosition(index, labels.length, centred)}
          >
            {label}
          </span>
        ) : null,
      )}
    </div>
  );
}

/** The outer labels lean inwards so that nothing leaves the frame. */
function axisPosition(index: number, length: number, centred: boolean) {
  if (centred && length < 7) return { left: `${((index + 0.5) / length) * 100}%`, transform: "translateX(-50%)" };
  if (index === 0) return { left: 0 };
  if (index === length - 1) return { right: 0 };
  const at = centred ? (index + 0.5) / length : index / Math.max(1, length - 1);
  return { left: `${at * 100}%`, transform: "translateX(-50%)" };
}

/** One column of the plot that shows its numbers while the pointer is over it. The table says the same to everybody else. */
export function HoverColumn({
  label,
  series,
  index,
  format,
  left,
  width,
  alignRight,
}: {
  label: string;
  series: Series[];
  index: number;
  format: (value: number) => string;
  left: number;
  width: number;
  alignRight: boolean;
}) {
  return (
    <div
      className="group/column absolute inset-y-0"
      style={{ left: `${left}%`, width: `${width}%` }}
      aria-hidden="true"
    >
      <div className="absolute inset-y-0 left-1/2 hidden w-px bg-line-strong group-hover/column:block" />
      <div
        className={`pointer-events-none absolute top-0 z-10 hidden min-w-32 rounded-md border border-line-strong bg-surface px-2.5 py-1.5 text-xs shadow-high group-hover/column:block ${
          alignRight ? "right-1/2 mr-2" : "left-1/2 ml-2"
        }`}
      >
        <p className="mb-0.5 whitespace-nowrap text-ink-faint">{label}</p>
        {series.map((one, at) => {
          const value = one.values[index];
          return (
            <p key={one.name} className="flex items-center gap-1.5 whitespace-nowrap">
              <span className="size-2 rounded-[2px]" style={{ background: seriesColour(at) }} />
              <span className="text-ink-muted">{one.name}</span>
              <span className="ml-auto pl-3 font-medium tabular-nums">
                {value === null || value === undefined ? "–" : format(value)}
              </span>
            </p>
          );
        })}
      </div>
    </div>
  );
}
