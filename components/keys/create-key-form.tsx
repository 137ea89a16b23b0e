"use client";

import Link from "next/link";
import { useActionState } from "react";
import { Callout } from "@/components/ui/callout";
import { Card, CardBody, CardFooter, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { paths } from "@/lib/base/paths";
import type { MissingForLive } from "@/lib/keys/schema";
import { KeyFields } from "./key-fields";
import { SecretOnce } from "./secret-once";
import type { KeyFormState } from "./words";

const missingWords: Record<MissingForLive, { text: string; href: string; link: string }> = {
  verified_email: {
    text: "A verified e-mail address of yours: sign in with an account that has one.",
    href: paths.console.account,
    link: "Your account",
  },
  first_sandbox_2xx: {
    text: "A call to the sandbox that worked: your company has none yet, or it was made just now.",
    href: paths.docs("quickstart"),
    link: "Make one",
  },
  certification: {
    text: "A valid certification: a developer’s of your company, or an app’s.",
    href: paths.console.certification,
    link: "Get certified",
  },
};

const nothing = { scopes: "", allowedCidrs: "", ratelimits: "", metadata: "", expiresAt: "" };

/** Makes a key and shows its secret once; a live key that is refused says what is missing. */
export function CreateKeyForm({
  appId,
  from,
  action,
}: {
  appId: string;
  /** The page that led here, as its link said; checked where the key is made. */
  from?: string;
  action: (state: KeyFormState, form: FormData) => Promise<KeyFormState>;
}) {
  const [state, submit] = useActionState(action, {});
  // Whatever is wrong in there must be seen.
  const restricted = Object.keys(state.errors ?? {}).some((name) => name in nothing);
  return (
    <Card>
      <form action={submit}>
        <CardHeader title="New key" description="Sandbox keys are for trying things out, live keys for the real API." />
        <CardBody>
          <input type="hidden" name="appId" value={appId} />
          {from ? <input type="hidden" name="from" value={from} /> : null}
          <div role="status">{state.created ? <SecretOnce {...state.created} /> : null}</div>
          {state.missing ? (
            <Callout kind="warning" title="Not yet: a live key needs" className="mb-4">
              <ul className="list-disc pl-5">
                {state.missing.map((id) => (
                  <li key={id}>
                    {missingWords[id].text} <Link href={missingWords[id].href}>{missingWords[id].link}</Link>
                  </li>
                ))}
              </ul>
            </Callout>
          ) : null}
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Name" name="name" hint="Where it will run." error={state.errors?.name}>
              {(control) => (
                <Input
                  {...control}
                  defaultValue={state.typed?.name}
                  maxLength={100}
                  autoComplete="off"
                  placeholder="Staging server"
                />
              )}
            </Field>
            <Field label="Environment" name="environment" error={state.errors?.environment}>
              {(control) => (
                <Select
                  {...control}
                  key={state.typed?.environment}
                  defaultValue={state.typed?.environment ?? "sandbox"}
                >
                  <option value="sandbox">Sandbox</option>
                  <option value="live">Live</option>
                </Select>
              )}
            </Field>
          </div>
          <details className="mt-5" open={restricted}>
            <summary className="cursor-pointer text-accent text-sm hover:underline">
              Scopes, addresses, limits, metadata, expiry
            </summary>
            <div className="mt-4 grid gap-5 md:grid-cols-2">
              <KeyFields kept={nothing} state={state} />
            </div>
          </details>
        </CardBody>
        <CardFooter>
          {state.message ? (
            <p className="mr-auto text-negative text-sm" role="alert">
              {state.message}
            </p>
          ) : null}
          <SubmitButton pending="Making…">Create key</SubmitButton>
        </CardFooter>
      </form>
    </Card>
  );
}
