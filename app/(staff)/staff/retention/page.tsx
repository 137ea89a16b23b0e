import { Repeat } from "lucide-react";
import type { Metadata } from "next";
import { readAddress, type Search } from "@/components/reports/address";
import { ReportChoice, ReportForm } from "@/components/reports/report-form";
import { ReportPage } from "@/components/reports/report-page";
import { RetentionTable } from "@/components/reports/retention-table";
import { retentionGroupLabels } from "@/components/reports/touch-words";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { requireStaff } from "@/lib/access/require-staff";
import { paths } from "@/lib/base/paths";
import { listPresets } from "@/lib/reports/list-presets";
import { retentionReport } from "@/lib/reports/retention";
import { retentionGroups } from "@/lib/reports/schema";
import { runPageReport } from "../run-page-report";

export const metadata: Metadata = { title: "Retention" };

/** Of those who began in a period, who came back. */
export default async function RetentionPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requireStaff("viewer", "devrel", "marketing", "success");
  const query = readAddress(await searchParams);
  const { result, errors } = await runPageReport(retentionReport, query);
  return (
    <ReportPage
      title="Retention"
      description="Of those who began in the period, the share that was active again in each later week or month."
      report="retention"
      query={query}
      errors={errors}
    >
      {result ? (
        <>
          <ReportForm
            page={paths.staff.retention}
            query={query}
            period={result.period}
            entity={result.entity}
            presets={listPresets()}
          >
            <ReportChoice
              label="Active means"
              name="on"
              choices={[
                { id: "api", label: "Made a call" },
                { id: "visits", label: "Saw a page" },
              ]}
              current={result.on}
            />
            <ReportChoice
              label="Calls of"
              name="environment"
              choices={[
                { id: "", label: "Sandbox and live" },
                { id: "sandbox", label: "Sandbox" },
                { id: "live", label: "Live" },
              ]}
              current={result.environment ?? ""}
            />
            <ReportChoice
              label="By"
              name="grain"
              choices={[
                { id: "week", label: "Week" },
                { id: "month", label: "Month" },
              ]}
              current={result.grain}
            />
            <ReportChoice
              label="Rows"
              name="breakdown"
              choices={retentionGroups.map((id) => ({ id, label: retentionGroupLabels[id] }))}
              current={result.breakdown}
            />
          </ReportForm>
          <Card className="min-w-0">
            <CardHeader
              title={result.on === "api" ? "Active by calls" : "Active by visits"}
              description={`The first column is everybody who began; ${result.grain} 1 is the one after it.`}
            />
            {result.all.size === 0 ? (
              <EmptyState icon={<Repeat />} title="Nobody began in this period">
                {result.on === "api"
                  ? "Choose a longer period, or count visits. Live calls appear when your API reports its usage."
                  : "Choose a longer period."}
              </EmptyState>
            ) : (
              <RetentionTable result={result} />
            )}
          </Card>
        </>
      ) : null}
    </ReportPage>
  );
}
