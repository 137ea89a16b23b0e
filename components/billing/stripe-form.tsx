"use client";

import { useActionState } from "react";
import { Field } from "@/components/ui/field";
import { FlashMessage } from "@/components/ui/flash-message";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import type { StripeFormState } from "./form-states";

/** Who a company is at Stripe. */
export function StripeForm({
  action,
  customerId,
}: {
  action: (before: StripeFormState, form: FormData) => Promise<StripeFormState>;
  customerId: string;
}) {
  const [state, submit] = useActionState(action, {});
  return (
    <form action={submit}>
      {state.saved ? <FlashMessage>Saved.</FlashMessage> : null}
      <Field
        label="Customer"
        name="customerId"
        optional
        error={state.error}
        hint="The first time, days from the beginning of this month on are sent."
        className="max-w-md"
      >
        {(control) => <Input {...control} defaultValue={state.typed ?? customerId} placeholder="cus_..." />}
      </Field>
      <SubmitButton className="mt-4" variant="secondary" pending="Saving">
        Save
      </SubmitButton>
    </form>
  );
}
