"use client";

import { useActionState } from "react";
import { CopyableCode } from "@/components/ui/code";
import { FlashMessage } from "@/components/ui/flash-message";
import { SubmitButton } from "@/components/ui/submit-button";
import type { DestinationActionState } from "@/lib/destinations/schema";

/** A button that acts at once and says below what came of it. */
export function ActionButton({
  destinationId,
  label,
  pending,
  action,
}: {
  destinationId: string;
  label: string;
  pending: string;
  action: (state: DestinationActionState, form: FormData) => Promise<DestinationActionState>;
}) {
  const [state, submit] = useActionState(action, {});
  return (
    <form action={submit} className="min-w-0">
      <input type="hidden" name="destinationId" value={destinationId} />
      <SubmitButton variant="secondary" pending={pending}>
        {label}
      </SubmitButton>
      {state.done || state.alert ? (
        <FlashMessage kind={state.alert ? "alert" : "done"} className="mt-3 mb-0">
          <p>{state.alert ?? state.done}</p>
          {state.secret ? (
            <p className="mt-2">
              <CopyableCode text={state.secret} label="Copy the signing secret" />
            </p>
          ) : null}
        </FlashMessage>
      ) : null}
    </form>
  );
}
