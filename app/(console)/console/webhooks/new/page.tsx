import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { EndpointForm } from "@/components/sandbox/endpoint-form";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { PageHeader } from "@/components/ui/page-header";
import { mayChangeApps } from "@/lib/access/may-change-apps";
import { requirePerson } from "@/lib/access/require-person";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listApps } from "@/lib/keys/list-apps";
import { saveEndpointAction } from "../actions";
import { listEvents } from "../list-events";

export const metadata: Metadata = { title: "Add endpoint" };

type Props = { searchParams: Promise<{ app?: string }> };

export default async function NewWebhookPage({ searchParams }: Props) {
  const [person, { app }] = await Promise.all([requirePerson(paths.console.newWebhook()), searchParams]);
  const [apps, events] = await Promise.all([listApps(postgres(), person.companyId), listEvents()]);
  const chosen = apps.find(({ id }) => id === app) ?? apps[0];
  if (!chosen || !mayChangeApps(person.companyRole)) redirect(paths.console.webhooks);
  return (
    <>
      <PageHeader
        title="Add endpoint"
        above={<Breadcrumbs items={[{ label: "Webhooks", href: paths.console.webhooks }, { label: "Add endpoint" }]} />}
      />
      <EndpointForm
        initial={{ revision: 0, typed: { appId: chosen.id, url: "", events: [], description: "" } }}
        apps={apps.map(({ id, name }) => ({ id, name }))}
        events={events}
        action={saveEndpointAction}
      />
    </>
  );
}
