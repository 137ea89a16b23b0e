"use client";

import { useActionState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { CopyableCode } from "@/components/ui/code";
import { Field, FieldGroup } from "@/components/ui/field";
import { FlashMessage } from "@/components/ui/flash-message";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { type TokenFormState, tokenScopeDescriptions, tokenScopes } from "@/lib/access/schema";

/** Makes a service token and shows its secret once. */
export function TokenForm({ action }: { action: (state: TokenFormState, form: FormData) => Promise<TokenFormState> }) {
  const [state, submit] = useActionState(action, {});
  return (
    <form action={submit} className="space-y-4">
      {state.secret ? (
        <FlashMessage>
          <p className="font-medium">{state.name} is ready. Its secret is shown this once.</p>
          <p className="mt-2">
            <CopyableCode text={state.secret} label="Copy the token" />
          </p>
        </FlashMessage>
      ) : null}
      <Field label="Name" name="name" hint="Where it will be used: a server, a gateway." error={state.errors?.name}>
        {(control) => <Input {...control} className="max-w-sm" maxLength={100} autoComplete="off" />}
      </Field>
      <FieldGroup label="May" error={state.errors?.scopes}>
        {tokenScopes.map((scope) => (
          <Checkbox
            key={scope}
            name="scopes"
            value={scope}
            label={<code>{scope}</code>}
            hint={tokenScopeDescriptions[scope]}
          />
        ))}
      </FieldGroup>
      <SubmitButton variant="secondary" pending="Making…">
        Create token
      </SubmitButton>
    </form>
  );
}
