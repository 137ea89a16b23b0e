import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { TraitList } from "@/components/events/trait-list";
import { AuditTable } from "@/components/identity/audit-table";
import { Facts } from "@/components/identity/facts";
import { InviteList } from "@/components/identity/invite-list";
import { LinkLedger } from "@/components/identity/link-ledger";
import { KeyOrigins } from "@/components/keys/key-origins";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { CopyableCode } from "@/components/ui/code";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { DataTable } from "@/components/ui/table";
import { requireStaff } from "@/lib/access/require-staff";
import { formatDay, formatNumber } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listAuditEntries } from "@/lib/events/list-audit-entries";
import { listTraits } from "@/lib/events/list-traits";
import { getCompany } from "@/lib/identity/get-company";
import { listIdentityLinks } from "@/lib/identity/list-identity-links";
import { listInvites } from "@/lib/identity/list-invites";
import { listMembers } from "@/lib/identity/list-members";
import { listNames } from "@/lib/identity/list-names";
import { listApps } from "@/lib/keys/list-apps";
import { listKeys } from "@/lib/keys/list-keys";
import { PlanCard } from "./plan-card";

export const metadata: Metadata = { title: "Company" };

export default async function CompanyPage({ params }: { params: Promise<{ id: string }> }) {
  const staff = await requireStaff();
  const { id } = await params;
  const db = postgres();
  const company = await getCompany(db, id);
  if (!company) notFound();
  const [members, apps, keys, invites, links, traits, audit] = await Promise.all([
    listMembers(db, id),
    listApps(db, id),
    listKeys(db, { companyId: id, withRevoked: true, limit: 25 }),
    listInvites(db, id),
    listIdentityLinks(db, { companyId: id }),
    listTraits("company", id).catch(() => null),
    listAuditEntries(db, { companyId: id, limit: 25 }),
  ]);
  const actors = await listNames(db, { personIds: audit.data.map((entry) => entry.actorId) });
  const names = Object.fromEntries([
    ...[...actors].map(([personId, { name }]) => [personId, name]),
    ...apps.map((app) => [app.id, app.name]),
  ]);

  return (
    <>
      <PageHeader
        above={<Breadcrumbs items={[{ label: "Companies", href: paths.staff.companies }, { label: company.name }]} />}
        title={company.name}
        description={`${company.kind === "personal" ? "Somebody's own company" : "An organisation"}, here since ${formatDay(company.createdAt)}.`}
        actions={<LinkButton href={paths.staff.touchpoints({ company: id })}>How they got here</LinkButton>}
      />
      <div className="space-y-6">
        <Card>
          <CardHeader title="What" />
          <CardBody>
            <Facts
              facts={[
                ["Id", <CopyableCode key="id" text={company.id} />],
                ["Website", company.website],
                ["Members", formatNumber(company._count.memberships)],
                ["Apps", formatNumber(company._count.apps)],
                [
                  "Known by",
                  company.identifiers
                    .map(
                      ({ kind, value, verifiedAt }) =>
                        `${value} (${kind.replaceAll("_", " ")}${verifiedAt ? "" : ", not verified"})`,
                    )
                    .join(", ") || null,
                ],
              ]}
            />
          </CardBody>
        </Card>
        <PlanCard companyId={id} names={names} mayChange={staff.staffRole === "admin"} />
        <Card>
          <CardHeader title="Members" />
          <DataTable
            caption="Members"
            rows={members}
            rowKey={(member) => member.personId}
            empty={<EmptyState title="Nobody is in this company any more" />}
            columns={[
              {
                header: "Name",
                cell: (member) => (
                  <span className="flex items-center gap-2.5">
                    <Avatar name={member.name} image={member.image} />
                    <Link href={paths.staff.person(member.personId)}>
                      {member.name ?? member.githubLogin ?? member.personId}
                    </Link>
                  </span>
                ),
              },
              { header: "E-mail", cell: (member) => member.email ?? "–" },
              { header: "Role", cell: (member) => <Badge>{member.role}</Badge> },
              {
                header: "Joined",
                cell: (member) => <span className="whitespace-nowrap">{formatDay(member.joinedAt)}</span>,
              },
            ]}
          />
        </Card>
        <Card>
          <CardHeader title="Apps" />
          <DataTable
            caption="Apps"
            rows={apps}
            rowKey={(app) => app.id}
            empty={<EmptyState title="No apps yet">They appear when somebody of the company creates one.</EmptyState>}
            columns={[
              { header: "Name", cell: (app) => app.name },
              { header: "Id", cell: (app) => <CopyableCode text={app.id} /> },
              { header: "Keys", numeric: true, cell: (app) => formatNumber(app.keyCount) },
              {
                header: "Created",
                cell: (app) => <span className="whitespace-nowrap">{formatDay(app.createdAt)}</span>,
              },
            ]}
          />
        </Card>
        <Card>
          <CardHeader
            title="Keys"
            description="The newest 25, and the page of the docs or the reference that led to each."
          />
          <KeyOrigins keys={keys.data} apps={Object.fromEntries(apps.map((app) => [app.id, app.name]))} />
        </Card>
        <Card>
          <CardHeader title="Invites" />
          <InviteList invites={invites} />
        </Card>
        <Card>
          <CardHeader
            title="Traits"
            description="What was told of the company besides its name; the latest value of each."
          />
          <TraitList traits={traits} toldBy="group" />
        </Card>
        <Card>
          <CardHeader
            title="Merge ledger"
            description="Every tie between this company and a person or visitor: when, why, and the event that made it."
          />
          <LinkLedger links={links} />
        </Card>
        <Card>
          <CardHeader title="Audit log" description="The last 25 changes of the company." />
          <AuditTable entries={audit.data} names={names} />
        </Card>
      </div>
    </>
  );
}
