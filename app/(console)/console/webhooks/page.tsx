import { Webhook } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { EndpointState } from "@/components/sandbox/endpoint-state";
import { LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FlashMessage } from "@/components/ui/flash-message";
import { PageHeader } from "@/components/ui/page-header";
import { DataTable } from "@/components/ui/table";
import { mayChangeApps } from "@/lib/access/may-change-apps";
import { requirePerson } from "@/lib/access/require-person";
import { formatNumber } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listApps } from "@/lib/keys/list-apps";
import { listEndpoints } from "@/lib/sandbox/list-endpoints";

export const metadata: Metadata = { title: "Webhooks" };

type Props = { searchParams: Promise<{ done?: string }> };

export default async function WebhooksPage({ searchParams }: Props) {
  const [person, { done }] = await Promise.all([requirePerson(paths.console.webhooks), searchParams]);
  const apps = await listApps(postgres(), person.companyId);
  const endpoints = await listEndpoints(
    postgres(),
    apps.map(({ id }) => id),
  );
  const appName = new Map(apps.map(({ id, name }) => [id, name]));
  const mayAdd = mayChangeApps(person.companyRole) && apps.length > 0;
  return (
    <>
      <PageHeader
        title="Webhooks"
        description="Where your sandboxes send messages when something happens in them."
        actions={
          mayAdd ? (
            <LinkButton variant="primary" href={paths.console.newWebhook()}>
              Add endpoint
            </LinkButton>
          ) : null
        }
      />
      {done === "deleted" ? <FlashMessage>The endpoint is deleted, and its log with it.</FlashMessage> : null}
      <Card className="overflow-hidden">
        <DataTable
          caption="Endpoints"
          rows={endpoints}
          rowKey={(endpoint) => endpoint.id}
          empty={
            <EmptyState
              icon={<Webhook />}
              title="No endpoints"
              action={<LinkButton href={paths.docs("webhooks")}>How webhooks work</LinkButton>}
            >
              {apps.length
                ? "Add the address of your server. Then buy a label in the sandbox, or send a test, and the message is there."
                : "Make an app first: endpoints belong to one."}
            </EmptyState>
          }
          columns={[
            {
              header: "Address",
              cell: (endpoint) => (
                <>
                  <Link href={paths.console.webhook(endpoint.id)} className="break-all font-medium">
                    {endpoint.url}
                  </Link>
                  <span className="block text-ink-muted text-sm">
                    {endpoint.description || (endpoint.origin === "api" ? "made by a call to the sandbox" : "")}
                  </span>
                </>
              ),
            },
            { header: "App", cell: (endpoint) => appName.get(endpoint.appId) },
            {
              header: "Events",
              cell: (endpoint) => (endpoint.events.length ? `${formatNumber(endpoint.events.length)} chosen` : "all"),
            },
            { header: "State", cell: (endpoint) => <EndpointState endpoint={endpoint} /> },
            { header: "Waiting", numeric: true, cell: (endpoint) => formatNumber(endpoint.waiting) },
            { header: "Delivered", numeric: true, cell: (endpoint) => formatNumber(endpoint.delivered) },
            { header: "Given up", numeric: true, cell: (endpoint) => formatNumber(endpoint.dead) },
          ]}
        />
      </Card>
    </>
  );
}
