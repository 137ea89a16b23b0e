"use client";

import { useActionState } from "react";
import { Card, CardBody, CardFooter, CardHeader } from "@/components/ui/card";
import { classNames } from "@/components/ui/class-names";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { Field } from "@/components/ui/field";
import { FlashMessage } from "@/components/ui/flash-message";
import { Input, Select, Textarea } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import type { KeyState } from "@/lib/keys/schema";
import { SecretOnce } from "./secret-once";
import type { KeyFormState } from "./words";

type Action = (state: KeyFormState, form: FormData) => Promise<KeyFormState>;
export type EditableKey = {
  id: string;
  appId: string;
  name: string;
  start: string;
  state: KeyState;
  scopes: string[];
  allowedCidrs: string[];
  expiresAt: string;
};

/** As far down as a field's control stands below its label. */
const besideLabel = "sm:mt-[1.625rem]";

/** One key, opened: what it may, from where, until when; rolling, disabling, revoking. */
export function KeySettings({
  editable,
  update,
  rotate,
  switchKey,
  revoke,
}: {
  editable: EditableKey;
  update: Action;
  rotate: Action;
  switchKey: (form: FormData) => Promise<void>;
  revoke: (form: FormData) => Promise<void>;
}) {
  const [saved, save] = useActionState(update, {});
  const [rolled, roll] = useActionState(rotate, {});
  const fields = { appId: editable.appId, keyId: editable.id };
  const hidden = Object.entries(fields).map(([name, value]) => (
    <input key={name} type="hidden" name={name} value={value} />
  ));
  const typed = (name: string, kept: string) => saved.typed?.[name] ?? kept;
  const active = editable.state === "active";
  return (
    <Card id="key" aria-label={`Key ${editable.name}`}>
      <CardHeader title={editable.name} description={<code>{editable.start}…</code>} />
      <form action={save} key={saved.savedAt}>
        <CardBody className="grid gap-5 md:grid-cols-2">
          {hidden}
          {saved.savedAt ? (
            <FlashMessage className="mb-0 md:col-span-2">Saved. Every edge follows within a second.</FlashMessage>
          ) : null}
          <Field label="Name" name="name" error={saved.errors?.name}>
            {(control) => <Input {...control} defaultValue={typed("name", editable.name)} maxLength={100} />}
          </Field>
          <Field
            label="Expires"
            name="expiresAt"
            optional
            hint="A day, UTC. Empty: never."
            error={saved.errors?.expiresAt}
          >
            {(control) => <Input {...control} type="date" defaultValue={typed("expiresAt", editable.expiresAt)} />}
          </Field>
          <Field
            label="Scopes"
            name="scopes"
            optional
            hint="One a line, such as shipments.read or shipments.*"
            error={saved.errors?.scopes}
          >
            {(control) => (
              <Textarea
                {...control}
                rows={3}
                className="font-mono"
                defaultValue={typed("scopes", editable.scopes.join("\n"))}
              />
            )}
          </Field>
          <Field
            label="Allowed addresses"
            name="allowedCidrs"
            optional
            hint="One a line, such as 203.0.113.0/24. Empty: from anywhere."
            error={saved.errors?.allowedCidrs}
          >
            {(control) => (
              <Textarea
                {...control}
                rows={3}
                className="font-mono"
                defaultValue={typed("allowedCidrs", editable.allowedCidrs.join("\n"))}
              />
            )}
          </Field>
        </CardBody>
        <CardFooter>
          {saved.message ? (
            <p className="mr-auto text-negative text-sm" role="alert">
              {saved.message}
            </p>
          ) : null}
          <SubmitButton variant="secondary" pending="Saving…">
            Save
          </SubmitButton>
        </CardFooter>
      </form>
      <div className="border-line border-t px-5 py-4">
        <div role="status">{rolled.created ? <SecretOnce {...rolled.created} /> : null}</div>
        <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-5">
          {active ? (
            <form action={roll} className="flex flex-wrap items-start gap-2">
              {hidden}
              <Field
                label="Roll"
                name="graceSeconds"
                hint="Makes a new key with the same settings."
                error={rolled.errors?.graceSeconds ?? rolled.message}
              >
                {(control) => (
                  <Select {...control} defaultValue="86400">
                    <option value="0">Old one stops at once</option>
                    <option value="3600">Old one works one more hour</option>
                    <option value="86400">Old one works one more day</option>
                    <option value="604800">Old one works one more week</option>
                  </Select>
                )}
              </Field>
              <SubmitButton variant="secondary" pending="Rolling…" className={besideLabel}>
                Roll key
              </SubmitButton>
            </form>
          ) : (
            <p className="text-ink-muted text-sm">Only an active key can be rolled.</p>
          )}
          <div className={classNames("flex flex-wrap gap-2", active && besideLabel)}>
            {editable.state === "active" || editable.state === "disabled" ? (
              <form action={switchKey}>
                {hidden}
                <input type="hidden" name="to" value={active ? "disabled" : "enabled"} />
                <SubmitButton variant="secondary">{active ? "Disable" : "Enable"}</SubmitButton>
              </form>
            ) : null}
            <ConfirmButton
              title={`Revoke ${editable.name}?`}
              consequence="Calls with this key are refused within a second, everywhere, for good. This cannot be undone."
              confirm="Revoke key"
              action={revoke}
              fields={fields}
            >
              Revoke
            </ConfirmButton>
          </div>
        </div>
      </div>
    </Card>
  );
}
