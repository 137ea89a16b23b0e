import { BarList } from "@/components/charts/bar-chart";
import { formatDuration, formatNumber, formatPercent } from "@/lib/base/format";
import type { FunnelResult } from "@/lib/reports/funnel/schema";
import { tookBounds } from "@/lib/reports/schema";
import { addressWith } from "./address";
import { stepConditions } from "./funnel-words";
import { NumberLink } from "./number-link";

/** A bar for each step, as wide as its share of those who began; between two, who stopped. `page`: the list of who is behind a number. */
export function FunnelBars({ result, page, query }: { result: FunnelResult; page: string; query: URLSearchParams }) {
  const who = (step: number, did: "reached" | "stopped") =>
    addressWith(page, query, { step, did, breakdown: undefined, cursor: undefined });
  return (
    <ol className="divide-y divide-line">
      {result.steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
        <li key={index} className="px-5 py-3.5">
          {step.excluding.length ? (
            <p className="mb-1.5 text-ink-muted text-sm">
              Without <span className="break-all font-mono">{step.excluding.join(", ")}</span> in between
            </p>
          ) : null}
          <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
            <p className="min-w-0">
              <span className="mr-2 text-ink-muted tabular-nums">{index + 1}.</span>
              <span className="break-all font-medium font-mono text-sm">{step.name}</span>
              <span className="ml-2 break-words text-ink-muted text-sm">{stepConditions(step)}</span>
            </p>
            <p className="font-semibold tabular-nums">
              <NumberLink href={step.reached ? who(index + 1, "reached") : undefined}>
                {formatNumber(step.reached)}
              </NumberLink>
            </p>
          </div>
          <div className="mt-2 h-6 overflow-hidden rounded-sm bg-sunken" aria-hidden="true">
            <div
              className="h-full rounded-sm bg-accent"
              style={{ width: step.reached ? `max(3px, ${(step.ofFirst ?? 0) * 100}%)` : 0 }}
            />
          </div>
          {index === 0 ? null : (
            <p className="mt-1.5 flex flex-wrap gap-x-4 text-ink-muted text-sm tabular-nums">
              <span>{step.ofFirst === null ? "–" : formatPercent(step.ofFirst)} of the first step</span>
              <span>{step.ofBefore === null ? "–" : formatPercent(step.ofBefore)} of the one before</span>
              {step.stopped ? (
                <NumberLink href={who(index, "stopped")}>{formatNumber(step.stopped)} stopped before it</NumberLink>
              ) : null}
              {step.medianMs === null ? null : (
                <span>
                  median {formatDuration(step.medianMs)}
                  {step.p90Ms === null ? "" : `, nine in ten within ${formatDuration(step.p90Ms)}`}
                </span>
              )}
            </p>
          )}
          {index > 0 && step.reached ? (
            <details className="mt-2 text-sm">
              <summary className="cursor-pointer text-ink-muted underline decoration-line-strong underline-offset-4 hover:text-ink">
                How long it took
              </summary>
              <div className="mt-2 max-w-md">
                <BarList
                  title={`Time to step ${index + 1}`}
                  labelHeader="Since the step before"
                  valueHeader="How many"
                  items={step.took.map((value, bin) => ({ label: binLabel(bin), value }))}
                />
                {step.sinceFirstMedianMs === null ? null : (
                  <p className="mt-1 text-ink-muted">
                    Median since the first step: {formatDuration(step.sinceFirstMedianMs)}
                  </p>
                )}
              </div>
            </details>
          ) : null}
        </li>
      ))}
    </ol>
  );
}

function binLabel(bin: number): string {
  const [from, to] = [tookBounds[bin - 1]?.label, tookBounds[bin]?.label];
  return !from ? `under ${to}` : to ? `${from} to ${to}` : `${from} or more`;
}
