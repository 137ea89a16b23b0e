"use client";

import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { CopyableCode } from "@/components/ui/code";
import type { KeyFormState } from "./words";

/** A sandbox key's secret, asked for when it is wanted: it is not in the page before. */
export function ShowSecret({
  appId,
  keyId,
  action,
}: {
  appId: string;
  keyId: string;
  action: (state: KeyFormState, form: FormData) => Promise<KeyFormState>;
}) {
  const [state, submit, pending] = useActionState(action, {});
  return (
    <form action={submit}>
      <input type="hidden" name="appId" value={appId} />
      <input type="hidden" name="keyId" value={keyId} />
      <div role="status">
        {state.revealed ? <CopyableCode text={state.revealed} label="Copy the key" /> : null}
        {state.message ? <p className="text-ink-muted text-sm">{state.message}</p> : null}
      </div>
      {state.revealed || state.message ? null : (
        <Button type="submit" size="sm" disabled={pending}>
          Show
        </Button>
      )}
    </form>
  );
}
