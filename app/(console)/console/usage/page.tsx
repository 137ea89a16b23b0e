import { ChartColumn, Download } from "lucide-react";
import type { Metadata } from "next";
import { BarChart } from "@/components/charts/bar-chart";
import { Method } from "@/components/ui/badge";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Stat, StatRow } from "@/components/ui/stat";
import { DataTable } from "@/components/ui/table";
import { QuotaCard } from "@/components/usage/quota-card";
import { RangeLinks } from "@/components/usage/range-links";
import { requirePerson } from "@/lib/access/require-person";
import { now } from "@/lib/base/clock";
import { formatDay, formatNumber, formatPercent } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { getPlan } from "@/lib/plans/get-plan";
import { billingRoles } from "@/lib/plans/schema";
import { countMonthlyCalls } from "@/lib/usage/count-monthly-calls";
import { getUsageSeries } from "@/lib/usage/get-usage-series";
import { listRoutes } from "@/lib/usage/list-routes";
import { rangeDays, readRange } from "./read-range";

export const metadata: Metadata = { title: "Usage" };

export default async function UsagePage({
  searchParams,
}: {
  searchParams: Promise<{ days?: string; environment?: string }>;
}) {
  const person = await requirePerson(paths.console.usage);
  const range = readRange(await searchParams);
  const { companyId } = person;
  const monthStart = new Date(Date.UTC(now().getUTCFullYear(), now().getUTCMonth(), 1));
  const [points, routes, plan, monthCalls] = await Promise.all([
    getUsageSeries({ companyId, grain: "day", ...range }),
    listRoutes({ companyId, from: range.from, to: range.to, environment: range.environment, limit: 20 }),
    getPlan(postgres(), companyId),
    countMonthlyCalls(companyId, monthStart),
  ]);
  const sum = (read: (point: (typeof points)[number]) => number) =>
    points.reduce((total, point) => total + read(point), 0);
  const calls = sum((point) => point.calls);
  const failed = sum((point) => point.byStatusClass[4] + point.byStatusClass[5]);
  const query = new URLSearchParams({
    days: String(range.days),
    ...(range.environment ? { environment: range.environment } : {}),
  });

  return (
    <>
      <PageHeader
        title="Usage"
        description={`${formatDay(range.from)} to today, in UTC.`}
        actions={
          <>
            <RangeLinks days={range.days} choices={rangeDays} environment={range.environment} />
            <LinkButton
              href={`${paths.console.usage}/export?${query}`}
              prefetch={false}
              icon={<Download className="size-4" aria-hidden="true" />}
            >
              CSV
            </LinkButton>
          </>
        }
      />
      <StatRow className="mb-5">
        <Stat label="Calls" value={formatNumber(calls)} />
        <Stat
          label="Errors (4xx and 5xx)"
          value={calls ? formatPercent(failed / calls) : "–"}
          note={calls ? `${formatNumber(failed)} calls` : undefined}
        />
        <Stat
          label="Valuable calls"
          value={formatNumber(sum((point) => point.valuableCalls))}
          note="Live calls that do what the API is for"
        />
        <Stat
          label="Metered units"
          value={formatNumber(
            sum((point) => point.quantity),
            { maximumFractionDigits: 2 },
          )}
        />
      </StatRow>
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0 space-y-5">
          <Card>
            <CardHeader title="Calls by day" />
            <CardBody>
              {calls ? (
                <BarChart
                  title="Calls by day"
                  titleHidden
                  labelHeader="Day"
                  labels={points.map((point) => formatDay(point.time))}
                  series={([2, 3, 4, 5] as const)
                    .map((status) => ({
                      name: `${status}xx`,
                      values: points.map((point) => point.byStatusClass[status]),
                    }))
                    .filter((series) => series.values.some(Boolean))}
                />
              ) : (
                <EmptyState
                  icon={<ChartColumn />}
                  title="No calls in this time"
                  action={
                    <LinkButton variant="primary" href={paths.docs("quickstart")}>
                      Make a call
                    </LinkButton>
                  }
                >
                  Calls to the sandbox and the live API are counted here, by day and by status.
                </EmptyState>
              )}
            </CardBody>
          </Card>
          {routes.length ? (
            <Card>
              <CardHeader title="Routes" description="What was called most." />
              <DataTable
                caption="Calls by route"
                rows={routes}
                rowKey={(row) => `${row.method} ${row.route}`}
                columns={[
                  {
                    header: "Route",
                    cell: (row) => (
                      <span className="inline-flex items-baseline gap-2 whitespace-nowrap">
                        <Method method={row.method} />
                        <code>{row.route}</code>
                      </span>
                    ),
                  },
                  { header: "Calls", numeric: true, cell: (row) => formatNumber(row.calls) },
                  { header: "Errors", numeric: true, cell: (row) => formatPercent(row.errors / row.calls) },
                  {
                    header: "Median",
                    numeric: true,
                    className: "whitespace-nowrap",
                    cell: (row) => `${formatNumber(row.p50Ms, { maximumFractionDigits: 0 })} ms`,
                  },
                  {
                    header: "95th percentile",
                    numeric: true,
                    className: "whitespace-nowrap",
                    cell: (row) => `${formatNumber(row.p95Ms, { maximumFractionDigits: 0 })} ms`,
                  },
                ]}
              />
            </Card>
          ) : null}
        </div>
        <QuotaCard
          planName={plan.name}
          quota={plan.monthlyQuota ?? null}
          calls={monthCalls}
          month={monthStart}
          billHref={billingRoles.some((role) => role === person.companyRole) ? paths.console.billing : null}
        />
      </div>
    </>
  );
}
