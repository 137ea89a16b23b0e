import type { Metadata } from "next";
import { RotateSecretForm, SendTestForm } from "@/components/sandbox/endpoint-buttons";
import { EndpointState } from "@/components/sandbox/endpoint-state";
import { WebhookLog } from "@/components/sandbox/webhook-log";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { LinkButton } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { FlashMessage } from "@/components/ui/flash-message";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { SubmitButton } from "@/components/ui/submit-button";
import { TabLinks } from "@/components/ui/tabs";
import { mayChangeApps } from "@/lib/access/may-change-apps";
import { requirePerson } from "@/lib/access/require-person";
import { formatNumber } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listWebhookDeliveries } from "@/lib/sandbox/list-webhook-deliveries";
import { changeEndpointAction, replayWebhookAction, rotateSecretAction, sendTestAction } from "../actions";
import { listEvents } from "../list-events";
import { requireEndpoint } from "../require-endpoint";

export const metadata: Metadata = { title: "Webhook endpoint" };

const done: Record<string, string> = {
  saved: "Saved.",
  enabled: "On. What waited is sent first.",
  disabled: "Off. Nothing new is put up for it; what waits stays, four days at most.",
  replayed: "Put up once more.",
  unchanged: "Nothing to change.",
};
const states = ["waiting", "delivered", "dead"] as const;

type Query = { state?: string; cursor?: string; done?: string };
type Props = { params: Promise<{ endpointId: string }>; searchParams: Promise<Query> };

export default async function WebhookPage({ params, searchParams }: Props) {
  const [{ endpointId }, query] = await Promise.all([params, searchParams]);
  const person = await requirePerson(paths.console.webhook(endpointId));
  const { endpoint, appName } = await requireEndpoint(endpointId, person.companyId);
  const state = states.find((each) => each === query.state);
  const [log, events] = await Promise.all([
    listWebhookDeliveries(postgres(), endpointId, { state, cursor: query.cursor }),
    listEvents(),
  ]);
  const mayChange = mayChangeApps(person.companyRole);
  const own = endpoint.origin === "console";
  const here = (changes: Record<string, string | undefined>) =>
    paths.console.webhook(endpointId, { state, ...changes });
  const total = endpoint.waiting + endpoint.delivered + endpoint.dead;
  const on = endpoint.enabled && !endpoint.stoppedReason;
  return (
    <>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-3">
            Endpoint <EndpointState endpoint={endpoint} />
          </span>
        }
        description={endpoint.description || undefined}
        above={<Breadcrumbs items={[{ label: "Webhooks", href: paths.console.webhooks }, { label: "Endpoint" }]} />}
        actions={
          mayChange && own ? (
            <>
              <form action={changeEndpointAction}>
                <input type="hidden" name="endpointId" value={endpointId} />
                <input type="hidden" name="change" value={on ? "disable" : "enable"} />
                <SubmitButton variant="secondary">{on ? "Turn off" : "Turn on"}</SubmitButton>
              </form>
              <LinkButton href={paths.console.editWebhook(endpointId)}>Change</LinkButton>
              <ConfirmButton
                title="Delete this endpoint?"
                consequence="What waits for it is not sent any more, and its log goes with it. This cannot be undone."
                confirm="Delete endpoint"
                action={changeEndpointAction}
                fields={{ endpointId, change: "delete" }}
              >
                Delete
              </ConfirmButton>
            </>
          ) : null
        }
      />
      {query.done && done[query.done] ? <FlashMessage>{done[query.done]}</FlashMessage> : null}
      {endpoint.stoppedReason ? (
        <Callout kind="danger" title="Nothing is sent any more" className="mb-6">
          <p>
            It {endpoint.stoppedReason}.{" "}
            {own ? "Turn it on when it wants messages again." : "Enable it by a call to the sandbox."}
          </p>
        </Callout>
      ) : null}
      <div className="space-y-6">
        <div className="grid gap-6 lg:grid-cols-2">
          <Card>
            <CardHeader title="What goes there" />
            <CardBody>
              <dl className="grid grid-cols-[auto_1fr] gap-x-5 gap-y-2.5">
                <dt className="text-ink-muted">Address</dt>
                <dd className="break-all font-mono text-sm">{endpoint.url}</dd>
                <dt className="text-ink-muted">App</dt>
                <dd>{appName}, its sandbox</dd>
                <dt className="text-ink-muted">Events</dt>
                <dd className="break-words">{endpoint.events.length ? endpoint.events.join(", ") : "all"}</dd>
                <dt className="text-ink-muted">Made</dt>
                <dd>{own ? "in the console" : "by a call to the sandbox: change or delete it by calls"}</dd>
              </dl>
            </CardBody>
          </Card>
          {mayChange ? (
            <Card>
              <CardHeader title="Try and sign" />
              <CardBody className="space-y-5">
                {events.length ? (
                  <SendTestForm
                    endpointId={endpointId}
                    events={events.map(({ name }) => name)}
                    action={sendTestAction}
                  />
                ) : null}
                <RotateSecretForm endpointId={endpointId} action={rotateSecretAction} />
              </CardBody>
            </Card>
          ) : null}
        </div>
        <Card className="overflow-hidden">
          <CardHeader
            title="Delivery log"
            description="Kept for 7 days."
            actions={
              mayChange && endpoint.dead ? (
                <ConfirmButton
                  variant="secondary"
                  title="Send all failed again?"
                  consequence={`${formatNumber(endpoint.dead)} messages that were given up are put up once more.`}
                  confirm="Send all again"
                  action={replayWebhookAction}
                  fields={{ endpointId }}
                >
                  Send all failed again
                </ConfirmButton>
              ) : null
            }
          />
          <CardBody>
            <TabLinks
              label="State"
              current={state ?? "all"}
              tabs={[
                { id: "all", label: "All", href: here({ state: undefined }), count: total },
                { id: "waiting", label: "Waiting", href: here({ state: "waiting" }), count: endpoint.waiting },
                { id: "delivered", label: "Delivered", href: here({ state: "delivered" }), count: endpoint.delivered },
                { id: "dead", label: "Given up", href: here({ state: "dead" }), count: endpoint.dead },
              ]}
            />
          </CardBody>
          <WebhookLog
            endpointId={endpointId}
            deliveries={log.data}
            filtered={Boolean(state || query.cursor)}
            replay={mayChange ? replayWebhookAction : undefined}
          />
          <Pagination
            nextHref={log.nextCursor ? here({ cursor: log.nextCursor }) : undefined}
            previousHref={query.cursor ? here({}) : undefined}
          />
        </Card>
      </div>
    </>
  );
}
