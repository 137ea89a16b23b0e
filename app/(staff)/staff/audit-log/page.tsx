import { Download } from "lucide-react";
import type { Metadata } from "next";
import { AuditFilters } from "@/components/identity/audit-filters";
import { AuditTable } from "@/components/identity/audit-table";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { requireStaff } from "@/lib/access/require-staff";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listAuditEntries } from "@/lib/events/list-audit-entries";
import { listNames } from "@/lib/identity/list-names";
import { readSearch, toFilter } from "./read-filter";

export const metadata: Metadata = { title: "Audit log" };

type Search = Record<string, string | string[] | undefined>;

export default async function AuditLogPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requireStaff("admin");
  const search = await searchParams;
  const chosen = readSearch(search);
  const cursor = typeof search.cursor === "string" ? search.cursor.slice(0, 100) : undefined;
  const db = postgres();
  const { data, nextCursor } = await listAuditEntries(db, { ...toFilter(chosen), cursor });
  const ids = data.flatMap((entry) => [entry.actorId, entry.subjectId]);
  const listed = await listNames(db, {
    personIds: ids.filter((id) => id.startsWith("per_")),
    companyIds: ids.filter((id) => id.startsWith("com_")),
  });
  const names = Object.fromEntries([...listed].map(([id, { name }]) => [id, name]));
  const download = (format: string) => `${paths.staff.auditLog()}/export?${new URLSearchParams({ ...chosen, format })}`;

  return (
    <>
      <PageHeader
        title="Audit log"
        description="Who changed what, newest first. The database refuses to change or take out an entry."
        actions={["csv", "json"].map((format) => (
          <LinkButton
            key={format}
            href={download(format)}
            prefetch={false}
            icon={<Download className="size-4" aria-hidden="true" />}
          >
            {format.toUpperCase()}
          </LinkButton>
        ))}
      />
      <Card>
        <AuditFilters chosen={chosen} />
        <AuditTable entries={data} names={names} filtered={Object.keys(chosen).length > 0} />
        <Pagination
          previousHref={cursor ? paths.staff.auditLog(chosen) : undefined}
          nextHref={nextCursor ? paths.staff.auditLog({ ...chosen, cursor: nextCursor }) : undefined}
        />
      </Card>
    </>
  );
}
