import { Split } from "lucide-react";
import type { Metadata } from "next";
import { readAddress, type Search } from "@/components/reports/address";
import { AttributionControls } from "@/components/reports/attribution-controls";
import { ModelTable } from "@/components/reports/model-table";
import { ReportPage } from "@/components/reports/report-page";
import { dimensionLabels, entityWords, valueLabels } from "@/components/reports/touch-words";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Stat, StatRow } from "@/components/ui/stat";
import { requireStaff } from "@/lib/access/require-staff";
import { attributionModels, modelLabels } from "@/lib/attribution/schema";
import { formatNumber, formatPercent } from "@/lib/base/format";
import { stageLabels } from "@/lib/journeys/schema";
import { attributionReport } from "@/lib/reports/attribution";
import type { AttributionResult } from "@/lib/reports/attribution/schema";
import { listPresets } from "@/lib/reports/list-presets";
import { runPageReport } from "../run-page-report";

export const metadata: Metadata = { title: "Attribution" };

/** Which touches led to the conversions of a period: every model side by side. */
export default async function AttributionPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requireStaff("viewer", "devrel", "marketing", "success");
  const query = readAddress(await searchParams);
  const { result, errors } = await runPageReport(attributionReport, query);

  return (
    <ReportPage
      title="Attribution"
      description="Which touches led to a conversion. Every model divides the same conversions; where they agree, you can rely on it."
      report="attribution"
      query={query}
      errors={errors}
    >
      {result ? (
        <>
          <AttributionControls query={query} asked={result} presets={listPresets()} />
          <Credits result={result} query={query} />
        </>
      ) : null}
    </ReportPage>
  );
}

function Credits({ result, query }: { result: AttributionResult; query: URLSearchParams }) {
  const { conversions, attributed } = result;
  if (conversions === 0) {
    return (
      <Card>
        <EmptyState icon={<Split />} title={`Nobody reached “${stageLabels[result.stage]}” in this period`}>
          Choose a longer period, or an earlier step of the journey as the conversion.
        </EmptyState>
      </Card>
    );
  }
  const many = entityWords[result.entity].many;
  const by = dimensionLabels[result.breakdown].toLowerCase();
  return (
    <div className="space-y-5">
      <StatRow>
        <Stat
          label={`Conversions: ${many}, ${stageLabels[result.stage]}`}
          value={formatNumber(conversions)}
          note="for the first time in the period"
        />
        <Stat
          label="With a touch before"
          value={formatNumber(attributed)}
          note={`${formatPercent(attributed / conversions)}, ${result.lookbackDays} days back`}
        />
        <Stat
          label="Without one"
          value={formatNumber(conversions - attributed)}
          note="came without a cookie, or longer ago"
        />
        {result.value ? (
          <Stat
            label={`Their ${valueLabels[result.value]}`}
            value={formatNumber(result.amount ?? 0, { maximumFractionDigits: 2 })}
            note="in the period, of everybody who converted"
          />
        ) : null}
      </StatRow>
      {attributed === 0 ? (
        <Card>
          <EmptyState icon={<Split />} title="No touch is known before these conversions">
            Look further back, or see the paths one by one under Touchpoints.
          </EmptyState>
        </Card>
      ) : (
        <>
          <Card className="min-w-0">
            <CardHeader
              title={`Conversions by ${by}`}
              description="A number opens to the conversions behind it. Columns add up to the same whole."
            />
            <ModelTable result={result} query={query} />
          </Card>
          {result.value ? (
            <Card className="min-w-0">
              <CardHeader
                title={`Their ${valueLabels[result.value]} by ${by}`}
                description="What those who converted did in the period, divided as their conversion is."
              />
              <ModelTable result={result} query={query} amounts />
            </Card>
          ) : null}
          {result.folded ? (
            <p className="text-ink-muted text-sm">
              {formatNumber(result.folded)} more values with little credit share the last row.
            </p>
          ) : null}
        </>
      )}
      <Card>
        <CardHeader title="The models" />
        <dl className="grid gap-x-8 gap-y-4 p-5 sm:grid-cols-2">
          {attributionModels.map((model) => (
            <div key={model}>
              <dt className="font-medium text-sm">{modelLabels[model].label}</dt>
              <dd className="text-ink-muted text-sm">{modelLabels[model].explanation}</dd>
            </div>
          ))}
        </dl>
      </Card>
    </div>
  );
}
