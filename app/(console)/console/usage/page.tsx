import { ChartColumn, Download } from "lucide-react";
import type { Metadata } from "next";
import { BarChart } from "@/components/charts/bar-chart";
import { LineChart } from "@/components/charts/line-chart";
import { Method } from "@/components/ui/badge";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { DataTable } from "@/components/ui/table";
import { ErrorList } from "@/components/usage/error-list";
import { QuotaCard } from "@/components/usage/quota-card";
import { ChartLinks, RangeLinks, type UsageAddress } from "@/components/usage/range-links";
import { UsageStats } from "@/components/usage/usage-stats";
import { requirePerson } from "@/lib/access/require-person";
import { dayMs, now, nowMs } from "@/lib/base/clock";
import { formatDay, formatNumber, formatPercent } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listKeys } from "@/lib/keys/list-keys";
import type { Note } from "@/lib/notes/schema";
import { getPlan } from "@/lib/plans/get-plan";
import { billingRoles } from "@/lib/plans/schema";
import { gatherPublicNotes } from "@/lib/reports/gather-notes";
import { countMonthlyCalls } from "@/lib/usage/count-monthly-calls";
import { getLatencySeries } from "@/lib/usage/get-latency-series";
import { getUsageBreakdown } from "@/lib/usage/get-usage-breakdown";
import { getUsageTotals } from "@/lib/usage/get-usage-totals";
import { listErrors } from "@/lib/usage/list-errors";
import { listRoutes } from "@/lib/usage/list-routes";
import { requestLogDays } from "@/lib/usage/schema";
import { openErrorExplainer } from "../explain-error";
import { hourlyDays, periodBefore, rangeDays, readRange } from "./read-range";

export const metadata: Metadata = { title: "Usage" };

const dayOf = (time: Date) => time.toISOString().slice(0, 10);
const wholeMs = (ms: number) => `${formatNumber(ms, { maximumFractionDigits: ms < 10 ? 1 : 0 })} ms`;
/** `21 Nov, 14:00`: short enough for an axis. */
const formatHour = (time: Date) => `${formatDay(time).replace(/ \d+$/, "")}, ${time.toISOString().slice(11, 16)}`;

export default async function UsagePage({ searchParams }: { searchParams: Promise<Record<string, unknown>> }) {
  const person = await requirePerson(paths.console.usage);
  const range = readRange(await searchParams);
  const { companyId } = person;
  const { days, from, to, environment, grain, split } = range;
  const filter = { companyId, from, to, environment };
  const monthStart = new Date(Date.UTC(now().getUTCFullYear(), now().getUTCMonth(), 1));
  const [breakdown, totals, before, latency, routes, errors, keys, plan, monthCalls, explain, notes] =
    await Promise.all([
      getUsageBreakdown({ ...filter, grain, split }),
      getUsageTotals(filter),
      getUsageTotals({ ...filter, ...periodBefore(range) }),
      getLatencySeries({ ...filter, grain }),
      listRoutes({ ...filter, limit: 20 }),
      listErrors({ ...filter, limit: 15 }),
      listKeys(postgres(), { companyId, withRevoked: true, limit: 100 }),
      getPlan(postgres(), companyId),
      countMonthlyCalls(companyId, monthStart),
      openErrorExplainer(),
      gatherPublicNotes({ from: dayOf(from), to: dayOf(new Date(to.getTime() - 1)) }),
    ]);
  const address: UsageAddress = {
    days: String(days),
    environment,
    ...(grain === "hour" && days > 1 ? { grain } : {}),
    ...(split === "status" ? {} : { by: split }),
  };
  const keyNames = new Map(keys.data.map((key) => [key.id, key.name]));
  const partName = (name: string | null) => {
    if (name === null) return "Others";
    if (split === "key") return keyNames.get(name) ?? name;
    return name === "" ? "Not told" : name;
  };
  const labels = breakdown.times.map(grain === "hour" ? formatHour : formatDay);
  const chartNotes = { notes, days: breakdown.times.map(dayOf), hrefOf: (note: Note) => note.link };
  const logFrom = nowMs() - requestLogDays * dayMs;
  const title = grain === "hour" ? "Calls by hour" : "Calls by day";

  return (
    <>
      <PageHeader
        title="Usage"
        description={days === 1 ? "Today, in UTC." : `${formatDay(from)} to today, in UTC.`}
        actions={
          <>
            <RangeLinks address={address} choices={rangeDays} />
            <LinkButton
              href={`${paths.console.usage}/export?${new URLSearchParams({ days: String(days), ...(environment ? { environment } : {}) })}`}
              prefetch={false}
              icon={<Download className="size-4" aria-hidden="true" />}
            >
              CSV
            </LinkButton>
          </>
        }
      />
      <UsageStats totals={totals} before={before} days={days} />
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0 space-y-5">
          <Card>
            <CardHeader title={title} />
            <CardBody className="space-y-4">
              <ChartLinks address={address} hourly={days > 1 && days <= hourlyDays} />
              {totals.calls ? (
                <BarChart
                  title={title}
                  titleHidden
                  labelHeader={grain === "hour" ? "Hour" : "Day"}
                  labels={labels}
                  series={breakdown.parts.map((part) => ({ name: partName(part.name), values: part.values }))}
                  notes={chartNotes}
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
                  Calls to the sandbox and the live API are counted here, by status, route, key and SDK.
                </EmptyState>
              )}
            </CardBody>
          </Card>
          {totals.calls ? (
            <>
              <Card>
                <CardHeader title="Latency" description="How long calls took: half of them at most, and 19 of 20." />
                <CardBody>
                  <LineChart
                    title="Latency"
                    titleHidden
                    labelHeader={grain === "hour" ? "Hour" : "Day"}
                    labels={labels}
                    whole={false}
                    format={wholeMs}
                    height={160}
                    notes={chartNotes}
                    series={[
                      { name: "Median", values: latency.map((point) => point.p50Ms) },
                      { name: "95th percentile", values: latency.map((point) => point.p95Ms) },
                    ]}
                  />
                </CardBody>
              </Card>
              <ErrorList
                errors={errors.map((error) => ({
                  ...error,
                  lastAt: error.lastAt.toISOString(),
                  explanation: explain(error),
                  requestsHref:
                    error.lastAt.getTime() > logFrom
                      ? paths.console.requests({
                          ...{ status: error.status, method: error.method, route: error.route, environment },
                        })
                      : null,
                }))}
              />
            </>
          ) : null}
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
                  ...(["p50Ms", "p95Ms"] as const).map((name) => ({
                    header: name === "p50Ms" ? "Median" : "95th percentile",
                    numeric: true,
                    className: "whitespace-nowrap",
                    cell: (row: (typeof routes)[number]) => wholeMs(row[name]),
                  })),
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
