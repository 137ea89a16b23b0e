import { Filter } from "lucide-react";
import type { Metadata } from "next";
import { addressWith, readAddress, type Search } from "@/components/reports/address";
import { AddressErrors } from "@/components/reports/address-errors";
import { CsvButton } from "@/components/reports/csv-button";
import { entityWords } from "@/components/reports/touch-words";
import { WhoLink } from "@/components/reports/who-table";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { DataTable } from "@/components/ui/table";
import { requireStaff } from "@/lib/access/require-staff";
import { formatDay, formatDuration, formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { funnelPeopleReport } from "@/lib/reports/funnel-people";
import { runPageReport } from "../../run-page-report";

export const metadata: Metadata = { title: "Who is in a funnel" };

/** Who stopped after a step of a funnel, or reached it; each opens to their path. */
export default async function FunnelPeoplePage({ searchParams }: { searchParams: Promise<Search> }) {
  await requireStaff("viewer", "devrel", "marketing", "success");
  const query = readAddress(await searchParams);
  // Whoever is in a group of a breakdown is in the whole as well.
  query.delete("breakdown");
  const { result, errors } = await runPageReport(funnelPeopleReport, query);
  if (!result) return <AddressErrors errors={errors} />;
  const list = paths.staff.funnelPeople;
  const none = { step: undefined, did: undefined, cursor: undefined, limit: undefined };
  const many = entityWords[result.entity].many;
  const step = result.steps[result.step - 1]?.text ?? "";
  const next = result.steps[result.step]?.text;
  const title = result.did === "stopped" && next ? `Stopped after step ${result.step}` : `Reached step ${result.step}`;
  return (
    <>
      <PageHeader
        above={
          <Breadcrumbs
            items={[{ label: "Funnel", href: addressWith(paths.staff.funnel, query, none) }, { label: title }]}
          />
        }
        title={title}
        description={`${formatDay(result.period.from)} to ${formatDay(result.period.to)}: ${many} that took ${step}${
          result.did === "stopped" && next ? ` and did not come to ${next} within the window` : ""
        }.`}
        actions={<CsvButton report="funnel-people" query={query} changes={{ limit: 1000, cursor: undefined }} />}
      />
      <Card>
        {result.data.length ? (
          <DataTable
            caption={title}
            rows={result.data}
            rowKey={(row) => row.id}
            columns={[
              { header: "Who", cell: (row) => <WhoLink who={row} /> },
              {
                header: `Took step ${result.step}`,
                cell: (row) => <span className="whitespace-nowrap">{formatTime(row.at)}</span>,
              },
              {
                header: "Since the first step",
                numeric: true,
                cell: (row) => (result.step === 1 ? "–" : formatDuration(row.tookMs)),
              },
            ]}
          />
        ) : (
          <EmptyState icon={<Filter />} title="Nobody is here">
            {result.did === "stopped"
              ? "Everybody who came to this step went on."
              : "Nobody came to this step in the period."}{" "}
            Go back to the funnel to choose another step or a longer period.
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
