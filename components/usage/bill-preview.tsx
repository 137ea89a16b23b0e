import Link from "next/link";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { formatMoney, formatNumber, formatUnitPrice } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";

type Plan = { name: string; monthlyPriceCents: number; includedCalls: number; monthlyQuota?: number };
type Bill = {
  lines: { kind: "plan" | "calls"; quantity: number; unitPriceMicros: number; amountCents: number }[];
  totalCents: number;
};

/** What this month costs so far, line by line, and how much of the quota is used. */
export function BillPreview({
  plan,
  bill,
  calls,
  currency,
  month,
}: {
  plan: Plan;
  bill: Bill;
  calls: number;
  currency: string;
  month: Date;
}) {
  const name = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }).format(month);
  const bound = plan.monthlyQuota ?? plan.includedCalls;
  return (
    <Card>
      <CardHeader title={name} description={`${plan.name} plan, live calls so far`} />
      <CardBody className="space-y-5">
        <div>
          <p className="flex justify-between text-sm">
            <span className="text-ink-muted">{plan.monthlyQuota ? "Quota" : "Included calls"}</span>
            <span className="tabular-nums">
              {formatNumber(calls)} of {formatNumber(bound)}
            </span>
          </p>
          <progress
            className="mt-2 block h-2 w-full appearance-none overflow-hidden rounded-full bg-hover [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-hover [&::-webkit-progress-value]:bg-accent"
            value={Math.min(calls, bound)}
            max={bound || 1}
            aria-label="Live calls of this month"
          />
          {plan.monthlyQuota && calls >= plan.monthlyQuota ? (
            <p className="mt-2 text-negative text-sm">
              The quota is used up: live keys answer QUOTA_EXCEEDED until next month.
            </p>
          ) : null}
        </div>
        <dl className="text-sm">
          {bill.lines.map((line) => (
            <div key={line.kind} className="flex justify-between gap-4 border-line border-b py-2">
              <dt className="text-ink-muted">
                {line.kind === "plan"
                  ? "Plan"
                  : `${formatNumber(line.quantity)} calls at ${formatUnitPrice(line.unitPriceMicros, currency)}`}
              </dt>
              <dd className="tabular-nums">{formatMoney(line.amountCents, currency)}</dd>
            </div>
          ))}
          <div className="flex justify-between gap-4 py-2 font-medium">
            <dt>So far</dt>
            <dd className="tabular-nums">{formatMoney(bill.totalCents, currency)}</dd>
          </div>
        </dl>
        <p className="text-ink-muted text-sm">
          Sandbox calls are free and never counted here.{" "}
          <Link href={paths.pricing} className="text-accent underline underline-offset-4">
            How prices work
          </Link>
        </p>
      </CardBody>
    </Card>
  );
}
