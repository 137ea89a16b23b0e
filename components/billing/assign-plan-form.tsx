"use client";

import { useActionState } from "react";
import { Field } from "@/components/ui/field";
import { FlashMessage } from "@/components/ui/flash-message";
import { Input, Select } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import type { PlanFormState } from "./form-states";

/** Another plan, why, and from which day; `earliest` is the first day that is still open. */
export function AssignPlanForm({
  action,
  plans,
  current,
  earliest,
}: {
  action: (before: PlanFormState, form: FormData) => Promise<PlanFormState>;
  plans: { id: string; name: string }[];
  current: string;
  earliest: string;
}) {
  const [state, submit] = useActionState(action, {});
  const { errors = {}, typed } = state;
  return (
    <form action={submit}>
      {state.saved ? <FlashMessage>The plan was changed. Every gateway knows within a second.</FlashMessage> : null}
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-[12rem_11rem_minmax(0,1fr)]">
        <Field label="Plan" name="planId" error={errors.planId}>
          {(control) => (
            <Select {...control} key={typed?.planId ?? current} defaultValue={typed?.planId ?? current}>
              {plans.map((plan) => (
                <option key={plan.id} value={plan.id}>
                  {plan.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="From, in UTC" name="from" optional error={errors.from} hint="Empty: now">
          {(control) => <Input {...control} type="date" min={earliest} defaultValue={typed?.from ?? ""} />}
        </Field>
        <Field
          label="Reason"
          name="reason"
          error={errors.reason}
          hint="Stands in the audit log."
          className="sm:col-span-2 lg:col-span-1"
        >
          {(control) => <Input {...control} maxLength={500} defaultValue={typed?.reason ?? ""} />}
        </Field>
      </div>
      <SubmitButton className="mt-4" variant="secondary" pending="Changing">
        Change plan
      </SubmitButton>
    </form>
  );
}
