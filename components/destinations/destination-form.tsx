"use client";

import Link from "next/link";
import { useActionState } from "react";
import { Card, CardBody, CardFooter, CardHeader } from "@/components/ui/card";
import { Checkbox, Radio } from "@/components/ui/checkbox";
import { CopyableCode } from "@/components/ui/code";
import { Field, FieldGroup } from "@/components/ui/field";
import { FlashMessage } from "@/components/ui/flash-message";
import { Input, Select, Textarea } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { paths } from "@/lib/base/paths";
import { type DestinationFormState, type DestinationKind, kindWords } from "@/lib/destinations/schema";

type DestinationFormProps = {
  kind: DestinationKind;
  /** None: a new one. */
  destinationId?: string;
  initial: DestinationFormState;
  /** Names of the catalogue, for the preview. */
  eventNames: string[];
  action: (state: DestinationFormState, form: FormData) => Promise<DestinationFormState>;
};

/** Makes or changes a destination: where, which events, how they look. */
export function DestinationForm({ kind, destinationId, initial, eventNames, action }: DestinationFormProps) {
  const [state, submit] = useActionState(action, initial);
  const { values, errors = {} } = state;
  const { fields } = kindWords[kind];
  if (state.created) return <Created {...state.created} />;
  return (
    <form action={submit} className="space-y-6">
      <input type="hidden" name="kind" value={kind} />
      {destinationId ? <input type="hidden" name="destinationId" value={destinationId} /> : null}
      {state.message ? <FlashMessage kind="alert">{state.message}</FlashMessage> : null}
      {/* Drawn anew with every answer: what was typed is the answer's. */}
      <div key={state.revision} className="space-y-6">
        <Card>
          <CardHeader title="Where" description={kindWords[kind].about} />
          <CardBody className="space-y-4">
            <Field label="Name" name="name" hint="How it is called on these pages." error={errors.name}>
              {(control) => (
                <Input
                  {...control}
                  className="max-w-md"
                  maxLength={100}
                  defaultValue={values.name}
                  autoComplete="off"
                />
              )}
            </Field>
            {fields.map((field) => (
              <Field
                key={field.name}
                label={field.label}
                name={`setting.${field.name}`}
                hint={field.secret && destinationId ? "Kept as it is when left empty." : field.hint}
                error={errors[field.name]}
                optional={field.secret && destinationId !== undefined}
              >
                {(control) => (
                  <Input
                    {...control}
                    className="max-w-xl"
                    type={field.secret ? "password" : "text"}
                    placeholder={field.placeholder}
                    defaultValue={field.secret ? "" : values.settings[field.name]}
                    autoComplete="off"
                    spellCheck={false}
                  />
                )}
              </Field>
            ))}
          </CardBody>
        </Card>

        <Card>
          <CardHeader
            title="Which events"
            description={
              <>
                Names as in the <Link href={paths.staff.catalogue}>catalogue</Link>, one a line; <code>*</code> stands
                for any letters.
              </>
            }
          />
          <CardBody className="grid gap-5 md:grid-cols-2">
            <Field label="Send" name="events" error={errors.events}>
              {(control) => <Textarea {...control} className="font-mono text-sm" defaultValue={values.events} />}
            </Field>
            <Field label="But not" name="except" optional error={errors.except}>
              {(control) => <Textarea {...control} className="font-mono text-sm" defaultValue={values.except} />}
            </Field>
            <FieldGroup
              label="Environments"
              hint="Of keys and calls; events of no environment, such as page views, always pass."
              error={errors.environments}
            >
              {["live", "sandbox"].map((name) => (
                <Checkbox
                  key={name}
                  name="environments"
                  value={name}
                  label={name}
                  defaultChecked={values.environments.includes(name)}
                />
              ))}
            </FieldGroup>
            <FieldGroup label="Who" error={errors.audiences}>
              {[
                ["human", "People"],
                ["ai-agent", "AI agents"],
                ["bot", "Bots"],
              ].map(([value, label]) => (
                <Checkbox
                  key={value}
                  name="audiences"
                  value={value}
                  label={label}
                  defaultChecked={values.audiences.includes(value as string)}
                />
              ))}
              <Checkbox
                name="untracked"
                label="Visitors who asked not to be tracked"
                hint="Their events go without any id of the visitor."
                defaultChecked={values.untracked}
              />
            </FieldGroup>
          </CardBody>
        </Card>

        <Card>
          <CardHeader
            title="How they look"
            description="Other names, fewer properties, and what is said of the person."
          />
          <CardBody className="grid gap-5 md:grid-cols-2">
            <Field
              label="Rename events"
              name="renameEvents"
              optional
              hint="One a line: page_viewed = $pageview"
              error={errors.renameEvents}
            >
              {(control) => <Textarea {...control} className="font-mono text-sm" defaultValue={values.renameEvents} />}
            </Field>
            <Field
              label="Rename properties"
              name="renameProperties"
              optional
              hint="One a line: app_name = appName"
              error={errors.renameProperties}
            >
              {(control) => (
                <Textarea {...control} className="font-mono text-sm" defaultValue={values.renameProperties} />
              )}
            </Field>
            <FieldGroup label="Properties">
              {[
                ["all", "All of them"],
                ["only", "Only those named"],
                ["except", "All but those named"],
              ].map(([value, label]) => (
                <Radio
                  key={value}
                  name="propertiesMode"
                  value={value}
                  label={label}
                  defaultChecked={values.propertiesMode === value}
                />
              ))}
            </FieldGroup>
            <Field
              label="Named properties"
              name="propertyNames"
              optional
              hint="As in the catalogue, one a line."
              error={errors.properties}
            >
              {(control) => <Textarea {...control} className="font-mono text-sm" defaultValue={values.propertyNames} />}
            </Field>
            <Field label="Of the person" name="traits" hint="Their id always goes along.">
              {(control) => (
                <Select {...control} defaultValue={values.traits}>
                  <option value="none">nothing more</option>
                  <option value="name">their name</option>
                  <option value="name_and_email">their name and e-mail address</option>
                </Select>
              )}
            </Field>
            <FieldGroup label="Attribution">
              <Checkbox
                name="firstTouch"
                label="Where they first came from"
                hint="Channel, campaign, referrer and landing page of the first touch."
                defaultChecked={values.firstTouch}
              />
            </FieldGroup>
          </CardBody>
          <CardBody className="space-y-3 border-line border-t">
            <div className="flex flex-wrap items-end gap-3">
              <Field label="Preview with a made-up person" name="sample" optional className="min-w-56">
                {(control) => (
                  <Select {...control} defaultValue={values.sample}>
                    {eventNames.map((name) => (
                      <option key={name}>{name}</option>
                    ))}
                  </Select>
                )}
              </Field>
              <SubmitButton variant="secondary" name="intent" value="preview" pending="Drawing…">
                Show what is sent
              </SubmitButton>
            </div>
            {state.preview ? (
              // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by keyboard
              <pre tabIndex={0} className="max-h-96 overflow-auto rounded-md border border-line bg-code p-3 text-sm">
                <code>{state.preview}</code>
              </pre>
            ) : null}
          </CardBody>
          <CardFooter>
            <Link
              href={destinationId ? paths.staff.destination(destinationId) : paths.staff.destinations}
              className="px-2 text-ink-muted hover:text-ink"
            >
              Cancel
            </Link>
            <SubmitButton name="intent" value="save" pending="Saving…">
              {destinationId ? "Save changes" : "Create destination"}
            </SubmitButton>
          </CardFooter>
        </Card>
      </div>
    </form>
  );
}

function Created({ destinationId, secret }: { destinationId: string; secret: string }) {
  return (
    <FlashMessage>
      <p className="font-medium">The destination is on. Its signing secret is shown this once.</p>
      <p className="mt-2">
        <CopyableCode text={secret} label="Copy the signing secret" />
      </p>
      <p className="mt-2 text-ink-muted text-sm">
        Give it to the receiver, which checks every message with it.{" "}
        <Link href={paths.staff.destination(destinationId)} className="text-accent hover:underline">
          Go on to the destination
        </Link>
      </p>
    </FlashMessage>
  );
}
