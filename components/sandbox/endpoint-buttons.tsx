"use client";

import { useActionState } from "react";
import { CopyableCode } from "@/components/ui/code";
import { Field } from "@/components/ui/field";
import { FlashMessage } from "@/components/ui/flash-message";
import { Select } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import type { EndpointActionState } from "@/lib/sandbox/schema";

type Action = (state: EndpointActionState, form: FormData) => Promise<EndpointActionState>;

/** Sends the example of an event to one endpoint. */
export function SendTestForm({ endpointId, events, action }: { endpointId: string; events: string[]; action: Action }) {
  const [state, submit] = useActionState(action, {});
  return (
    <form action={submit} className="space-y-3">
      <input type="hidden" name="endpointId" value={endpointId} />
      <div className="flex flex-wrap items-end gap-3">
        <Field label="Example message" name="type" className="min-w-56 flex-1">
          {(control) => (
            <Select {...control}>
              {events.map((event) => (
                <option key={event}>{event}</option>
              ))}
            </Select>
          )}
        </Field>
        <SubmitButton variant="secondary" pending="Sending…">
          Send test
        </SubmitButton>
      </div>
      <Said state={state} />
    </form>
  );
}

/** Gives an endpoint a new signing secret and shows it once. */
export function RotateSecretForm({ endpointId, action }: { endpointId: string; action: Action }) {
  const [state, submit] = useActionState(action, {});
  return (
    <form action={submit} className="space-y-3">
      <input type="hidden" name="endpointId" value={endpointId} />
      <SubmitButton variant="secondary" pending="Making…">
        New signing secret
      </SubmitButton>
      <p className="text-ink-muted text-sm">For 24 hours messages are signed with the old one too.</p>
      <Said state={state} />
    </form>
  );
}

function Said({ state }: { state: EndpointActionState }) {
  if (!state.done && !state.alert) return null;
  return (
    <FlashMessage kind={state.alert ? "alert" : "done"} className="mb-0">
      <p>{state.alert ?? state.done}</p>
      {state.secret ? (
        <p className="mt-2">
          <CopyableCode text={state.secret} label="Copy the signing secret" />
        </p>
      ) : null}
    </FlashMessage>
  );
}
