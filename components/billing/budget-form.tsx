"use client";

import { useActionState } from "react";
import { Field } from "@/components/ui/field";
import { FlashMessage } from "@/components/ui/flash-message";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import type { BudgetFormState } from "./form-states";

/** The company's own budget of a month, and when it wants to be told. */
export function BudgetForm({
  action,
  budget,
  thresholds,
  currency,
}: {
  action: (before: BudgetFormState, form: FormData) => Promise<BudgetFormState>;
  budget: string;
  thresholds: string;
  currency: string;
}) {
  const [state, submit] = useActionState(action, {});
  const shown = state.typed ?? { budget, thresholds };
  return (
    <form action={submit} className="space-y-4">
      {state.saved ? <FlashMessage className="mb-0!">Saved.</FlashMessage> : null}
      <Field
        label={`Budget of a month, ${currency}`}
        name="budget"
        optional
        hint="Nothing stops at it: you are told."
        error={state.errors?.budget}
      >
        {(control) => <Input {...control} inputMode="decimal" defaultValue={shown.budget} placeholder="none" />}
      </Field>
      <Field
        label="Tell us at, percent"
        name="thresholds"
        hint="Of the budget and of the plan’s quota, each once a month."
        error={state.errors?.thresholds}
      >
        {(control) => <Input {...control} defaultValue={shown.thresholds} />}
      </Field>
      <SubmitButton variant="secondary" pending="Saving">
        Save
      </SubmitButton>
    </form>
  );
}
