import { Boxes, Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { LeakNotices } from "@/components/keys/leak-notices";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { DataTable } from "@/components/ui/table";
import { mayChangeApps } from "@/lib/access/may-change-apps";
import { requirePerson } from "@/lib/access/require-person";
import { formatDay, formatNumber } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listApps } from "@/lib/keys/list-apps";
import { gatherLeaks } from "./gather-leaks";

export const metadata: Metadata = { title: "Apps and keys" };

type Props = { searchParams: Promise<{ from?: string | string[] }> };

export default async function AppsPage({ searchParams }: Props) {
  // The page that sends somebody here to make a key goes along to where it is made.
  const [from] = [(await searchParams).from].flat();
  const person = await requirePerson(paths.console.apps);
  const [apps, leaks] = await Promise.all([listApps(postgres(), person.companyId), gatherLeaks(person.companyId)]);
  const create = mayChangeApps(person.companyRole) ? (
    <LinkButton
      variant="primary"
      href={from ? `${paths.console.newApp}?${new URLSearchParams({ from })}` : paths.console.newApp}
      icon={<Plus className="size-4" aria-hidden="true" />}
    >
      New app
    </LinkButton>
  ) : undefined;
  return (
    <>
      <PageHeader
        title="Apps and keys"
        description="An app is what you build. It owns its keys, gets certified and can be shown in the showcase."
        actions={apps.length ? create : undefined}
      />
      <LeakNotices leaks={leaks} />
      <Card>
        <DataTable
          caption="Apps"
          rows={apps}
          rowKey={(app) => app.id}
          empty={
            <EmptyState icon={<Boxes />} title="No app yet" action={create}>
              Name what you are building, and its first sandbox key is one click away.
            </EmptyState>
          }
          columns={[
            {
              header: "App",
              cell: (app) => (
                <>
                  <Link href={paths.console.app(app.id, { from })} className="font-medium">
                    {app.name}
                  </Link>
                  {app.description ? <p className="line-clamp-1 text-ink-muted text-sm">{app.description}</p> : null}
                </>
              ),
            },
            { header: "Keys", numeric: true, cell: (app) => formatNumber(app.keyCount) },
            { header: "Created", cell: (app) => <span className="whitespace-nowrap">{formatDay(app.createdAt)}</span> },
          ]}
        />
      </Card>
    </>
  );
}
