"use client";

import Link from "next/link";
import { useActionState } from "react";
import { Card, CardBody, CardFooter, CardHeader } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { CopyableCode } from "@/components/ui/code";
import { Field, FieldGroup } from "@/components/ui/field";
import { FlashMessage } from "@/components/ui/flash-message";
import { Input, Select } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { paths } from "@/lib/base/paths";
import type { EndpointFormState } from "@/lib/sandbox/schema";

type EndpointFormProps = {
  /** None: a new one. */
  endpointId?: string;
  initial: EndpointFormState;
  apps: { id: string; name: string }[];
  /** What the API can tell of. */
  events: { name: string; summary: string }[];
  action: (state: EndpointFormState, form: FormData) => Promise<EndpointFormState>;
};

/** Makes or changes an endpoint; a new one's secret is shown once. */
export function EndpointForm({ endpointId, initial, apps, events, action }: EndpointFormProps) {
  const [state, submit] = useActionState(action, initial);
  const { typed, errors = {} } = state;
  if (state.created) return <Created {...state.created} />;
  return (
    <form action={submit}>
      {endpointId ? <input type="hidden" name="endpointId" value={endpointId} /> : null}
      {state.message ? <FlashMessage kind="alert">{state.message}</FlashMessage> : null}
      <Card key={state.revision}>
        <CardHeader title="Where and what" />
        <CardBody className="space-y-5">
          {endpointId ? (
            <input type="hidden" name="appId" value={typed.appId} />
          ) : (
            <Field label="App" name="appId" hint="Messages come from this app’s sandbox." error={errors.appId}>
              {(control) => (
                <Select {...control} className="max-w-md" defaultValue={typed.appId}>
                  {apps.map((app) => (
                    <option key={app.id} value={app.id}>
                      {app.name}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          )}
          <Field label="Address" name="url" hint="It gets a POST with JSON and must answer 2xx." error={errors.url}>
            {(control) => (
              <Input
                {...control}
                className="max-w-xl"
                type="url"
                maxLength={500}
                defaultValue={typed.url}
                placeholder="https://example.com/webhooks"
                autoComplete="off"
                spellCheck={false}
              />
            )}
          </Field>
          <FieldGroup label="Events" hint="None chosen: all of them, also those to come." error={errors.events}>
            <div className="grid gap-x-6 sm:grid-cols-2">
              {events.map((event) => (
                <Checkbox
                  key={event.name}
                  name="events"
                  value={event.name}
                  label={<span className="font-mono text-sm">{event.name}</span>}
                  hint={event.summary}
                  defaultChecked={typed.events.includes(event.name)}
                />
              ))}
            </div>
          </FieldGroup>
          <Field label="Note" name="description" hint="For your own eyes." error={errors.description} optional>
            {(control) => <Input {...control} className="max-w-xl" maxLength={200} defaultValue={typed.description} />}
          </Field>
        </CardBody>
        <CardFooter>
          <Link href={endpointId ? paths.console.webhook(endpointId) : paths.console.webhooks}>Cancel</Link>
          <SubmitButton variant="primary" pending="Saving…">
            {endpointId ? "Save" : "Add endpoint"}
          </SubmitButton>
        </CardFooter>
      </Card>
    </form>
  );
}

function Created({ endpointId, secret }: { endpointId: string; secret: string }) {
  return (
    <Card>
      <CardHeader title="The endpoint is on" />
      <CardBody className="space-y-3">
        <p>This is its signing secret, shown this once. Check each message with it.</p>
        <CopyableCode text={secret} label="Copy the signing secret" />
        <p>
          <Link href={paths.docs("webhooks")}>How to check a signature</Link>
        </p>
      </CardBody>
      <CardFooter>
        <Link href={paths.console.webhook(endpointId)}>To the endpoint, to send a test</Link>
      </CardFooter>
    </Card>
  );
}
