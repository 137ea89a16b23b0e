import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { formatDuration, formatNumber, formatPercent } from "@/lib/base/format";
import { stageLabels } from "@/lib/journeys/schema";
import type { GridCell } from "@/lib/reports/schema";
import { entityWords } from "./touch-words";

const titles = { web: "on the web", api: "on the API" } as const;
const fills = {
  web: "It fills with the first page view.",
  api: "It fills with the first call to the sandbox; live calls appear when your API reports its usage.",
} as const;

/** One cell of the grid: a funnel of steps, each as wide as its share of those who began. */
export function GridCellCard({ cell }: { cell: GridCell }) {
  const many = entityWords[cell.entity].many;
  const began = cell.steps[0]?.reached ?? 0;
  return (
    <Card className="min-w-0">
      <CardHeader title={`${many.replace(/^./, (letter) => letter.toUpperCase())} ${titles[cell.platform]}`} />
      {began === 0 ? (
        <EmptyState title={`No ${many} began here in this period`}>{fills[cell.platform]}</EmptyState>
      ) : (
        <ol className="px-4 py-2">
          {cell.steps.map((step) => (
            <li key={step.stage} className="relative py-2.5">
              <span
                className="absolute inset-y-1 left-0 rounded-sm bg-accent-soft"
                style={{ width: `max(2px, ${(step.ofFirst ?? 0) * 100}%)` }}
                aria-hidden="true"
              />
              <span className="relative flex flex-wrap items-baseline justify-between gap-x-4 px-2.5">
                <span className="first-letter:uppercase">{stageLabels[step.stage]}</span>
                <span className="ml-auto flex items-baseline gap-3 tabular-nums">
                  {step.ofBefore === null ? null : (
                    <span className="text-ink-muted text-sm">
                      {formatPercent(step.ofBefore)}
                      {step.medianMs === null ? "" : `, median ${formatDuration(step.medianMs)}`}
                    </span>
                  )}
                  <span className="min-w-14 text-right font-semibold">{formatNumber(step.reached)}</span>
                </span>
              </span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
