import { CalendarCheck } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { DataTable } from "@/components/ui/table";
import { TabLinks } from "@/components/ui/tabs";
import { requireStaff } from "@/lib/access/require-staff";
import { formatDay, formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { countAudits } from "@/lib/certification/count-audits";
import { listAudits } from "@/lib/certification/list-audits";
import { type AuditFilter, auditFilters } from "@/lib/certification/schema";
import { listNames } from "@/lib/identity/list-names";

export const metadata: Metadata = { title: "Audits" };

const labels: Record<AuditFilter, string> = {
  overdue: "Overdue",
  due: "Due within 30 days",
  later: "Later",
  done: "Done",
};

const empty: Record<AuditFilter, string> = {
  overdue: "Nothing is overdue.",
  due: "Nothing falls due in the next 30 days.",
  later: "Audits are planned with each certificate, 30 days before it runs out.",
  done: "Audits that were run are listed here with what was found.",
};

export default async function AuditsPage({ searchParams }: { searchParams: Promise<{ show?: string }> }) {
  await requireStaff("devrel");
  const { show: asked } = await searchParams;
  const counts = await countAudits(postgres());
  const show = auditFilters.find((filter) => filter === asked) ?? (counts.overdue ? "overdue" : "due");
  const audits = await listAudits(postgres(), show);
  const names = await listNames(postgres(), { companyIds: audits.map((audit) => audit.companyId) });
  return (
    <>
      <PageHeader
        title="Audits"
        description="Certified developers and apps are looked at again before their certificate runs out: the same checks, on that day's facts."
      />
      <TabLinks
        label="Audits"
        current={show}
        className="mb-5"
        tabs={auditFilters.map((filter) => ({
          id: filter,
          label: labels[filter],
          href: `${paths.staff.audits}?show=${filter}`,
          count: counts[filter],
        }))}
      />
      <Card className="overflow-hidden">
        <DataTable
          caption={labels[show]}
          rows={audits}
          rowKey={(audit) => audit.id}
          empty={
            <EmptyState icon={<CalendarCheck />} title={empty[show]}>
              {show === "done" ? null : "Any audit can be run early from its page."}
            </EmptyState>
          }
          columns={[
            {
              header: "Holder",
              cell: (audit) => (
                <Link href={paths.staff.audit(audit.id)} className="font-medium text-accent hover:underline">
                  {audit.holderName}
                </Link>
              ),
            },
            { header: "Kind", cell: (audit) => (audit.kind === "app" ? "App" : "Developer") },
            {
              header: "Company",
              cell: (audit) => (
                <Link href={paths.staff.company(audit.companyId)} className="hover:underline">
                  {names.get(audit.companyId)?.name ?? audit.companyId}
                </Link>
              ),
            },
            { header: "Certificate", cell: (audit) => <span className="font-mono text-sm">{audit.code}</span> },
            {
              header: show === "done" ? "Done" : "Due",
              cell: (audit) => (audit.doneAt ? formatTime(audit.doneAt) : formatDay(audit.dueAt)),
            },
            {
              header: "Result",
              cell: (audit) =>
                audit.result ? (
                  <Badge tone={audit.result === "passed" ? "positive" : "negative"} dot>
                    {audit.result === "passed" ? "Passed" : "Failed"}
                  </Badge>
                ) : show === "overdue" ? (
                  <Badge tone="warning">Overdue</Badge>
                ) : (
                  <span className="text-ink-faint">open</span>
                ),
            },
          ]}
        />
      </Card>
    </>
  );
}
