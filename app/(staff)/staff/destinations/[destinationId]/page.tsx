import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ActionButton } from "@/components/destinations/action-button";
import { ConversionFigures } from "@/components/destinations/conversion-figures";
import { DeliveryTable } from "@/components/destinations/delivery-table";
import { DestinationFacts } from "@/components/destinations/destination-facts";
import { DryRunPanel } from "@/components/destinations/dry-run-panel";
import { HealthBadge } from "@/components/destinations/health-badge";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { LinkButton } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { Field } from "@/components/ui/field";
import { FlashMessage } from "@/components/ui/flash-message";
import { Input } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { SubmitButton } from "@/components/ui/submit-button";
import { TabLinks } from "@/components/ui/tabs";
import { mayEnter, requireStaff } from "@/lib/access/require-staff";
import { dayMs, nowMs } from "@/lib/base/clock";
import { formatNumber, formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { countConversions } from "@/lib/destinations/conversions/count-conversions";
import { countDeliveries } from "@/lib/destinations/count-deliveries";
import { getDestination } from "@/lib/destinations/get-destination";
import { listDeliveries } from "@/lib/destinations/list-deliveries";
import { listReplays } from "@/lib/destinations/list-replays";
import { deliveryStates, destinationViewers, kindWords } from "@/lib/destinations/schema";
import {
  deleteDestinationAction,
  dryRunAction,
  replayAction,
  replayRangeAction,
  restartDestinationAction,
  rotateSecretAction,
  switchDestinationAction,
  testDestinationAction,
} from "../actions";

export const metadata: Metadata = { title: "Destination" };

const done: Record<string, { text: string; alert?: true }> = {
  created: { text: "The destination is on. What happens from now on goes there." },
  saved: { text: "Saved. It counts within a second." },
  enabled: { text: "On again. What waited is sent first." },
  disabled: { text: "Off. Nothing new is put up for it; what waits stays." },
  restarted: { text: "Started again." },
  replayed: { text: "Put up once more." },
  range: { text: "The time range is being sent again." },
  unchanged: { text: "Nothing to change." },
  bad_range: { text: "Give a beginning and a later end, neither in the future.", alert: true },
};

const madeForFiles: (typeof done)[string] = {
  text: "Made. Without credentials it sends nothing; its files can be downloaded.",
};

type Query = { state?: string; event?: string; cursor?: string; done?: string };
type Props = { params: Promise<{ destinationId: string }>; searchParams: Promise<Query> };

export default async function DestinationPage({ params, searchParams }: Props) {
  const person = await requireStaff(...destinationViewers);
  const isAdmin = person.staffRole === "admin";
  const [{ destinationId }, query] = await Promise.all([params, searchParams]);
  const db = postgres();
  const destination = await getDestination(db, destinationId);
  if (!destination) notFound();
  const state = deliveryStates.find((each) => each === query.state);
  const event = query.event?.trim() || undefined;
  const [log, counts, replays, conversions] = await Promise.all([
    listDeliveries(db, { destinationId, state, event, cursor: query.cursor }),
    countDeliveries(db, destinationId),
    listReplays(db, destinationId),
    destination.feed ? countConversions(db, destinationId) : [],
  ]);
  const dayOf = (daysAgo: number) => new Date(nowMs() - daysAgo * dayMs).toISOString().slice(0, 10);
  const here = (changes: Record<string, string | undefined>) =>
    paths.staff.destination(destinationId, { state, event, ...changes });
  const message =
    query.done === "created" && destination.fileOnly ? madeForFiles : query.done ? done[query.done] : undefined;
  const { health } = destination;
  const resting = health.restingUntil && health.restingUntil.getTime() > nowMs() ? health.restingUntil : null;
  const hidden = <input type="hidden" name="destinationId" value={destinationId} />;

  return (
    <>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-3">
            {destination.name} <HealthBadge destination={destination} nowMs={nowMs()} />
          </span>
        }
        description={`${kindWords[destination.kind].label}${destination.builtIn ? ", from the portal's settings" : ""}`}
        above={
          <Breadcrumbs
            items={[{ label: "Destinations", href: paths.staff.destinations }, { label: destination.name }]}
          />
        }
        actions={
          isAdmin && !destination.builtIn ? (
            <>
              <form action={switchDestinationAction}>
                {hidden}
                <input type="hidden" name="enabled" value={destination.enabled ? "no" : "yes"} />
                <SubmitButton variant="secondary">{destination.enabled ? "Turn off" : "Turn on"}</SubmitButton>
              </form>
              <LinkButton href={paths.staff.editDestination(destinationId)}>Change</LinkButton>
              <ConfirmButton
                title={`Delete ${destination.name}?`}
                consequence="What waits for it is not sent any more, and its log goes with it. This cannot be undone."
                confirm="Delete destination"
                action={deleteDestinationAction}
                fields={{ destinationId }}
              >
                Delete
              </ConfirmButton>
            </>
          ) : null
        }
      />
      {message ? <FlashMessage kind={message.alert ? "alert" : "done"}>{message.text}</FlashMessage> : null}
      {health.stoppedReason || resting ? (
        <Callout
          kind={health.stoppedReason ? "danger" : "warning"}
          title={health.stoppedReason ? "Nothing is sent any more" : "It fails, so it is left alone for a while"}
          className="mb-6"
        >
          <p>
            {health.stoppedReason ?? `${health.lastError ?? "It failed several times in a row"}.`}
            {resting ? ` Next try at ${formatTime(resting)}; nothing is lost meanwhile.` : ""}
          </p>
          {isAdmin ? (
            <form action={restartDestinationAction} className="mt-3">
              {hidden}
              <SubmitButton variant="secondary" size="sm">
                {health.stoppedReason ? "Start it again" : "Try now"}
              </SubmitButton>
            </form>
          ) : null}
        </Callout>
      ) : null}
      <div className="space-y-6">
        <div className="grid gap-6 lg:grid-cols-2">
          <Card>
            <CardHeader title="What goes there" />
            <CardBody>
              <DestinationFacts destination={destination} />
            </CardBody>
          </Card>
          {destination.feed && mayEnter(person.staffRole, ["marketing"]) ? (
            <Card>
              <CardHeader title="File to upload" description="In the platform's own layout, by the same rules." />
              <CardBody>
                <form action={paths.staff.destinationFile(destinationId)} className="flex flex-wrap items-end gap-3">
                  <Field label="From (UTC)" name="from">
                    {(control) => <Input {...control} type="date" required defaultValue={dayOf(30)} />}
                  </Field>
                  <Field label="to" name="to">
                    {(control) => <Input {...control} type="date" required defaultValue={dayOf(0)} />}
                  </Field>
                  <SubmitButton variant="secondary">Download CSV</SubmitButton>
                </form>
                <p className="mt-3 text-ink-muted text-sm">
                  Upload it as it is: spreadsheets change ids and times when they save. What was sent already has the
                  same id, so the platform counts it once.
                </p>
              </CardBody>
            </Card>
          ) : null}
          {isAdmin && !destination.feed ? (
            <Card>
              <CardHeader title="Try and repeat" description="The receiver gets the same ids again and can tell." />
              <CardBody className="space-y-4">
                <div className="flex flex-wrap gap-3">
                  <ActionButton
                    destinationId={destinationId}
                    label="Send a test event"
                    pending="Sending…"
                    action={testDestinationAction}
                  />
                  {destination.kind === "webhook" ? (
                    <ActionButton
                      destinationId={destinationId}
                      label="New signing secret"
                      pending="Making…"
                      action={rotateSecretAction}
                    />
                  ) : null}
                </div>
                <form action={replayRangeAction} className="flex flex-wrap items-end gap-3 border-line border-t pt-4">
                  {hidden}
                  <Field label="Send again from (UTC)" name="from">
                    {(control) => <Input {...control} type="datetime-local" />}
                  </Field>
                  <Field label="to before" name="to">
                    {(control) => <Input {...control} type="datetime-local" />}
                  </Field>
                  <SubmitButton variant="secondary">Send again</SubmitButton>
                </form>
                {replays.length ? (
                  <ul className="space-y-1 text-ink-muted text-sm">
                    {replays.map((replay) => (
                      <li key={replay.id}>
                        {formatTime(replay.from)} to {formatTime(replay.to)}: {formatNumber(replay.queued)} events{" "}
                        {replay.finishedAt ? "put up" : "so far"}
                      </li>
                    ))}
                  </ul>
                ) : null}
              </CardBody>
            </Card>
          ) : null}
        </div>
        {destination.feed ? (
          <Card className="overflow-hidden">
            <CardHeader
              title="Conversions"
              description={
                destination.fileOnly
                  ? "Without credentials nothing is sent: download files."
                  : "Looked for every minute, and once an hour all over again for what came late."
              }
            />
            <ConversionFigures
              counts={conversions}
              empty={
                destination.fileOnly
                  ? "Enter the platform's credentials under Change to have them sent, or download a file."
                  : "They show up with the first milestone that is named here. A dry run shows what would go now."
              }
            />
            {mayEnter(person.staffRole, ["marketing"]) ? (
              <CardBody className="border-line border-t">
                <DryRunPanel destinationId={destinationId} action={dryRunAction} />
              </CardBody>
            ) : null}
          </Card>
        ) : null}
        <Card className="overflow-hidden">
          <CardHeader
            title="Delivery log"
            description="Delivered events are kept for 7 days, those given up for 30."
            actions={
              isAdmin && counts.dead ? (
                <ConfirmButton
                  variant="secondary"
                  title="Send all failed again?"
                  consequence={`${formatNumber(counts.dead)} events that were given up are put up once more.`}
                  confirm="Send all again"
                  action={replayAction}
                  fields={{ destinationId }}
                >
                  Send all failed again
                </ConfirmButton>
              ) : null
            }
          />
          <CardBody className="flex flex-wrap items-end justify-between gap-4">
            <TabLinks
              label="State"
              current={state ?? "all"}
              tabs={[
                { id: "all", label: "All", href: here({ state: undefined }) },
                { id: "waiting", label: "Waiting", href: here({ state: "waiting" }), count: counts.waiting },
                { id: "delivered", label: "Delivered", href: here({ state: "delivered" }), count: counts.delivered },
                { id: "dead", label: "Given up", href: here({ state: "dead" }), count: counts.dead },
              ]}
            />
            <form className="flex items-end gap-2">
              {state ? <input type="hidden" name="state" value={state} /> : null}
              <Field label="Event" name="event" optional>
                {(control) => <Input {...control} defaultValue={event} placeholder="Name or id" />}
              </Field>
              <SubmitButton variant="secondary">Find</SubmitButton>
            </form>
          </CardBody>
          <DeliveryTable
            destinationId={destinationId}
            deliveries={log.data}
            replay={isAdmin ? replayAction : undefined}
            filtered={Boolean(state || event || query.cursor)}
            ads={destination.feed !== null}
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
