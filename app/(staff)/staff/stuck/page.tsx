import { Download, LifeBuoy } from "lucide-react";
import type { Metadata } from "next";
import { StuckActs, StuckNoted, StuckWhat, StuckWho } from "@/components/stuck/stuck-row";
import { Button, LinkButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { FlashMessage } from "@/components/ui/flash-message";
import { Input, Select } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { DataTable } from "@/components/ui/table";
import { mayEnter, requireStaff } from "@/lib/access/require-staff";
import { portal } from "@/lib/base/config/portal";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listStuck, listStuckChannels } from "@/lib/stuck/list-stuck";
import { causeWords, stuckCauses, stuckStates, stuckWorkers } from "@/lib/stuck/schema";
import { handleStuckAction } from "./actions";
import { readStuckFilter } from "./read-filter";

export const metadata: Metadata = { title: "Stuck" };

const done: Record<string, { text: string; alert?: true }> = {
  sent: { text: "The note is on its way." },
  already: { text: "They were written to about this before; a note comes once." },
  stopped: { text: "They want no such mails. Nothing was sent.", alert: true },
  refused: { text: "They took their consent back or ask not to be tracked. Nothing was sent.", alert: true },
  no_address: { text: "No address of theirs is known. Nothing was sent.", alert: true },
  not_found: { text: "This case is over. Nothing was sent.", alert: true },
  snooze: { text: "It comes back in seven days, if it lasts." },
  dismiss: { text: "Dismissed. It stands under Dismissed." },
  reopen: { text: "It is open again." },
};
const stateWords = { open: "Open", snoozed: "Snoozed", dismissed: "Dismissed", resolved: "They got on" } as const;

type Search = Record<string, string | string[] | undefined>;

export default async function StuckPage({ searchParams }: { searchParams: Promise<Search> }) {
  const staff = await requireStaff();
  const search = await searchParams;
  const { cursor, limit: _, ...chosen } = readStuckFilter(search);
  const [{ data, nextCursor }, channels] = await Promise.all([
    listStuck(postgres(), { ...chosen, cursor }),
    listStuckChannels(postgres()),
  ]);
  const message = typeof search.done === "string" ? done[search.done] : undefined;
  const mayWork = mayEnter(staff.staffRole, stuckWorkers);
  const query = Object.fromEntries(Object.entries(chosen).filter(([, value]) => value)) as Record<string, string>;
  const narrowed = Boolean(chosen.cause || chosen.channel || chosen.search);
  const { noCallDays, errorCalls, errorDays, stepDays, enabled, mail } = portal.stuck;

  return (
    <>
      <PageHeader
        title="Stuck"
        description={`Developers who do not get on: no call ${noCallDays} days after signing up, ${errorCalls} times the same refusal within ${errorDays} days, a step left undone for ${stepDays} days. Looked for every hour. ${mail ? "Each gets one note per cause." : "Notes go out only when you send them."}`}
        actions={
          <LinkButton
            href={paths.staff.stuckExport(query)}
            prefetch={false}
            icon={<Download className="size-4" aria-hidden="true" />}
          >
            CSV
          </LinkButton>
        }
      />
      {message ? <FlashMessage kind={message.alert ? "alert" : "done"}>{message.text}</FlashMessage> : null}
      <Card className="overflow-hidden">
        <search>
          <form
            action={paths.staff.stuck()}
            className="grid grid-cols-2 gap-x-2 gap-y-3 border-line border-b px-4 py-3 sm:flex sm:flex-wrap sm:items-end"
          >
            <Choice
              label="State"
              name="state"
              value={chosen.state}
              options={stuckStates.map((one) => [one, stateWords[one]])}
            />
            <Choice
              label="Cause"
              name="cause"
              value={chosen.cause ?? ""}
              options={[["", "Any"], ...stuckCauses.map((one): [string, string] => [one, causeWords[one]])]}
            />
            <Choice
              label="Channel"
              name="channel"
              value={chosen.channel ?? ""}
              options={[["", "Any"], ...channels.map((one): [string, string] => [one, one])]}
            />
            <Field label="Person or company" name="search" optional className="sm:w-56">
              {(control) => <Input {...control} type="search" defaultValue={chosen.search ?? ""} maxLength={100} />}
            </Field>
            <Button type="submit">Filter</Button>
            {narrowed ? (
              <LinkButton variant="ghost" href={paths.staff.stuck({ state: chosen.state })}>
                Clear
              </LinkButton>
            ) : null}
          </form>
        </search>
        <DataTable
          caption="Developers who do not get on"
          rows={data}
          rowKey={(row) => row.id}
          empty={
            <EmptyState
              icon={<LifeBuoy />}
              title={narrowed ? "Nobody like that" : enabled ? "Nobody is stuck" : "Nobody is looked for"}
            >
              {narrowed
                ? "Take a filter away to see more."
                : enabled
                  ? "Whoever signs up and makes no call, or runs into the same error again and again, appears here within the hour."
                  : "Set stuck.enabled in portal.config.ts to look for developers who do not get on."}
            </EmptyState>
          }
          columns={[
            { header: "Who", cell: (row) => <StuckWho row={row} /> },
            { header: "What, and what mends it", cell: (row) => <StuckWhat row={row} /> },
            { header: "Note", cell: (row) => <StuckNoted row={row} /> },
            ...(mayWork
              ? [
                  {
                    header: <span className="sr-only">What to do</span>,
                    cell: (row: (typeof data)[number]) => (
                      <StuckActs row={row} back={new URLSearchParams(query).toString()} action={handleStuckAction} />
                    ),
                  },
                ]
              : []),
          ]}
        />
        <Pagination
          previousHref={cursor ? paths.staff.stuck(query) : undefined}
          nextHref={nextCursor ? paths.staff.stuck({ ...query, cursor: nextCursor }) : undefined}
        />
      </Card>
    </>
  );
}

function Choice(props: { label: string; name: string; value: string; options: [string, string][] }) {
  return (
    <Field label={props.label} name={props.name} optional className="min-w-0">
      {(control) => (
        <Select {...control} defaultValue={props.value}>
          {props.options.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
