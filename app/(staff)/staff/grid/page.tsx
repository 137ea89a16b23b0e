import type { Metadata } from "next";
import { readAddress, type Search } from "@/components/reports/address";
import { GridCellCard } from "@/components/reports/grid-cell";
import { ReportForm } from "@/components/reports/report-form";
import { ReportPage } from "@/components/reports/report-page";
import { requireStaff } from "@/lib/access/require-staff";
import { paths } from "@/lib/base/paths";
import { gridReport } from "@/lib/reports/grid";
import { listPresets } from "@/lib/reports/list-presets";
import { runPageReport } from "../run-page-report";

export const metadata: Metadata = { title: "Grid" };

/** Who x where: the same journey counted by person and by company, on the web and on the API. */
export default async function GridPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requireStaff("viewer", "devrel", "marketing", "success");
  const query = readAddress(await searchParams);
  const { result, errors } = await runPageReport(gridReport, query);
  return (
    <ReportPage
      title="Grid"
      description="People and companies, web and API: who began in the period, and how far they had come by its end. Percentages are of the step before."
      report="grid"
      query={query}
      errors={errors}
    >
      {result ? (
        <>
          <ReportForm page={paths.staff.grid} query={query} period={result.period} presets={listPresets()} />
          <div className="grid items-start gap-5 lg:grid-cols-2">
            {result.cells.map((cell) => (
              <GridCellCard key={cell.id} cell={cell} />
            ))}
          </div>
        </>
      ) : null}
    </ReportPage>
  );
}
