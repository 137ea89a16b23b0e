import { Split } from "lucide-react";
import type { Metadata } from "next";
import { addressWith, readAddress, type Search } from "@/components/reports/address";
import { AddressErrors } from "@/components/reports/address-errors";
import { CsvButton } from "@/components/reports/csv-button";
import { dimensionLabels, dimensionValue, entityWords, valueLabels } from "@/components/reports/touch-words";
import { WhoLink } from "@/components/reports/who-table";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { DataTable } from "@/components/ui/table";
import { requireStaff } from "@/lib/access/require-staff";
import { modelLabels } from "@/lib/attribution/schema";
import { formatDay, formatNumber, formatPercent, formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { stageLabels } from "@/lib/journeys/schema";
import { attributedConversionsReport } from "@/lib/reports/attributed-conversions";
import { runPageReport } from "../../run-page-report";

export const metadata: Metadata = { title: "Attributed conversions" };

/** The conversions behind one cell of the attribution report; each opens to its path. */
export default async function AttributedConversionsPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requireStaff("viewer", "devrel", "marketing", "success");
  const query = readAddress(await searchParams);
  const { result, errors } = await runPageReport(attributedConversionsReport, query);
  if (!result) return <AddressErrors errors={errors} />;
  const list = paths.staff.attributedConversions;
  const report = addressWith(paths.staff.attribution(), query, {
    of: undefined,
    model: undefined,
    cursor: undefined,
    limit: undefined,
  });
  const value = query.get("value");
  const unit = value && Object.hasOwn(valueLabels, value) ? valueLabels[value as keyof typeof valueLabels] : null;

  return (
    <>
      <PageHeader
        above={
          <Breadcrumbs
            items={[{ label: "Attribution", href: report }, { label: dimensionValue(result.breakdown, result.of) }]}
          />
        }
        title={`${dimensionLabels[result.breakdown]}: ${dimensionValue(result.breakdown, result.of)}`}
        description={`${formatDay(result.period.from)} to ${formatDay(result.period.to)}, ${entityWords[result.entity].many} that ${stageLabels[result.stage]}. ${
          result.model === "markov"
            ? "Markov weighs all paths at once: these are the conversions that met it, each with its equal share."
            : `Model: ${modelLabels[result.model].label}.`
        }`}
        actions={
          <CsvButton
            report="attributed-conversions"
            query={query}
            changes={{
              limit: 1000,
              cursor: undefined,
            }}
          />
        }
      />
      <Card>
        {result.data.length ? (
          <DataTable
            caption="Conversions and their share"
            rows={result.data}
            rowKey={(row) => row.id}
            columns={[
              { header: "Who", cell: (row) => <WhoLink who={row} stage={result.stage} /> },
              { header: "When", cell: (row) => <span className="whitespace-nowrap">{formatTime(row.at)}</span> },
              { header: "Credit", numeric: true, cell: (row) => formatPercent(row.credit) },
              ...(unit
                ? [
                    {
                      header: unit.replace(/^./, (letter) => letter.toUpperCase()),
                      numeric: true,
                      cell: (row: (typeof result.data)[number]) =>
                        formatNumber(row.amount ?? 0, { maximumFractionDigits: 2 }),
                    },
                  ]
                : []),
            ]}
          />
        ) : (
          <EmptyState icon={<Split />} title="No conversion behind this cell">
            The report may have changed since: go back to it.
          </EmptyState>
        )}
        <Pagination
          previousHref={query.has("cursor") ? addressWith(list, query, { cursor: undefined }) : undefined}
          nextHref={result.nextCursor ? addressWith(list, query, { cursor: result.nextCursor }) : undefined}
        />
      </Card>
    </>
  );
}
