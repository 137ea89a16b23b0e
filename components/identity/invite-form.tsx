"use client";

import { useActionState } from "react";
import { CopyableCode } from "@/components/ui/code";
import { Field } from "@/components/ui/field";
import { FlashMessage } from "@/components/ui/flash-message";
import { Input, Select } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { formatDay } from "@/lib/base/format";
import { type InviteFormState, type MembershipRole, roleDescriptions } from "@/lib/identity/schema";

/** Makes an invite and shows its link once. */
export function InviteForm({
  action,
  roles,
}: {
  action: (state: InviteFormState, form: FormData) => Promise<InviteFormState>;
  roles: readonly MembershipRole[];
}) {
  const [state, submit] = useActionState(action, {});
  return (
    <form action={submit}>
      {state.link ? (
        <FlashMessage>
          <p className="font-medium">The link is ready. It is shown this once.</p>
          <p className="my-2">
            <CopyableCode text={state.link} label="Copy the invite link" />
          </p>
          <p className="text-ink-muted text-sm">
            Send it to one person. Whoever opens it first may join
            {state.expiresAt ? `, until ${formatDay(state.expiresAt)}` : ""}.
          </p>
        </FlashMessage>
      ) : null}
      <div className="grid items-start gap-4 md:grid-cols-[1fr_1fr_auto]">
        <Field
          label="Role"
          name="role"
          hint={roles.map((role) => (
            <span key={role} className="block">
              <strong className="font-medium">{role}</strong>: {roleDescriptions[role].toLowerCase()}
            </span>
          ))}
          error={state.errors?.role}
        >
          {(control) => (
            <Select {...control} defaultValue={roles.includes("developer") ? "developer" : roles[0]}>
              {roles.map((role) => (
                <option key={role} value={role}>
                  {role}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field
          label="For"
          name="email"
          optional
          hint="An e-mail address, so that you remember whom you sent it to. Nothing is mailed."
          error={state.errors?.email}
        >
          {(control) => <Input {...control} type="email" autoComplete="off" placeholder="ben@company.example" />}
        </Field>
        <div className="md:pt-[1.625rem]">
          <SubmitButton pending="Making…">Create invite link</SubmitButton>
        </div>
      </div>
    </form>
  );
}
