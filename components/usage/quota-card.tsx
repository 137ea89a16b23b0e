import Link from "next/link";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Meter } from "@/components/ui/meter";
import { formatNumber } from "@/lib/base/format";

/** How far the live calls of a month are from the plan's quota; `billHref` for those who may see the bill. */
export function QuotaCard({
  planName,
  quota,
  calls,
  month,
  billHref,
}: {
  planName: string;
  quota: number | null;
  calls: number;
  month: Date;
  billHref: string | null;
}) {
  const name = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }).format(month);
  return (
    <Card>
      <CardHeader title={name} description={`${planName} plan, live calls so far`} />
      <CardBody className="space-y-4">
        {quota === null ? (
          <p className="flex justify-between">
            <span className="text-ink-muted">Live calls</span>
            <span className="tabular-nums">{formatNumber(calls)}</span>
          </p>
        ) : (
          <Meter label="Quota" value={calls} limit={quota} text={`${formatNumber(calls)} of ${formatNumber(quota)}`} />
        )}
        {quota !== null && calls >= quota ? (
          <p className="text-negative text-sm">
            The quota is used up: live keys answer QUOTA_EXCEEDED until next month.
          </p>
        ) : null}
        <p className="text-ink-muted text-sm">
          Sandbox calls are free and never counted here.{" "}
          {billHref ? (
            <Link href={billHref} className="text-accent underline underline-offset-4">
              This month’s bill
            </Link>
          ) : null}
        </p>
      </CardBody>
    </Card>
  );
}
