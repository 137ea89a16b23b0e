import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { EndpointForm } from "@/components/sandbox/endpoint-form";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { PageHeader } from "@/components/ui/page-header";
import { mayChangeApps } from "@/lib/access/may-change-apps";
import { requirePerson } from "@/lib/access/require-person";
import { paths } from "@/lib/base/paths";
import { saveEndpointAction } from "../../actions";
import { listEvents } from "../../list-events";
import { requireEndpoint } from "../../require-endpoint";

export const metadata: Metadata = { title: "Change endpoint" };

type Props = { params: Promise<{ endpointId: string }> };

export default async function EditWebhookPage({ params }: Props) {
  const { endpointId } = await params;
  const person = await requirePerson(paths.console.webhook(endpointId));
  const [{ endpoint }, events] = await Promise.all([requireEndpoint(endpointId, person.companyId), listEvents()]);
  if (endpoint.origin === "api" || !mayChangeApps(person.companyRole)) redirect(paths.console.webhook(endpointId));
  const { appId, url, description } = endpoint;
  return (
    <>
      <PageHeader
        title="Change endpoint"
        above={
          <Breadcrumbs
            items={[
              { label: "Webhooks", href: paths.console.webhooks },
              { label: "Endpoint", href: paths.console.webhook(endpointId) },
              { label: "Change" },
            ]}
          />
        }
      />
      <EndpointForm
        endpointId={endpointId}
        initial={{ revision: 0, typed: { appId, url, events: endpoint.events, description } }}
        apps={[]}
        events={events}
        action={saveEndpointAction}
      />
    </>
  );
}
