import { Building2, Download } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { SearchForm } from "@/components/identity/search-form";
import { Badge } from "@/components/ui/badge";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { DataTable } from "@/components/ui/table";
import { mayEnter, requireStaff } from "@/lib/access/require-staff";
import { nowMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { formatDay, formatNumber } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listCompanies } from "@/lib/identity/list-companies";
import { periodOf } from "@/lib/plans/period";

export const metadata: Metadata = { title: "Companies" };

type Search = { search?: string; cursor?: string };

export default async function CompaniesPage({ searchParams }: { searchParams: Promise<Search> }) {
  const staff = await requireStaff();
  const { search = "", cursor } = await searchParams;
  const { data, nextCursor } = await listCompanies(postgres(), { search: search.trim(), cursor });
  const next = new URLSearchParams({ ...(search ? { search } : {}), ...(nextCursor ? { cursor: nextCursor } : {}) });

  return (
    <>
      <PageHeader
        title="Companies"
        description="Groups of people that own apps and keys, newest first."
        actions={
          <>
            <SearchForm action={paths.staff.companies} value={search} label="Name, domain or organisation" />
            {portal.plans.length && mayEnter(staff.staffRole, ["success"]) ? (
              <LinkButton
                href={paths.staff.billsExport(periodOf(nowMs()))}
                prefetch={false}
                icon={<Download className="size-4" aria-hidden="true" />}
              >
                Bills of this month
              </LinkButton>
            ) : null}
          </>
        }
      />
      <Card>
        <DataTable
          caption="Companies"
          rows={data}
          rowKey={(company) => company.id}
          empty={
            <EmptyState icon={<Building2 />} title={search ? "No company like that" : "No companies yet"}>
              {search ? "Try part of a name or domain." : "The first sign-up brings the first company."}
            </EmptyState>
          }
          columns={[
            {
              header: "Name",
              cell: (company) => (
                <span className="flex items-center gap-2">
                  <Link href={paths.staff.company(company.id)} className="font-medium">
                    {company.name}
                  </Link>
                  {company.kind === "personal" ? <Badge>personal</Badge> : null}
                </span>
              ),
            },
            {
              header: "Known by",
              cell: (company) => company.identifiers.map((identifier) => identifier.value).join(", ") || "–",
            },
            { header: "Members", numeric: true, cell: (company) => formatNumber(company._count.memberships) },
            { header: "Apps", numeric: true, cell: (company) => formatNumber(company._count.apps) },
            {
              header: "Since",
              cell: (company) => <span className="whitespace-nowrap">{formatDay(company.createdAt)}</span>,
            },
          ]}
        />
        <Pagination nextHref={nextCursor ? `${paths.staff.companies}?${next}` : undefined} />
      </Card>
    </>
  );
}
