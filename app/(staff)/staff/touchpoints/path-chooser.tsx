import { Route } from "lucide-react";
import { SearchForm } from "@/components/identity/search-form";
import { WhoLink } from "@/components/reports/who-table";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { DataTable } from "@/components/ui/table";
import { formatDay } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listCompanies } from "@/lib/identity/list-companies";
import { listPersons } from "@/lib/identity/list-persons";

/** Whose path to open: the newest people and companies, or those a search finds. */
export async function PathChooser({ search }: { search: string }) {
  const wanted = { search: search.trim(), limit: 20 };
  const [persons, companies] = await Promise.all([listPersons(postgres(), wanted), listCompanies(postgres(), wanted)]);
  const nobody = (
    <EmptyState icon={<Route />} title={search ? "Nobody like that" : "Nobody has signed up yet"}>
      {search ? "Try part of a name, an address or a company." : "The first sign-up brings the first path."}
    </EmptyState>
  );
  return (
    <>
      <PageHeader
        title="Touchpoints"
        description="Every touch on the way to one conversion, and what each earns. Choose whose."
        actions={
          <SearchForm action={paths.staff.touchpoints()} value={search} label="Name, e-mail, login or company" />
        }
      />
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <Card>
          <CardHeader title="People" description={search ? "Found" : "Newest first"} />
          <DataTable
            caption="People"
            rows={persons.data}
            rowKey={(person) => person.id}
            empty={nobody}
            columns={[
              {
                header: "Name",
                cell: (person) => (
                  <WhoLink who={{ kind: "person", id: person.id, name: person.name ?? person.githubLogin }} />
                ),
              },
              { header: "Company", cell: (person) => person.company?.name ?? "–" },
              { header: "Signed up", cell: (person) => formatDay(person.createdAt) },
            ]}
          />
        </Card>
        <Card>
          <CardHeader title="Companies" description={search ? "Found" : "Newest first"} />
          <DataTable
            caption="Companies"
            rows={companies.data}
            rowKey={(company) => company.id}
            empty={nobody}
            columns={[
              {
                header: "Name",
                cell: (company) => <WhoLink who={{ kind: "company", id: company.id, name: company.name }} />,
              },
              { header: "People", numeric: true, cell: (company) => company._count.memberships },
              { header: "Since", cell: (company) => formatDay(company.createdAt) },
            ]}
          />
        </Card>
      </div>
    </>
  );
}
