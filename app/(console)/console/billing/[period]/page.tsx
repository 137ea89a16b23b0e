import { Download } from "lucide-react";
import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { BillTable } from "@/components/billing/bill-table";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { requirePerson } from "@/lib/access/require-person";
import { nowMs } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import { formatDay, formatMoney } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { getBill } from "@/lib/plans/get-bill";
import { periodOf } from "@/lib/plans/period";
import { billRows, monthName } from "../bill-rows";
import { maySeeBills, NoBills } from "../may-see-bills";

export const metadata: Metadata = { title: "Bill of a month" };

export default async function BillPage({ params }: { params: Promise<{ period: string }> }) {
  const { period } = await params;
  const person = await requirePerson();
  if (!maySeeBills(person)) return <NoBills companyName={person.companyName} />;
  if (period === periodOf(nowMs())) redirect(paths.console.billing);
  const { bill, kept, closedAt, closesAt } = await getBill(postgres(), person.companyId, period).catch((error) => {
    if (error instanceof PortalError && error.code === "not_found") notFound();
    throw error;
  });
  return (
    <>
      <PageHeader
        above={<Breadcrumbs items={[{ label: "Bill", href: paths.console.billing }, { label: monthName(period) }]} />}
        title={monthName(period)}
        description={
          closedAt
            ? `Closed on ${formatDay(closedAt)}. It does not change any more.`
            : closesAt.getTime() > nowMs()
              ? `Still open for late usage; closes on ${formatDay(closesAt)}.`
              : "Over. A month in which something was used closes within the hour."
        }
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
      <Card>
        <BillTable
          caption={`Lines of ${monthName(period)}`}
          rows={billRows(bill, kept.meters)}
          totalLabel="Total"
          total={formatMoney(bill.total, bill.currency)}
        />
      </Card>
    </>
  );
}
