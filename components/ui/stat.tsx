import type { ReactNode } from "react";
import { classNames } from "./class-names";

/** One number that matters. `change` compares it with the period before; `good` says which way is good news. */
export function Stat({
  label,
  value,
  unit,
  change,
  good = "up",
  note,
  chart,
  className,
}: {
  label: ReactNode;
  value: ReactNode;
  unit?: string;
  change?: { text: string; direction: "up" | "down" | "same" };
  good?: "up" | "down";
  note?: ReactNode;
  chart?: ReactNode;
  className?: string;
}) {
  const tone =
    !change || change.direction === "same"
      ? "text-ink-muted"
      : change.direction === good
        ? "text-positive"
        : "text-negative";
  return (
    <div
      className={classNames(
        "flex min-w-0 flex-col rounded-lg border border-line bg-surface px-4 py-3.5 shadow-low",
        className,
      )}
    >
      <p className="text-ink-muted text-sm">{label}</p>
      <p className="mt-1 flex items-baseline gap-1.5">
        <span className="font-semibold text-2xl tabular-nums tracking-tight">{value}</span>
        {unit ? <span className="text-ink-muted text-sm">{unit}</span> : null}
        {change ? (
          <span className={classNames("ml-auto whitespace-nowrap text-sm tabular-nums", tone)}>
            <span aria-hidden="true">{change.direction === "up" ? "↑" : change.direction === "down" ? "↓" : "→"} </span>
            <span className="sr-only">
              {change.direction === "up" ? "up " : change.direction === "down" ? "down " : "unchanged "}
            </span>
            {change.text}
          </span>
        ) : null}
      </p>
      {note ? <p className="mt-0.5 text-ink-faint text-sm">{note}</p> : null}
      {chart ? <div className="mt-2.5">{chart}</div> : null}
    </div>
  );
}

/** Stats side by side, as many as fit. */
export function StatRow({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <div className={classNames("grid grid-cols-[repeat(auto-fit,minmax(10rem,1fr))] gap-3", className)}>{children}</div>
  );
}
