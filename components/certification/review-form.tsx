"use client";

import { startTransition, useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardFooter, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { FlashMessage } from "@/components/ui/flash-message";
import { Input, Textarea } from "@/components/ui/input";
import { Spinner } from "@/components/ui/spinner";
import type { ReviewCheck, ReviewSubmission } from "@/lib/certification/schema";
import { CheckList } from "./check-list";

export type ReviewFormState = {
  typed: ReviewSubmission;
  checks: ReviewCheck[];
  errors: Partial<Record<keyof ReviewSubmission, string>>;
  message: string | null;
};

/** Submits an app: what is checked with what was found, then where to see it and what the reviewer should know. */
export function ReviewForm({
  appId,
  initial,
  submit,
  disabled,
}: {
  appId: string;
  initial: ReviewFormState;
  submit: (before: ReviewFormState, form: FormData) => Promise<ReviewFormState>;
  disabled: boolean;
}) {
  const [state, formAction, pending] = useActionState(submit, initial);
  // The website stands in the form below: its check is told there.
  const checks = state.checks.filter((check) => check.id !== "website");
  const failed = checks.filter((check) => !check.passed).length;
  return (
    <Card>
      <CardHeader
        title="Checks"
        description={
          failed
            ? `${failed} of ${checks.length} ${failed === 1 ? "is" : "are"} still missing.`
            : "All pass. They are run again when you submit."
        }
      />
      <CheckList label="Checks" checks={checks} />
      <form
        action={formAction}
        onSubmit={(event) => {
          // By hand: React's own submit would empty the fields when the answer is "not yet".
          event.preventDefault();
          const data = new FormData(event.currentTarget);
          if (!pending) startTransition(() => formAction(data));
        }}
      >
        <input type="hidden" name="appId" value={appId} />
        <CardBody className="space-y-4 border-line border-t pt-5">
          {state.message ? (
            <FlashMessage kind="alert" className="mb-0!">
              {state.message}
            </FlashMessage>
          ) : null}
          <Field
            label="Website"
            name="websiteUrl"
            hint="Where the reviewer can see the app."
            error={state.errors.websiteUrl}
          >
            {(control) => (
              <Input
                {...control}
                type="url"
                inputMode="url"
                placeholder="https://"
                defaultValue={state.typed.websiteUrl}
                maxLength={2_048}
              />
            )}
          </Field>
          <Field
            label="What should the reviewer know?"
            name="note"
            optional
            hint="A test login, what to look at first. Only reviewers read it."
            error={state.errors.note}
          >
            {(control) => <Textarea {...control} defaultValue={state.typed.note} maxLength={2_000} />}
          </Field>
        </CardBody>
        <CardFooter>
          {disabled ? <p className="mr-auto text-ink-muted text-sm">Your role may look, not submit.</p> : null}
          <Button
            type="submit"
            variant="primary"
            disabled={disabled}
            aria-disabled={pending || undefined}
            icon={pending ? <Spinner /> : undefined}
          >
            {pending ? "Checking…" : "Submit for review"}
          </Button>
        </CardFooter>
      </form>
    </Card>
  );
}
