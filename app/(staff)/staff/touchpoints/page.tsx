import { Route } from "lucide-react";
import type { Metadata } from "next";
import { readAddress, type Search } from "@/components/reports/address";
import { AddressErrors } from "@/components/reports/address-errors";
import { CsvButton } from "@/components/reports/csv-button";
import { PathColumns } from "@/components/reports/path-columns";
import { StageChoice } from "@/components/reports/stage-choice";
import { entityWords } from "@/components/reports/touch-words";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { requireStaff } from "@/lib/access/require-staff";
import { paths } from "@/lib/base/paths";
import { stageLabels } from "@/lib/journeys/schema";
import type { TouchpointsResult } from "@/lib/reports/schema";
import { touchpointsReport } from "@/lib/reports/touchpoints";
import { runPageReport } from "../run-page-report";
import { PathChooser } from "./path-chooser";

export const metadata: Metadata = { title: "Touchpoints" };

/** The path behind one conversion, by person and by company side by side. Without one, a way to choose it. */
export default async function TouchpointsPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requireStaff("viewer", "devrel", "marketing", "success");
  const query = readAddress(await searchParams);
  if (!query.has("person") && !query.has("company")) return <PathChooser search={query.get("search") ?? ""} />;
  const { result, errors } = await runPageReport(touchpointsReport, query);
  if (!result) return <AddressErrors errors={errors} />;
  const { asked } = result;

  return (
    <>
      <PageHeader
        above={
          <Breadcrumbs
            items={[{ label: "Touchpoints", href: paths.staff.touchpoints() }, { label: asked.name ?? asked.id }]}
          />
        }
        title={asked.name ?? asked.id}
        description={
          result.stage
            ? `How this ${entityWords[asked.kind].one} got to: ${stageLabels[result.stage]}.`
            : "Not on the journey yet."
        }
        actions={
          <>
            <LinkButton
              href={asked.kind === "person" ? paths.staff.person(asked.id) : paths.staff.company(asked.id)}
              prefetch={false}
            >
              {asked.kind === "person" ? "The person" : "The company"}
            </LinkButton>
            <CsvButton report="touchpoints" query={query} />
          </>
        }
      />
      <StageChoice milestones={result.milestones} current={result.stage} query={query} />
      <Conversion result={result} />
    </>
  );
}

function Conversion({ result }: { result: TouchpointsResult }) {
  if (!result.stage) {
    return (
      <Card>
        <EmptyState icon={<Route />} title="No milestone yet">
          The path appears with the first page view, sign-up or call.
        </EmptyState>
      </Card>
    );
  }
  if (!result.person && !result.company) {
    return (
      <Card>
        <EmptyState icon={<Route />} title="This stage has not been reached">
          Choose one of those above.
        </EmptyState>
      </Card>
    );
  }
  return <PathColumns result={result} conversion={stageLabels[result.stage]} />;
}
