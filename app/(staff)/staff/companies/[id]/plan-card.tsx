import { AssignPlanForm } from "@/components/billing/assign-plan-form";
import { StripeForm } from "@/components/billing/stripe-form";
import { Badge } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { DataTable } from "@/components/ui/table";
import { nowMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { formatDay, formatMoney, formatTime, formatUnits } from "@/lib/base/format";
import { postgres } from "@/lib/base/postgres";
import { getBill } from "@/lib/plans/get-bill";
import { getBillingAccount } from "@/lib/plans/get-billing-account";
import { listAssignments } from "@/lib/plans/list-assignments";
import { listMeterExports } from "@/lib/plans/list-meter-exports";
import { oldestOpenPeriod } from "@/lib/plans/open-periods";
import { periodOf } from "@/lib/plans/period";
import { assignPlanAction, setStripeCustomerAction } from "./plan-actions";

const states = { now: "accent", later: "info", past: "neutral", replaced: "neutral" } as const;
const exportStates = { sent: "positive", pending: "info", failed: "negative" } as const;

/** What a company is on, was on and will be on; its bill so far; its way to Stripe. `mayChange`: for admins. */
export async function PlanCard({
  companyId,
  names,
  mayChange,
}: {
  companyId: string;
  names: Record<string, string>;
  mayChange: boolean;
}) {
  const db = postgres();
  const [{ planId, assignments }, account, exports, current] = await Promise.all([
    listAssignments(db, companyId),
    getBillingAccount(db, companyId),
    listMeterExports(db, companyId),
    getBill(db, companyId, periodOf(nowMs())),
  ]);
  const { plans, currency } = portal;
  const nameOf = (id: string) => plans.find((plan) => plan.id === id)?.name ?? id;
  const exported = portal.meters.some((meter) => meter.stripeEvent);
  return (
    <>
      <Card id="plan">
        <CardHeader
          title="Plan"
          description={`${nameOf(planId)}; ${formatMoney(current.bill.total, currency)} so far this month.`}
        />
        {mayChange && plans.length ? (
          <CardBody>
            <AssignPlanForm
              action={assignPlanAction.bind(null, companyId)}
              plans={plans.map(({ id, name }) => ({ id, name }))}
              current={planId}
              earliest={`${oldestOpenPeriod(nowMs())}-01`}
            />
          </CardBody>
        ) : null}
        {assignments.length ? (
          <DataTable
            caption="Plans over time"
            rows={assignments}
            rowKey={(row) => row.id}
            columns={[
              {
                header: "Plan",
                cell: (row) => (
                  <span className="flex items-center gap-2 whitespace-nowrap">
                    {nameOf(row.planId)} <Badge tone={states[row.state]}>{row.state}</Badge>
                  </span>
                ),
              },
              { header: "From", cell: (row) => <span className="whitespace-nowrap">{formatTime(row.startedAt)}</span> },
              { header: "Why", className: "min-w-48", cell: (row) => row.reason || "–" },
              {
                header: "Set",
                cell: (row) => (
                  <span className="whitespace-nowrap">
                    {formatDay(row.recordedAt)}
                    {row.actorId ? ` by ${names[row.actorId] ?? row.actorId}` : ""}
                  </span>
                ),
              },
            ]}
          />
        ) : null}
      </Card>
      {exported || account.stripeCustomerId ? (
        <Card id="stripe">
          <CardHeader
            title="Stripe"
            description={
              env().STRIPE_API_KEY
                ? "Units of closed days go to Stripe Billing meters."
                : "STRIPE_API_KEY is not set: nothing is sent until it is."
            }
          />
          {mayChange ? (
            <CardBody>
              <StripeForm
                action={setStripeCustomerAction.bind(null, companyId)}
                customerId={account.stripeCustomerId ?? ""}
              />
            </CardBody>
          ) : null}
          {exports.length ? (
            <DataTable
              caption="Last units on their way to Stripe"
              rows={exports}
              rowKey={(row) => row.id}
              columns={[
                { header: "Day", cell: (row) => <span className="whitespace-nowrap">{formatDay(row.day)}</span> },
                { header: "Meter", cell: (row) => (row.revision ? `${row.meterId} (late)` : row.meterId) },
                { header: "Units", numeric: true, cell: (row) => formatUnits(row.units) },
                {
                  header: "State",
                  cell: (row) => (
                    <>
                      <Badge tone={exportStates[row.state as keyof typeof exportStates] ?? "neutral"}>
                        {row.state}
                      </Badge>
                      {row.lastError ? <span className="block text-ink-muted text-sm">{row.lastError}</span> : null}
                    </>
                  ),
                },
              ]}
            />
          ) : null}
        </Card>
      ) : null}
    </>
  );
}
