import { Share2 } from "lucide-react";
import type { Metadata } from "next";
import { BarList } from "@/components/charts/bar-chart";
import { readAddress, type Search } from "@/components/reports/address";
import { ReportForm } from "@/components/reports/report-form";
import { ReportPage } from "@/components/reports/report-page";
import { WhoLink } from "@/components/reports/who-table";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Stat, StatRow } from "@/components/ui/stat";
import { DataTable } from "@/components/ui/table";
import { requireStaff } from "@/lib/access/require-staff";
import { formatNumber, formatPercent } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { listPresets } from "@/lib/reports/list-presets";
import { referralsReport } from "@/lib/reports/referrals";
import type { ReferralsResult } from "@/lib/reports/schema";
import { runPageReport } from "../run-page-report";

export const metadata: Metadata = { title: "Referrals" };

const shownReferrers = 50;

/** Who brings whom: invites and listings as sources. */
export default async function ReferralsPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requireStaff("viewer", "devrel", "marketing", "success");
  const query = readAddress(await searchParams);
  const { result, errors } = await runPageReport(referralsReport, query);
  return (
    <ReportPage
      title="Referrals"
      description="Developers who bring developers: by an invitation, or by an app in the showcase."
      report="referrals"
      query={query}
      errors={errors}
    >
      {result ? (
        <>
          <ReportForm page={paths.staff.referrals} query={query} period={result.period} presets={listPresets()} />
          <Referrals result={result} />
        </>
      ) : null}
    </ReportPage>
  );
}

function Referrals({ result }: { result: ReferralsResult }) {
  const two = { maximumFractionDigits: 2 };
  return (
    <div className="space-y-5">
      <StatRow>
        <Stat
          label="K-factor"
          value={result.kFactor === null ? "–" : formatNumber(result.kFactor, two)}
          note="invites per person × share accepted"
        />
        <Stat
          label="Invites sent"
          value={formatNumber(result.invites)}
          note={
            result.invitesPerPerson === null ? undefined : `${formatNumber(result.invitesPerPerson, two)} per person`
          }
        />
        <Stat
          label="Accepted"
          value={formatNumber(result.accepted)}
          note={result.acceptance === null ? undefined : `${formatPercent(result.acceptance)} of those sent`}
        />
        <Stat
          label="Sign-ups through an invite or a listing"
          value={formatNumber(result.referredSignUps)}
          note="with one among the touches before"
        />
      </StatRow>
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <Card className="min-w-0">
          <CardHeader
            title="Who invites"
            description={`Counts of the period; the last column of all time.${
              result.referrers.length > shownReferrers
                ? ` The first ${shownReferrers} of ${formatNumber(result.referrers.length)}: the CSV has all.`
                : ""
            }`}
          />
          {result.referrers.length ? (
            <DataTable
              caption="Who invites"
              rows={result.referrers.slice(0, shownReferrers)}
              rowKey={(row) => row.id}
              columns={[
                { header: "Who", cell: (row) => <WhoLink who={{ kind: "person", ...row }} stage="invite_sent" /> },
                { header: "Sent", numeric: true, cell: (row) => formatNumber(row.sent) },
                { header: "Accepted", numeric: true, cell: (row) => formatNumber(row.accepted) },
                { header: "In the sandbox", numeric: true, cell: (row) => formatNumber(row.sandbox) },
                { header: "Live", numeric: true, cell: (row) => formatNumber(row.live) },
                { header: "Came through them", numeric: true, cell: (row) => formatNumber(row.below) },
              ]}
            />
          ) : (
            <EmptyState icon={<Share2 />} title="Nobody has invited anybody in this period">
              Developers invite colleagues from the console&rsquo;s Team page.
            </EmptyState>
          )}
        </Card>
        <Card>
          <CardHeader title="Chains" description="How many invitations in a row led to those who accepted." />
          <CardBody>
            {result.chains.length ? (
              <BarList
                title="Chains"
                labelHeader="Invitations in a row"
                valueHeader="People"
                items={result.chains.map((one) => ({ label: String(one.depth), value: one.persons }))}
              />
            ) : (
              <p className="text-ink-muted text-sm">Nobody accepted an invitation in this period.</p>
            )}
          </CardBody>
        </Card>
      </div>
      {result.listings.length ? (
        <Card className="min-w-0">
          <CardHeader title="Listings" description="Apps of the showcase that people saw, followed, or came from." />
          <DataTable
            caption="Listings"
            rows={result.listings}
            rowKey={(row) => row.id}
            columns={[
              { header: "App", cell: (row) => row.name ?? <span className="font-mono text-sm">{row.id}</span> },
              { header: "Views", numeric: true, cell: (row) => formatNumber(row.views) },
              { header: "Clicks out", numeric: true, cell: (row) => formatNumber(row.clicks) },
              { header: "Sign-ups", numeric: true, cell: (row) => formatNumber(row.signUps) },
            ]}
          />
        </Card>
      ) : null}
    </div>
  );
}
