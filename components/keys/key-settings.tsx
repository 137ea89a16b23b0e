"use client";

import { useActionState } from "react";
import { Card, CardBody, CardFooter, CardHeader } from "@/components/ui/card";
import { classNames } from "@/components/ui/class-names";
import { Field } from "@/components/ui/field";
import { FlashMessage } from "@/components/ui/flash-message";
import { Input, Select } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import type { KeyState } from "@/lib/keys/schema";
import { KeyFields, type KeyFieldTexts } from "./key-fields";
import { RevokeKey } from "./revoke-key";
import { SecretOnce } from "./secret-once";
import type { KeyFormState } from "./words";

type Action = (state: KeyFormState, form: FormData) => Promise<KeyFormState>;
export type EditableKey = {
  id: string;
  appId: string;
  name: string;
  start: string;
  state: KeyState;
  texts: KeyFieldTexts;
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
      <CardHeader title="Settings" description="Every edge follows a change within a second." />
      <form action={save} key={saved.savedAt}>
        <CardBody className="grid gap-5 md:grid-cols-2">
          {hidden}
          {saved.savedAt ? <FlashMessage className="mb-0 md:col-span-2">Saved.</FlashMessage> : null}
          <Field label="Name" name="name" error={saved.errors?.name}>
            {(control) => <Input {...control} defaultValue={typed("name", editable.name)} maxLength={100} />}
          </Field>
          <KeyFields kept={editable.texts} state={saved} />
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
            <RevokeKey name={editable.name} action={revoke} fields={fields} />
          </div>
        </div>
      </div>
    </Card>
  );
}
