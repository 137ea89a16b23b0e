import { TriangleAlert } from "lucide-react";
import { LineChart } from "@/components/charts/line-chart";
import type { ChartNotes } from "@/components/charts/place-notes";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Stat, StatRow } from "@/components/ui/stat";
import { DataTable } from "@/components/ui/table";
import { formatDay, formatNumber, formatPercent } from "@/lib/base/format";
import type { BeforeAfterFigure, BeforeAfterResult, Caution } from "@/lib/reports/before-after/schema";

const perDay = (value: number) => formatNumber(value, { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });

/** `+12.5%` per day; words where there is nothing to divide by. */
function changeText({ before, after, change }: BeforeAfterFigure): string {
  if (change === null) return before === 0 && after === 0 ? "–" : "new";
  return change === 0 ? "0%" : `${change > 0 ? "+" : "−"}${formatPercent(Math.abs(change))}`;
}

function cautionText(caution: Caution): string {
  switch (caution.kind) {
    case "incomplete":
      return caution.days === 0
        ? "No whole day has passed since: come back tomorrow."
        : `Only ${caution.days} of ${caution.asked} days have passed since. Figures are compared per day.`;
    case "short":
      return "Less than a week on the later side: weekdays alone can make this difference.";
    case "weekdays":
      return `The two sides have different weekdays (${caution.before} and ${caution.after} weekend days). Choose whole weeks.`;
    case "few":
      return `Only ${formatNumber(caution.count)} on both sides together: as likely chance as anything.`;
    case "notes":
      return `Something else happened in these days: ${caution.titles.slice(0, 5).join("; ")}${caution.titles.length > 5 ? "; and more" : ""}.`;
  }
}

/** A comparison with what speaks against it first. */
export function BeforeAfterView({ result, notes }: { result: BeforeAfterResult; notes: ChartNotes }) {
  const { figure, before, after, metric } = result;
  return (
    <div className="space-y-5">
      {result.cautions.length ? (
        <div role="note" className="rounded-lg border border-warning/30 bg-warning-soft px-4 py-2.5">
          <p className="flex items-center gap-2 font-medium">
            <TriangleAlert className="size-4 text-warning" aria-hidden="true" />
            Before you take the difference for an effect
          </p>
          <ul className="mt-1 list-disc space-y-0.5 pl-10 text-ink-muted text-sm">
            {result.cautions.map((caution) => (
              <li key={caution.kind}>{cautionText(caution)}</li>
            ))}
          </ul>
        </div>
      ) : null}
      {figure && after ? (
        <StatRow>
          <Stat
            label={`Before, ${before.days} days`}
            value={perDay(figure.beforePerDay)}
            unit="a day"
            note={`${formatNumber(figure.before)} ${metric.label}, ${formatDay(before.from)} to ${formatDay(before.to)}`}
          />
          <Stat
            label={`After, ${after.days} ${after.days === 1 ? "day" : "days"}`}
            value={perDay(figure.afterPerDay)}
            unit="a day"
            note={`${formatNumber(figure.after)} ${metric.label}, ${formatDay(after.from)} to ${formatDay(after.to)}`}
            change={{
              text: changeText(figure),
              direction: !figure.change ? "same" : figure.change > 0 ? "up" : "down",
            }}
          />
        </StatRow>
      ) : null}
      {result.series.values.length ? (
        <Card>
          <CardHeader title={`${metric.label[0]?.toUpperCase()}${metric.label.slice(1)} by day`} />
          <CardBody>
            <LineChart
              title={`${metric.label} by day`}
              titleHidden
              labelHeader="Day"
              labels={result.series.days.map((day) => formatDay(day))}
              series={[{ name: metric.label, values: result.series.values }]}
              notes={notes}
            />
          </CardBody>
        </Card>
      ) : null}
      <Card className="min-w-0">
        <CardHeader title="Every layer" description="Totals of both sides; the change is that of the figure per day." />
        <DataTable
          caption="Every layer before and after"
          rows={result.figures}
          rowKey={(row) => `${row.layer} ${row.id}`}
          columns={[
            { header: "Figure", cell: (row) => row.label },
            { header: "Before", numeric: true, cell: (row) => formatNumber(row.before, { maximumFractionDigits: 1 }) },
            { header: "After", numeric: true, cell: (row) => formatNumber(row.after, { maximumFractionDigits: 1 }) },
            { header: "Change per day", numeric: true, cell: changeText },
          ]}
          empty={<EmptyState title="Nothing to compare yet">The first whole day after it has not passed.</EmptyState>}
        />
      </Card>
    </div>
  );
}
