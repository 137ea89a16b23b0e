import { Coins } from "lucide-react";
import type { Metadata } from "next";
import { readAddress, type Search } from "@/components/reports/address";
import { CostTable } from "@/components/reports/cost-table";
import { ReportChoice, ReportForm } from "@/components/reports/report-form";
import { ReportPage } from "@/components/reports/report-page";
import { entityWords, returnLabels } from "@/components/reports/touch-words";
import { LinkButton } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Stat, StatRow } from "@/components/ui/stat";
import { requireStaff } from "@/lib/access/require-staff";
import { attributionModels, modelLabels } from "@/lib/attribution/schema";
import { formatMoney, formatNumber } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { acquisitionCostReport } from "@/lib/reports/acquisition-cost";
import { type AcquisitionCostResult, valueKinds } from "@/lib/reports/attribution/schema";
import { listPresets } from "@/lib/reports/list-presets";
import { runPageReport } from "../run-page-report";

export const metadata: Metadata = { title: "Acquisition cost" };

/** What campaigns cost per step of the journey. */
export default async function AcquisitionCostPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requireStaff("viewer", "devrel", "marketing", "success");
  const query = readAddress(await searchParams);
  // Who goes from companies to people keeps the rest of the address; an amount is no person's.
  if (query.get("entity") === "person" && query.get("returns") === "metered_amount") query.delete("returns");
  const { result, errors } = await runPageReport(acquisitionCostReport, query);
  return (
    <ReportPage
      title="Acquisition cost"
      description="What each campaign cost for a sign-up, a first call and a certified app, and what came back."
      report="acquisition-cost"
      query={query}
      errors={errors}
      actions={<LinkButton href={paths.staff.spend()}>Import spend</LinkButton>}
    >
      {result ? (
        <>
          <ReportForm
            page={paths.staff.acquisitionCost}
            query={query}
            period={result.period}
            entity={result.entity}
            presets={listPresets()}
          >
            <ReportChoice
              label="Model"
              name="model"
              choices={attributionModels.map((id) => ({ id, label: modelLabels[id].label }))}
              current={result.model}
            />
            <ReportChoice
              label="Cost of each"
              name="breakdown"
              choices={[
                { id: "campaign", label: "Campaign" },
                { id: "campaign_source", label: "Campaign and source" },
              ]}
              current={result.breakdown}
            />
            <ReportChoice
              label="Against"
              name="returns"
              choices={[
                ...(result.entity === "person" ? [{ id: "", label: "Nothing more" }] : []),
                ...valueKinds
                  .filter((id) => id !== "metered_amount" || result.entity === "company")
                  .map((id) => ({ id, label: returnLabels[id] })),
              ]}
              current={result.returns ?? ""}
            />
          </ReportForm>
          <Costs result={result} />
        </>
      ) : null}
    </ReportPage>
  );
}

function Costs({ result }: { result: AcquisitionCostResult }) {
  const { together, currency, rows } = result;
  if (rows.length === 0) {
    return (
      <Card>
        <EmptyState
          icon={<Coins />}
          title="No spend and no conversions in this period"
          action={<LinkButton href={paths.staff.spend()}>Import spend</LinkButton>}
        >
          Import what your campaigns cost, or choose a longer period.
        </EmptyState>
      </Card>
    );
  }
  const cost = (stage: keyof typeof together.stages) => together.stages[stage].cost;
  const money = (amount: string | null) => (amount === null ? "–" : formatMoney(amount, currency));
  const all = (stage: keyof typeof together.stages) =>
    `${formatNumber(together.stages[stage].conversions)} ${entityWords[result.entity].many}, however they came`;
  return (
    <div className="space-y-5">
      <StatRow>
        <Stat label="Spend" value={money(together.spend)} note="all campaigns" />
        <Stat label="A sign-up" value={money(cost("signed_up"))} note={all("signed_up")} />
        <Stat label="A first live call" value={money(cost("first_live_call"))} note={all("first_live_call")} />
        {result.returns === "metered_amount" ? (
          <Stat
            label="ROAS"
            value={together.roas === null ? "–" : formatNumber(Number(together.roas), { maximumFractionDigits: 2 })}
            note={`${money(together.value)} metered of new live companies`}
          />
        ) : null}
      </StatRow>
      <Card className="min-w-0">
        <CardHeader
          title="By campaign"
          description={`${modelLabels[result.model].label}, ${result.lookbackDays} days back. Joined by the campaign’s name, whatever its case.`}
        />
        <CostTable result={result} />
      </Card>
      <p className="text-ink-muted text-sm">
        A row without spend has no cost: nobody told what it cost. Conversions without a known touch are in no row, and
        in the numbers above.
      </p>
    </div>
  );
}
