import { Bot } from "lucide-react";
import type { Metadata } from "next";
import { Button, LinkButton } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Card, CardBody } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { currentPerson } from "@/lib/access/current-person";
import { mayChangeApps } from "@/lib/access/may-change-apps";
import { publicPortal } from "@/lib/base/config/portal";
import { formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { findDeviceRequest } from "@/lib/keys/find-device-request";
import { listApps } from "@/lib/keys/list-apps";

export const metadata: Metadata = {
  title: "Connect a coding agent",
  robots: { index: false },
  referrer: "same-origin",
};

const problems: Record<string, string> = {
  gone: "This request was decided already or has run out. Let your agent ask again.",
  name: "Give the new app a name of 1 to 100 characters.",
};

const main = "mx-auto w-full max-w-md px-4 py-14 sm:py-20";

/** Where a person lets a coding agent have a sandbox key, after comparing the code that the agent shows. */
export default async function DevicePage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const [query, person] = await Promise.all([searchParams, currentPerson()]);
  const one = (name: string) => (typeof query[name] === "string" ? query[name].slice(0, 100) : "");
  const portal = publicPortal();
  const done = one("done");
  if (done === "approved" || done === "denied") return <Decided approved={done === "approved"} />;

  const code = one("code");
  if (!person) {
    return (
      <main id="main" className={main}>
        <p className="text-ink-muted text-md">A coding agent asks</p>
        <h1 className="mt-1 text-3xl tracking-tight">Connect it to {portal.name}</h1>
        <p className="mt-2 text-pretty text-ink-muted text-md">
          Your agent wants a sandbox key to build with. Sign in, or sign up for free: then you see who asks and decide.
        </p>
        <LinkButton
          href={paths.signIn(paths.device(code ? { code } : {}))}
          variant="primary"
          size="lg"
          className="mt-8 w-full"
        >
          Sign in to go on
        </LinkButton>
      </main>
    );
  }
  if (!mayChangeApps(person.companyRole)) {
    return (
      <main id="main" className={main}>
        <EmptyState icon={<Bot />} title="Your role may look, not change" titleAs="h1">
          Ask an owner, admin or developer of {person.companyName} to connect the agent.
        </EmptyState>
      </main>
    );
  }
  const found = code ? await findDeviceRequest(postgres(), code, person.id) : null;
  if (found?.outcome !== "found") {
    const wrong =
      found?.outcome === "unknown"
        ? "There is no open request with this code. Compare it with what your agent shows; it holds for 15 minutes."
        : found
          ? "Too many codes that belong to nothing. Try again in ten minutes."
          : problems[one("problem")];
    return (
      <main id="main" className={main}>
        <h1 className="text-3xl tracking-tight">Connect a coding agent</h1>
        <p className="mt-2 text-pretty text-ink-muted text-md">Type the code that your agent shows.</p>
        <form action={paths.device()} className="mt-8 space-y-5">
          <Field label="Code" name="code" error={wrong}>
            {(control) => (
              <Input
                {...control}
                defaultValue={code}
                placeholder="ABCD-EFGH"
                maxLength={20}
                autoComplete="off"
                autoCapitalize="characters"
                spellCheck={false}
                className="font-mono text-lg tracking-widest"
              />
            )}
          </Field>
          <Button type="submit" variant="primary" size="lg" className="w-full">
            Go on
          </Button>
        </form>
      </main>
    );
  }
  const { clientName, userCode, createdAt } = found.request;
  const apps = await listApps(postgres(), person.companyId);
  return (
    <main id="main" className={main}>
      <p className="text-ink-muted text-md">Asked at {formatTime(createdAt)}</p>
      <h1 className="mt-1 break-words text-3xl tracking-tight">“{clientName}” wants a sandbox key</h1>
      <p className="mt-2 text-pretty text-ink-muted text-md">
        That is the name it gives itself. With the key it calls the sandbox as {person.companyName}: made-up data,
        nothing is shipped or charged. You can revoke the key at any time.
      </p>
      <Card className="mt-6">
        <CardBody>
          <p className="text-ink-muted text-sm">Your agent must show exactly this code</p>
          <p className="mt-1 font-mono text-2xl tracking-widest">{userCode}</p>
        </CardBody>
      </Card>
      <Callout kind="warning" className="mt-4">
        Only go on if you started this yourself, just now. If somebody sent you this link or code, say no.
      </Callout>
      <form action={paths.decideDevice} method="post" className="mt-6 space-y-5">
        <input type="hidden" name="code" value={userCode} />
        <Field label="For which app" name="appId" hint="All keys of one app share one world in the sandbox.">
          {(control) => (
            <Select {...control} defaultValue={apps[0]?.id ?? "new"}>
              {apps.map((app) => (
                <option key={app.id} value={app.id}>
                  {app.name}
                </option>
              ))}
              <option value="new">A new app</option>
            </Select>
          )}
        </Field>
        <Field label="Name of the new app" name="name" optional hint="Only when you chose a new app.">
          {(control) => (
            <Input {...control} defaultValue={apps.length ? "" : "My first app"} maxLength={100} autoComplete="off" />
          )}
        </Field>
        {problems[one("problem")] ? (
          <p className="text-negative text-sm" role="alert">
            {problems[one("problem")]}
          </p>
        ) : null}
        <div className="flex gap-3">
          <Button type="submit" name="decision" value="deny" size="lg" className="flex-1">
            No
          </Button>
          <Button type="submit" name="decision" value="approve" variant="primary" size="lg" className="flex-1">
            Give it a key
          </Button>
        </div>
      </form>
    </main>
  );
}

function Decided({ approved }: { approved: boolean }) {
  return (
    <main id="main" className={main}>
      <EmptyState
        icon={<Bot />}
        title={approved ? "Your agent gets its key now" : "Your agent gets no key"}
        titleAs="h1"
        action={
          <LinkButton href={approved ? paths.console.apps : paths.home}>
            {approved ? "Apps and keys" : "Go on"}
          </LinkButton>
        }
      >
        {approved
          ? "Go back to it: it goes on by itself within a few seconds. The key stands with the app, and can be revoked there."
          : "You can close this page. If you did not start this, nothing more is needed."}
      </EmptyState>
    </main>
  );
}
