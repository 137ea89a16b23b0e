"use client";

import { useActionState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { FlashMessage } from "@/components/ui/flash-message";
import { Input, Select, Textarea } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { type DigestFormState, digestReports, weekdays } from "@/lib/digests/schema";

type Save = (before: DigestFormState, form: FormData) => Promise<DigestFormState>;

/** Name, report, when and to whom; the same for a new digest and one that is changed. */
export function DigestForm({
  save,
  values,
  digestId,
  slackReady,
}: {
  save: Save;
  values: Record<string, string>;
  digestId?: string;
  /** Whether SLACK_WEBHOOK_URL is set. */
  slackReady: boolean;
}) {
  const [state, act] = useActionState(save, { revision: 0, values, errors: {} });
  const { values: typed, errors } = state;
  return (
    <form action={act} key={state.revision} className="grid max-w-3xl gap-x-4 gap-y-5 sm:grid-cols-2">
      {state.message ? (
        <FlashMessage kind="alert" className="mb-0 sm:col-span-2">
          {state.message}
        </FlashMessage>
      ) : null}
      {digestId ? <input type="hidden" name="digestId" value={digestId} /> : null}
      <Field label="Name" name="name" error={errors.name} hint="The subject of its mails.">
        {(control) => <Input {...control} defaultValue={typed.name} maxLength={100} />}
      </Field>
      <Field label="Report" name="report" error={errors.report}>
        {(control) => (
          <Select {...control} defaultValue={typed.report}>
            {Object.entries(digestReports).map(([id, label]) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field
        label="Parameters"
        name="address"
        optional
        error={errors.address}
        hint="As in the address of the report's page, without its days. “Save as digest” on that page fills it in."
        className="sm:col-span-2"
      >
        {(control) => (
          <Input
            {...control}
            defaultValue={typed.address}
            maxLength={10_000}
            placeholder="entity=company&filter[channel]=paid-search"
            className="font-mono text-sm"
          />
        )}
      </Field>
      <Field
        label="How often"
        name="frequency"
        error={errors.frequency}
        hint="Daily tells of yesterday, weekly of the seven days before."
      >
        {(control) => (
          <Select {...control} defaultValue={typed.frequency}>
            <option value="daily">Every day</option>
            <option value="weekly">Every week</option>
          </Select>
        )}
      </Field>
      <Field label="Weekday" name="weekday" error={errors.weekday} hint="For weekly ones.">
        {(control) => (
          <Select {...control} defaultValue={typed.weekday}>
            {weekdays.map((name, index) => (
              <option key={name} value={index + 1}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Hour" name="hour" error={errors.hour}>
        {(control) => (
          <Select {...control} defaultValue={typed.hour}>
            {Array.from({ length: 24 }, (_, hour) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: hours never move
              <option key={hour} value={hour}>
                {String(hour).padStart(2, "0")}:00
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Time zone" name="timeZone" error={errors.timeZone}>
        {(control) => <Input {...control} defaultValue={typed.timeZone} maxLength={64} placeholder="Europe/Berlin" />}
      </Field>
      <Field
        label="To"
        name="recipients"
        optional
        error={errors.recipients}
        hint="E-mail addresses of staff, one a line. Who is no longer staff gets nothing more."
        className="sm:col-span-2"
      >
        {(control) => <Textarea {...control} defaultValue={typed.recipients} rows={3} />}
      </Field>
      <div className="sm:col-span-2">
        <Checkbox
          name="slack"
          value="yes"
          defaultChecked={typed.slack === "yes"}
          disabled={!slackReady}
          label="To Slack as well"
          hint={
            slackReady
              ? "To the channel of SLACK_WEBHOOK_URL: everybody there reads it."
              : "Needs the setting SLACK_WEBHOOK_URL."
          }
        />
        {errors.slack ? <p className="mt-1 text-negative text-sm">{errors.slack}</p> : null}
      </div>
      <div className="sm:col-span-2">
        <SubmitButton pending="Saving…">{digestId ? "Save" : "Create digest"}</SubmitButton>
      </div>
    </form>
  );
}
