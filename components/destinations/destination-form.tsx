"use client";

import Link from "next/link";
import { useActionState } from "react";
import { Card, CardBody, CardFooter, CardHeader } from "@/components/ui/card";
import { CopyableCode } from "@/components/ui/code";
import { Field } from "@/components/ui/field";
import { FlashMessage } from "@/components/ui/flash-message";
import { Input, Select } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { paths } from "@/lib/base/paths";
import { type DestinationFormState, type DestinationKind, isAdKind, kindWords } from "@/lib/destinations/schema";
import { EventFields } from "./event-fields";
import { FeedFields } from "./feed-fields";

type DestinationFormProps = {
  kind: DestinationKind;
  /** None: a new one. */
  destinationId?: string;
  initial: DestinationFormState;
  /** Names of the catalogue, for the preview. */
  eventNames: string[];
  /** Of amounts, for ad platforms; and whether the portal asks its visitors for consent. */
  currency: string;
  asks: boolean;
  action: (state: DestinationFormState, form: FormData) => Promise<DestinationFormState>;
};

/** Makes or changes a destination: where, which events, how they look. */
export function DestinationForm(props: DestinationFormProps) {
  const { kind, destinationId, initial, eventNames, currency, asks, action } = props;
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
                optional={field.optional || (field.secret && destinationId !== undefined)}
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

        {values.feed && isAdKind(kind) ? (
          <FeedFields kind={kind} feed={values.feed} errors={errors} currency={currency} asks={asks} />
        ) : (
          <EventFields values={values} errors={errors} />
        )}

        <Card>
          <CardBody className="space-y-3">
            <div className="flex flex-wrap items-end gap-3">
              {values.feed ? (
                <p className="grow text-ink-muted text-sm">What a made-up person would cause, hashes shortened.</p>
              ) : (
                <Field label="Preview with a made-up person" name="sample" optional className="min-w-56">
                  {(control) => (
                    <Select {...control} defaultValue={values.sample}>
                      {eventNames.map((name) => (
                        <option key={name}>{name}</option>
                      ))}
                    </Select>
                  )}
                </Field>
              )}
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
