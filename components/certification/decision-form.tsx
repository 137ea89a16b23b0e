"use client";

import { startTransition, useActionState } from "react";
import { Button, type ButtonVariant } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FlashMessage } from "@/components/ui/flash-message";
import { Textarea } from "@/components/ui/input";
import { Spinner } from "@/components/ui/spinner";

export type DecisionFormState = { note: string; error?: string; message?: string };

/** A note to the developer and the buttons that decide; each button sends its `value` as `decision`. What was typed stays after a refusal. */
export function DecisionForm({
  fields,
  choices,
  action,
  hint,
  label = "Note to the developer",
  required = false,
}: {
  fields: Record<string, string>;
  choices: { value: string; label: string; variant: ButtonVariant }[];
  action: (before: DecisionFormState, form: FormData) => Promise<DecisionFormState>;
  hint: string;
  label?: string;
  /** Whether every choice needs the note. */
  required?: boolean;
}) {
  const [state, formAction, pending] = useActionState(action, { note: "" });
  return (
    <form
      action={formAction}
      onSubmit={(event) => {
        // By hand: React's own submit would empty the note after a refusal.
        event.preventDefault();
        const data = new FormData(event.currentTarget, (event.nativeEvent as SubmitEvent).submitter);
        if (!pending) startTransition(() => formAction(data));
      }}
    >
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {state.message ? <FlashMessage kind="alert">{state.message}</FlashMessage> : null}
      <Field label={label} name="note" optional={!required} hint={hint} error={state.error}>
        {(control) => <Textarea {...control} defaultValue={state.note} maxLength={2_000} rows={5} />}
      </Field>
      <div className="mt-4 flex flex-wrap items-center gap-2">
        {choices.map((choice) => (
          <Button
            key={choice.value}
            type="submit"
            name="decision"
            value={choice.value}
            variant={choice.variant}
            aria-disabled={pending || undefined}
          >
            {choice.label}
          </Button>
        ))}
        {pending ? <Spinner className="text-ink-faint" /> : null}
      </div>
    </form>
  );
}
