"use client";

import { useActionState } from "react";
import { Card, CardBody, CardFooter } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import type { KeyFormState } from "./words";

/** Names a new app, or changes what an existing one is called and said to do. */
export function AppForm({
  action,
  app,
  from,
}: {
  action: (state: KeyFormState, form: FormData) => Promise<KeyFormState>;
  app?: { id: string; name: string; description: string };
  /** The page that led here, passed on to where the first key is made. */
  from?: string;
}) {
  const [state, submit] = useActionState(action, {});
  return (
    <Card className="max-w-2xl">
      <form action={submit}>
        <CardBody className="space-y-5">
          {app ? <input type="hidden" name="appId" value={app.id} /> : null}
          {from ? <input type="hidden" name="from" value={from} /> : null}
          <Field
            label="Name"
            name="name"
            hint="What you build: it stands on certificates and in the showcase."
            error={state.errors?.name}
          >
            {(control) => (
              <Input {...control} defaultValue={state.typed?.name ?? app?.name} maxLength={100} autoComplete="off" />
            )}
          </Field>
          <Field
            label="What does it do?"
            name="description"
            optional
            hint="In 40 characters or more before it can be certified."
            error={state.errors?.description}
          >
            {(control) => (
              <Textarea
                {...control}
                defaultValue={state.typed?.description ?? app?.description}
                maxLength={500}
                rows={3}
              />
            )}
          </Field>
        </CardBody>
        <CardFooter>
          {state.message ? (
            <p className="mr-auto text-negative text-sm" role="alert">
              {state.message}
            </p>
          ) : null}
          <SubmitButton pending="Saving…">{app ? "Save" : "Create app"}</SubmitButton>
        </CardFooter>
      </form>
    </Card>
  );
}
