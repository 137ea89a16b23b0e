import { Download } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { BillTable } from "@/components/billing/bill-table";
import { BudgetForm } from "@/components/billing/budget-form";
import { Badge } from "@/components/ui/badge";
import { LinkButton } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Meter } from "@/components/ui/meter";
import { PageHeader } from "@/components/ui/page-header";
import { Stat, StatRow } from "@/components/ui/stat";
import { DataTable } from "@/components/ui/table";
import { requirePerson } from "@/lib/access/require-person";
import { nowMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { formatDay, formatMoney, formatNumber, formatTime, formatUnits } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { forecastBill } from "@/lib/plans/forecast-bill";
import { getBill } from "@/lib/plans/get-bill";
import { getBillingAccount } from "@/lib/plans/get-billing-account";
import { getPlan } from "@/lib/plans/get-plan";
import { listBillAlerts } from "@/lib/plans/list-bill-alerts";
import { listBills } from "@/lib/plans/list-bills";
import { oldestOpenPeriod } from "@/lib/plans/open-periods";
import { periodBounds, periodOf, shiftPeriod } from "@/lib/plans/period";
import { countMonthlyCalls } from "@/lib/usage/count-monthly-calls";
import { saveBudgetAction } from "./actions";
import { billRows, monthName } from "./bill-rows";
import { maySeeBills, NoBills } from "./may-see-bills";

export const metadata: Metadata = { title: "Bill" };

export default async function BillingPage() {
  const person = await requirePerson(paths.console.billing);
  if (!maySeeBills(person)) return <NoBills companyName={person.companyName} />;
  const { companyId } = person;
  const db = postgres();
  const period = periodOf(nowMs());
  const [current, plan, account, alerts, bills, calls] = await Promise.all([
    getBill(db, companyId, period),
    getPlan(db, companyId),
    getBillingAccount(db, companyId),
    listBillAlerts(db, companyId, period),
    listBills(db, companyId),
    countMonthlyCalls(companyId, new Date(periodBounds(period).start)),
  ]);
  const forecast = await forecastBill(companyId, current);
  const { currency, total } = current.bill;
  const rows = billRows(current.bill, current.kept.meters);
  const before = shiftPeriod(period, -1);
  const closing = oldestOpenPeriod(nowMs()) <= before && !bills.some((bill) => bill.period === before);

  return (
    <>
      <PageHeader
        title="Bill"
        description={`${monthName(period)} so far, in UTC. Months close ${portal.billing.closeAfterDays} days after their end.`}
        actions={
          <LinkButton
            href={paths.console.billExport(period)}
            prefetch={false}
            icon={<Download className="size-4" aria-hidden="true" />}
          >
            CSV
          </LinkButton>
        }
      />
      {alerts.length ? (
        <Callout kind="warning" title="Limits reached this month" className="mb-5">
          <ul>
            {alerts.map((alert) => (
              <li key={alert.id}>
                {alert.thresholdPercent}% of the {alert.kind === "quota" ? "plan’s quota" : "budget"} (
                {alert.kind === "quota" ? `${formatUnits(alert.limit)} live calls` : formatMoney(alert.limit, currency)}
                ), noticed {formatTime(alert.at)}
              </li>
            ))}
          </ul>
        </Callout>
      ) : null}
      <StatRow className="mb-5">
        <Stat label="So far" value={formatMoney(total, currency)} note="The plan’s price of the whole month is in it" />
        <Stat
          label="Forecast"
          value={forecast ? formatMoney(forecast.total, currency) : "–"}
          note="If usage goes on as in the last 7 days"
        />
        <Stat
          label="Plan"
          value={plan.name}
          note={plan.monthlyQuota ? `Stops at ${formatNumber(plan.monthlyQuota)} live calls` : "No hard stop"}
        />
      </StatRow>
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0 space-y-5">
          <Card>
            <CardHeader
              title={monthName(period)}
              description="Open a line to see the days, keys and routes behind it."
            />
            {rows.length ? (
              <BillTable
                caption="Lines of this month’s bill"
                rows={rows}
                totalLabel="So far"
                total={formatMoney(total, currency)}
              />
            ) : (
              <EmptyState title="Nothing is charged here">This portal has no plans.</EmptyState>
            )}
          </Card>
          <Card>
            <CardHeader
              title="Past months"
              description="Closed bills never change; late usage is adjusted in the next one."
            />
            <DataTable
              caption="Past months"
              rows={[...(closing ? [{ period: before, total: null, closedAt: null, currency }] : []), ...bills]}
              rowKey={(bill) => bill.period}
              empty={
                <EmptyState title="No closed month yet">
                  {`${monthName(period)} closes on ${formatDay(current.closesAt)}, if something was used.`}
                </EmptyState>
              }
              columns={[
                {
                  header: "Month",
                  cell: (bill) => (
                    <Link href={paths.console.bill(bill.period)} className="font-medium">
                      {monthName(bill.period)}
                    </Link>
                  ),
                },
                {
                  header: "State",
                  cell: (bill) =>
                    bill.closedAt ? (
                      <span className="whitespace-nowrap text-ink-muted">closed {formatDay(bill.closedAt)}</span>
                    ) : (
                      <Badge tone="info">closing</Badge>
                    ),
                },
                {
                  header: "Amount",
                  numeric: true,
                  cell: (bill) => (bill.total === null ? "open" : formatMoney(bill.total, bill.currency)),
                },
              ]}
            />
          </Card>
        </div>
        <div className="space-y-5">
          <Card>
            <CardHeader title="Quota and budget" />
            <CardBody className="space-y-5">
              {plan.monthlyQuota ? (
                <Meter
                  label="Quota, live calls"
                  value={calls}
                  limit={plan.monthlyQuota}
                  text={`${formatNumber(calls)} of ${formatNumber(plan.monthlyQuota)}`}
                />
              ) : null}
              {account.budget ? (
                <Meter
                  label="Budget"
                  value={Number(total)}
                  limit={Number(account.budget)}
                  text={`${formatMoney(total, currency)} of ${formatMoney(account.budget, currency)}`}
                />
              ) : null}
              <BudgetForm
                action={saveBudgetAction}
                budget={account.budget ?? ""}
                thresholds={account.thresholds.join(", ")}
                currency={currency}
              />
            </CardBody>
          </Card>
          <p className="px-1 text-ink-muted text-sm">
            Sandbox calls cost nothing.{" "}
            {portal.plans.some((one) => !one.hidden) ? (
              <>
                <Link href={paths.pricing} className="text-accent underline underline-offset-4">
                  Plans and prices
                </Link>
                . {portal.name} puts you on another plan:{" "}
                {portal.links.support ? (
                  <a href={portal.links.support} className="text-accent underline underline-offset-4">
                    ask support
                  </a>
                ) : (
                  "ask them"
                )}
                .
              </>
            ) : null}
          </p>
        </div>
      </div>
    </>
  );
}
