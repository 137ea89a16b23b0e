import { Timer } from "lucide-react";
import type { Metadata } from "next";
import { LineChart } from "@/components/charts/line-chart";
import { readAddress, type Search } from "@/components/reports/address";
import { FirstCallTable } from "@/components/reports/first-call-table";
import { ReportChoice, ReportForm } from "@/components/reports/report-form";
import { ReportPage } from "@/components/reports/report-page";
import { firstCallGroupLabels } from "@/components/reports/touch-words";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Stat, StatRow } from "@/components/ui/stat";
import { requireStaff } from "@/lib/access/require-staff";
import { formatDuration, formatNumber, formatPercent } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { listPresets } from "@/lib/reports/list-presets";
import { type FirstCallFigures, type FirstCallResult, firstCallBounds, firstCallGroups } from "@/lib/reports/schema";
import { timeToFirstCallReport } from "@/lib/reports/time-to-first-call";
import { runPageReport } from "../run-page-report";

export const metadata: Metadata = { title: "Time to first call" };

/** From sign-up to the first 2xx call: the number an API company lives by. */
export default async function FirstCallPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requireStaff("viewer", "devrel", "marketing", "success");
  const query = readAddress(await searchParams);
  const { result, errors } = await runPageReport(timeToFirstCallReport, query);
  return (
    <ReportPage
      title="Time to first call"
      description="From sign-up to the first call answered with 2xx. Those who have not called are counted, not left out."
      report="time-to-first-call"
      query={query}
      errors={errors}
    >
      {result ? (
        <>
          <ReportForm
            page={paths.staff.firstCall}
            query={query}
            period={result.period}
            entity={result.entity}
            presets={listPresets()}
          >
            <ReportChoice
              label="Break down by"
              name="breakdown"
              choices={firstCallGroups.map((id) => ({ id, label: firstCallGroupLabels[id] }))}
              current={result.breakdown}
            />
          </ReportForm>
          <Distribution result={result} />
        </>
      ) : null}
    </ReportPage>
  );
}

function Distribution({ result }: { result: FirstCallResult }) {
  const { sandbox, live } = result;
  if (sandbox.signedUp === 0) {
    return (
      <Card>
        <EmptyState icon={<Timer />} title="Nobody signed up in this period">
          Choose a longer period.
        </EmptyState>
      </Card>
    );
  }
  const shares = (figures: FirstCallFigures) => figures.within.map((count) => count / figures.signedUp);
  return (
    <div className="space-y-5">
      <StatRow>
        <Stat label="Signed up" value={formatNumber(sandbox.signedUp)} note="in the period" />
        <FirstCallStat label="Median, sandbox" figures={sandbox} />
        <FirstCallStat label="Median, live" figures={live} />
      </StatRow>
      <Card>
        <CardHeader
          title="How many had called after"
          description="Share of all who signed up, from the first minutes on. A good quickstart shows in the left of it."
        />
        <CardBody>
          <LineChart
            title="Share that had called"
            titleHidden
            labelHeader="After"
            labels={firstCallBounds.map((bound) => bound.label)}
            series={[
              { name: "Sandbox", values: shares(sandbox) },
              { name: "Live", values: shares(live) },
            ]}
            format={formatPercent}
            whole={false}
          />
        </CardBody>
      </Card>
      <Card className="min-w-0">
        <CardHeader title={`By ${firstCallGroupLabels[result.breakdown].toLowerCase()}`} />
        <FirstCallTable result={result} />
      </Card>
    </div>
  );
}

function FirstCallStat({ label, figures }: { label: string; figures: FirstCallFigures }) {
  return (
    <Stat
      label={label}
      value={figures.medianMs === null ? "–" : formatDuration(figures.medianMs)}
      note={
        figures.p90Ms === null
          ? "nobody has called yet"
          : `90% within ${formatDuration(figures.p90Ms)}; ${formatPercent(figures.share ?? 0)} have called`
      }
    />
  );
}
