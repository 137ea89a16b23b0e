"use client";

import { useActionState } from "react";
import { FlashMessage } from "@/components/ui/flash-message";
import { SubmitButton } from "@/components/ui/submit-button";
import { formatNumber } from "@/lib/base/format";
import type { DryRunState } from "@/lib/destinations/conversions/schema";
import { ConversionFigures } from "./conversion-figures";

/** A button that shows what would be sent now, as it would be sent. */
export function DryRunPanel({
  destinationId,
  action,
}: {
  destinationId: string;
  action: (state: DryRunState, form: FormData) => Promise<DryRunState>;
}) {
  const [{ run, alert }, submit] = useActionState(action, {});
  return (
    <div className="min-w-0 space-y-4">
      <form action={submit}>
        <input type="hidden" name="destinationId" value={destinationId} />
        <SubmitButton variant="secondary" pending="Looking…">
          Dry run
        </SubmitButton>
      </form>
      {alert ? <FlashMessage kind="alert">{alert}</FlashMessage> : null}
      {run ? (
        <>
          <FlashMessage kind={run.platform && !run.platform.ok ? "alert" : "done"} className="mb-0">
            <p>
              {formatNumber(run.looked)} milestones of the platform's window looked at, the latest first; nothing was
              sent or counted.
              {run.platform ? ` ${run.platform.text}.` : " The platform itself was not asked."}
            </p>
          </FlashMessage>
          <div className="overflow-hidden rounded-md border border-line">
            <ConversionFigures dry counts={run.counts} empty="Nobody reached one of its milestones in that time." />
          </div>
          {run.payloads.map((payload) => (
            <pre
              key={payload}
              // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by keyboard
              tabIndex={0}
              className="max-h-72 overflow-auto rounded-md border border-line bg-code p-3 text-sm"
            >
              <code>{payload}</code>
            </pre>
          ))}
        </>
      ) : null}
    </div>
  );
}
