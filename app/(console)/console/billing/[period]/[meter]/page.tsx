import { ChartColumn, Download } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { BarChart } from "@/components/charts/bar-chart";
import { Method } from "@/components/ui/badge";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { DataTable } from "@/components/ui/table";
import { requirePerson } from "@/lib/access/require-person";
import { dayMs, nowMs } from "@/lib/base/clock";
import { type Decimal, zero } from "@/lib/base/decimal";
import { PortalError } from "@/lib/base/errors";
import { formatDay, formatTime, formatUnits } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listKeys } from "@/lib/keys/list-keys";
import { unitWord } from "@/lib/plans/describe-price";
import { type MeterUsageRow, maxMeterRows } from "@/lib/plans/list-meter-usage";
import { gatherPublicNotes } from "@/lib/reports/gather-notes";
import { monthName } from "../../bill-rows";
import { maySeeBills, NoBills } from "../../may-see-bills";
import { readMeter } from "./read-meter";

export const metadata: Metadata = { title: "Behind a line" };

type Props = {
  params: Promise<{ period: string; meter: string }>;
  searchParams: Promise<{ from?: string | string[]; to?: string | string[] }>;
};

export default async function MeterPage({ params, searchParams }: Props) {
  const person = await requirePerson();
  if (!maySeeBills(person)) return <NoBills companyName={person.companyName} />;
  const { period, meter: meterId } = await params;
  const { companyId } = person;
  const found = await readMeter(companyId, { period, meter: meterId }, await searchParams).catch((error) => {
    if (error instanceof PortalError && error.code === "not_found") notFound();
    throw error;
  });
  const { meter, usage, from, to } = found;
  const keys = await listKeys(postgres(), { companyId, withRevoked: true, limit: 100 });
  const keyNames = new Map(keys.data.map((key) => [key.id, key.name]));
  const total = usage.reduce((sum, row) => sum.plus(row.units), zero).toFixed();
  const days = daysOf(from, to, usage);
  const [firstDay, lastDay] = [days[0]?.day, days.at(-1)?.day].map(
    (day) => day && new Date(day).toISOString().slice(0, 10),
  );
  const notes = firstDay && lastDay ? await gatherPublicNotes({ from: firstDay, to: lastDay }) : [];
  const calls = sumBy(usage, (row) => `${row.keyId} ${row.method} ${row.route}`).slice(0, 100);

  return (
    <>
      <PageHeader
        above={
          <Breadcrumbs
            items={[
              { label: "Bill", href: paths.console.billing },
              { label: monthName(period), href: paths.console.bill(period) },
              { label: meter.name },
            ]}
          />
        }
        title={meter.name}
        description={`${formatUnits(total)} ${unitWord(meter, total)}, ${formatTime(from)} to ${formatTime(to)}. ${meter.description}`}
        actions={
          <LinkButton
            href={paths.console.billMeterExport(period, meter.id, { from: from.toISOString(), to: to.toISOString() })}
            prefetch={false}
            icon={<Download className="size-4" aria-hidden="true" />}
          >
            CSV
          </LinkButton>
        }
      />
      <div className="space-y-5">
        <Card>
          <CardHeader
            title={`${meter.name} by day`}
            description={
              meter.count === "end-users" ? "End users on the first day of the month they were seen on." : undefined
            }
          />
          <CardBody>
            {usage.length ? (
              <BarChart
                title={`${meter.name} by day`}
                titleHidden
                labelHeader="Day"
                labels={days.map(({ day }) => formatDay(day))}
                series={[{ name: meter.name, values: days.map(({ units }) => Number(units)) }]}
                notes={{
                  notes,
                  days: days.map(({ day }) => new Date(day).toISOString().slice(0, 10)),
                  hrefOf: (note) => note.link,
                }}
              />
            ) : (
              <EmptyState icon={<ChartColumn />} title="Nothing was counted in this time">
                {meter.description}
              </EmptyState>
            )}
          </CardBody>
        </Card>
        {calls.length ? (
          <Card>
            <CardHeader
              title="By key and route"
              description="Open a line for its calls in the request log, which keeps seven days."
            />
            <DataTable<MeterUsageRow>
              caption={`${meter.name} by key and route`}
              rows={calls}
              rowKey={(row) => `${row.keyId} ${row.method} ${row.route}`}
              columns={[
                {
                  header: "Call",
                  cell: (row) => (
                    <Link
                      href={paths.console.requests({
                        environment: meter.environment,
                        method: row.method,
                        route: row.route,
                        key: row.keyId || undefined,
                      })}
                      className="inline-flex items-baseline gap-2 whitespace-nowrap text-ink hover:text-accent"
                    >
                      <Method method={row.method} />
                      <code>{row.route}</code>
                    </Link>
                  ),
                },
                {
                  header: "Key",
                  cell: (row) => (
                    <span className="whitespace-nowrap">{keyNames.get(row.keyId) ?? (row.keyId || "–")}</span>
                  ),
                },
                {
                  header: meter.name,
                  numeric: true,
                  cell: (row) => formatUnits(row.units),
                },
              ]}
            />
          </Card>
        ) : null}
        {usage.length >= maxMeterRows ? (
          <p className="text-ink-muted text-sm">
            These are the last {formatUnits(String(maxMeterRows))} rows of the time; open a shorter part of the month to
            see the rest.
          </p>
        ) : null}
      </div>
    </>
  );
}

/** Rows of one name as one, most first. */
function sumBy(rows: readonly MeterUsageRow[], nameOf: (row: MeterUsageRow) => string): MeterUsageRow[] {
  const sums = new Map<string, { row: MeterUsageRow; units: Decimal }>();
  for (const row of rows) {
    const name = nameOf(row);
    const sum = sums.get(name) ?? { row, units: zero };
    sums.set(name, { row, units: sum.units.plus(row.units) });
  }
  return [...sums.values()]
    .sort((one, other) => other.units.cmp(one.units))
    .map(({ row, units }) => ({ ...row, units: units.toFixed() }));
}

/** Every day of the time, those without units as zeros. */
function daysOf(from: Date, to: Date, rows: readonly MeterUsageRow[]): MeterUsageRow[] {
  const byDay = new Map(sumBy(rows, ({ day }) => day).map((row) => [row.day, row]));
  const days: MeterUsageRow[] = [];
  const first = Math.floor(from.getTime() / dayMs) * dayMs;
  for (let at = first; at < to.getTime() && at < nowMs(); at += dayMs) {
    const day = new Date(at).toISOString().slice(0, 10);
    days.push(byDay.get(day) ?? { day, keyId: "", method: "", route: "", units: "0" });
  }
  return days;
}
