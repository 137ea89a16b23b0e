import { Card, CardHeader } from "@/components/ui/card";
import { DataTable } from "@/components/ui/table";
import { formatDuration, formatNumber, formatPercent } from "@/lib/base/format";
import type { FunnelResult } from "@/lib/reports/funnel/schema";
import { funnelGroupLabels } from "./funnel-words";
import { dimensionValue } from "./touch-words";

/** The same steps for each value of the breakdown: counts, and the share that got to the end. */
export function FunnelBreakdown({ result }: { result: FunnelResult }) {
  const { breakdown, groups, steps } = result;
  if (!breakdown || !groups) return null;
  return (
    <Card className="min-w-0">
      <CardHeader
        title={funnelGroupLabels[breakdown]}
        description="Under each count the share of the step before; the median is from the first step to the last."
      />
      <DataTable
        caption={funnelGroupLabels[breakdown]}
        rows={groups}
        rowKey={(row) => `value ${row.value}`}
        columns={[
          {
            header: funnelGroupLabels[breakdown],
            cell: (row) => dimensionValue(breakdown, row.value),
          },
          ...steps.map((step, index) => ({
            header: `${index + 1}. ${step.name}`,
            numeric: true,
            cell: (row: (typeof groups)[number]) => {
              const one = row.steps[index];
              return (
                <>
                  {formatNumber(one?.reached ?? 0)}
                  {one?.ofBefore === null || one === undefined ? null : (
                    <span className="block text-ink-muted text-sm">{formatPercent(one.ofBefore)}</span>
                  )}
                </>
              );
            },
          })),
          {
            header: "To the end",
            numeric: true,
            cell: (row) => formatPercent(row.steps.at(-1)?.ofFirst ?? 0),
          },
          {
            header: "Median",
            numeric: true,
            cell: (row) => {
              const median = row.steps.at(-1)?.sinceFirstMedianMs;
              return (
                <span className="whitespace-nowrap">{typeof median === "number" ? formatDuration(median) : "–"}</span>
              );
            },
          },
        ]}
      />
    </Card>
  );
}
