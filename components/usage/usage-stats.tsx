import { Stat, StatRow } from "@/components/ui/stat";
import { formatNumber, formatPercent } from "@/lib/base/format";

type Totals = {
  calls: number;
  errors: number;
  valuableCalls: number;
  endUsers: number;
  quantity: number;
  p50Ms: number | null;
  p95Ms: number | null;
};

/** How a number moved against the same number of days before; nothing when there was nothing. */
function change(now: number, before: number) {
  if (before === 0) return undefined;
  const ratio = now / before - 1;
  const direction = Math.abs(ratio) < 0.0005 ? ("same" as const) : ratio > 0 ? ("up" as const) : ("down" as const);
  const text =
    ratio >= 9 ? `${formatNumber(ratio + 1, { maximumFractionDigits: 0 })} times` : formatPercent(Math.abs(ratio));
  return { text, direction };
}

/** The totals of a time, each against the time before it. */
export function UsageStats({ totals, before, days }: { totals: Totals; before: Totals; days: number }) {
  const { calls, errors, p50Ms, p95Ms } = totals;
  const rate = calls ? errors / calls : 0;
  const rateBefore = before.calls ? before.errors / before.calls : 0;
  const ms = (value: number | null) => (value === null ? "–" : formatNumber(value, { maximumFractionDigits: 0 }));
  return (
    <>
      <StatRow>
        <Stat label="Calls" value={formatNumber(calls)} change={change(calls, before.calls)} />
        <Stat
          label="Errors (4xx and 5xx)"
          value={calls ? formatPercent(rate) : "–"}
          change={calls ? change(rate, rateBefore) : undefined}
          good="down"
          note={calls ? `${formatNumber(errors)} calls` : undefined}
        />
        <Stat
          label="Median, 95th percentile"
          value={`${ms(p50Ms)} / ${ms(p95Ms)}`}
          unit="ms"
          change={p95Ms === null ? undefined : change(p95Ms, before.p95Ms ?? 0)}
          good="down"
        />
        <Stat
          label="Valuable calls"
          value={formatNumber(totals.valuableCalls)}
          change={change(totals.valuableCalls, before.valuableCalls)}
          note="Live calls that do what the API is for"
        />
        <Stat
          label="Metered units"
          value={formatNumber(totals.quantity, { maximumFractionDigits: 2 })}
          change={change(totals.quantity, before.quantity)}
          note={totals.endUsers ? `${formatNumber(totals.endUsers)} end users` : undefined}
        />
      </StatRow>
      <p className="mt-2 mb-5 text-ink-faint text-sm">
        {before.calls === 0
          ? "There is nothing before it to compare with."
          : days === 1
            ? "Compared with the whole of yesterday."
            : `Compared with the ${days} days before; today is not over.`}
      </p>
    </>
  );
}
