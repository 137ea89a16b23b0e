import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { formatNumber, formatTime } from "@/lib/base/format";
import type { WorldView } from "@/lib/sandbox/schema";

const steps = [
  { seconds: 3_600, words: "an hour" },
  { seconds: 86_400, words: "a day" },
  { seconds: 604_800, words: "a week" },
  { seconds: 2_592_000, words: "30 days" },
];

type Action = (form: FormData) => Promise<void>;

/** What an app's sandbox holds and what time it is there, with its reset, snapshots and clock for who may change it. */
export function WorldCard({
  appId,
  world,
  action,
  docs,
}: {
  appId: string;
  world: WorldView;
  /** Absent: look only. */
  action?: Action;
  docs: string;
}) {
  const { clock, limits, snapshots } = world;
  const hidden = (act: string, name?: string) => (
    <>
      <input type="hidden" name="appId" value={appId} />
      <input type="hidden" name="act" value={act} />
      {name ? <input type="hidden" name="name" value={name} /> : null}
    </>
  );
  return (
    <Card id="sandbox">
      <CardHeader
        title="Sandbox"
        description="What this app’s sandbox keys share."
        actions={
          action ? (
            <ConfirmButton
              size="sm"
              title="Empty the sandbox?"
              consequence="Everything in it goes, endpoints made by calls too, and its clock is put back. Snapshots and endpoints of the console stay."
              confirm="Empty it"
              action={action}
              fields={{ appId, act: "reset" }}
            >
              Reset
            </ConfirmButton>
          ) : null
        }
      />
      <CardBody className="grid gap-6 lg:grid-cols-2">
        <dl className="grid grid-cols-[auto_1fr] content-start gap-x-5 gap-y-2.5">
          <dt className="text-ink-muted">Holds</dt>
          <dd>
            {formatNumber(world.resources)} of {formatNumber(limits.resources)} things,{" "}
            {formatNumber(Math.ceil(world.bytes / 1_024))} of {formatNumber(limits.bytes / 1_024)} KB
            {world.collections.map(({ collection, count }) => (
              <span key={collection} className="block text-ink-muted text-sm">
                <code>{collection}</code> {formatNumber(count)}
              </span>
            ))}
          </dd>
          <dt className="text-ink-muted">Its clock</dt>
          <dd>
            {formatTime(clock.now)}
            {clock.aheadMs ? (
              <span className="block text-ink-muted text-sm">{formatAhead(clock.aheadMs)} ahead of the real time</span>
            ) : null}
          </dd>
        </dl>
        <div className="space-y-5">
          {action ? (
            <form action={action} className="flex flex-wrap items-end gap-3">
              {hidden("advance")}
              <Field label="Let time go on by" name="seconds" className="min-w-40 flex-1">
                {(control) => (
                  <Select {...control}>
                    {steps.map(({ seconds, words }) => (
                      <option key={seconds} value={seconds}>
                        {words}
                      </option>
                    ))}
                  </Select>
                )}
              </Field>
              <SubmitButton variant="secondary">Advance</SubmitButton>
            </form>
          ) : null}
          {action && snapshots.length < limits.snapshots ? (
            <form action={action} className="flex flex-wrap items-end gap-3">
              {hidden("snapshot")}
              <Field label="Keep it as it is now, as" name="name" className="min-w-40 flex-1">
                {(control) => (
                  <Input
                    {...control}
                    pattern="[a-z0-9][a-z0-9_\-]{0,39}"
                    title="a-z, 0-9, - and _"
                    placeholder="before-the-test"
                    autoComplete="off"
                  />
                )}
              </Field>
              <SubmitButton variant="secondary">Take snapshot</SubmitButton>
            </form>
          ) : null}
          {snapshots.length ? (
            <ul className="divide-y divide-line">
              {snapshots.map((snapshot) => (
                <li key={snapshot.name} className="flex flex-wrap items-center justify-between gap-2 py-2">
                  <span className="min-w-0">
                    <code>{snapshot.name}</code>
                    <span className="block text-ink-muted text-sm">
                      {formatNumber(snapshot.resources)} things, {formatTime(snapshot.createdAt)}
                    </span>
                  </span>
                  {action ? (
                    <span className="flex gap-2">
                      <ConfirmButton
                        size="sm"
                        variant="secondary"
                        title={`Go back to ${snapshot.name}?`}
                        consequence="What the sandbox holds now is replaced by what it held then."
                        confirm="Restore"
                        action={action}
                        fields={{ appId, act: "restore", name: snapshot.name }}
                      >
                        Restore
                      </ConfirmButton>
                      <form action={action}>
                        {hidden("forget", snapshot.name)}
                        <SubmitButton variant="ghost" size="sm">
                          Delete
                        </SubmitButton>
                      </form>
                    </span>
                  ) : null}
                </li>
              ))}
            </ul>
          ) : null}
          <p className="text-ink-muted text-sm">
            The same by calls, and errors on demand:{" "}
            <a href={docs} className="underline">
              the sandbox
            </a>
            .
          </p>
        </div>
      </CardBody>
    </Card>
  );
}

function formatAhead(ms: number): string {
  const hours = Math.round(ms / 3_600_000);
  if (hours < 1) return `${formatNumber(Math.round(ms / 60_000))} min`;
  return hours < 48 ? `${formatNumber(hours)} h` : `${formatNumber(Math.round(hours / 24))} days`;
}
