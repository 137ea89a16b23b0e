import { UserSearch } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { SearchForm } from "@/components/identity/search-form";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { DataTable } from "@/components/ui/table";
import { requireStaff } from "@/lib/access/require-staff";
import { formatDay } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listPersons } from "@/lib/identity/list-persons";

export const metadata: Metadata = { title: "People" };

type Search = { search?: string; cursor?: string };

export default async function PeoplePage({ searchParams }: { searchParams: Promise<Search> }) {
  await requireStaff();
  const { search = "", cursor } = await searchParams;
  const { data, nextCursor } = await listPersons(postgres(), { search: search.trim(), cursor });
  const next = new URLSearchParams({ ...(search ? { search } : {}), ...(nextCursor ? { cursor: nextCursor } : {}) });

  return (
    <>
      <PageHeader
        title="People"
        description="Everybody who signed up, newest first."
        actions={<SearchForm action={paths.staff.people} value={search} label="Name, e-mail, login or company" />}
      />
      <Card>
        <DataTable
          caption="People"
          rows={data}
          rowKey={(person) => person.id}
          empty={
            <EmptyState icon={<UserSearch />} title={search ? "Nobody like that" : "Nobody has signed up yet"}>
              {search ? "Try part of a name, an address or a company." : "People appear here with their first sign-in."}
            </EmptyState>
          }
          columns={[
            {
              header: "Name",
              cell: (person) => (
                <div className="flex items-center gap-2.5">
                  <Avatar name={person.name} image={person.image} />
                  <Link href={paths.staff.person(person.id)} className="font-medium">
                    {person.name ?? person.githubLogin ?? person.id}
                  </Link>
                  {person.staffRole ? <Badge tone="accent">{person.staffRole}</Badge> : null}
                </div>
              ),
            },
            { header: "E-mail", cell: (person) => person.email ?? "–" },
            { header: "GitHub", cell: (person) => person.githubLogin ?? "–" },
            {
              header: "Company",
              cell: (person) =>
                person.company ? <Link href={paths.staff.company(person.company.id)}>{person.company.name}</Link> : "–",
            },
            {
              header: "Signed up",
              cell: (person) => <span className="whitespace-nowrap">{formatDay(person.createdAt)}</span>,
            },
          ]}
        />
        <Pagination nextHref={nextCursor ? `${paths.staff.people}?${next}` : undefined} />
      </Card>
    </>
  );
}
