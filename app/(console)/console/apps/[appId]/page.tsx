import { KeyRound } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Sparkline } from "@/components/charts/sparkline";
import { CreateKeyForm } from "@/components/keys/create-key-form";
import { LeakNotices } from "@/components/keys/leak-notices";
import { keyWord } from "@/components/keys/words";
import { WorldCard } from "@/components/sandbox/world-card";
import { Badge } from "@/components/ui/badge";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { LinkButton } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FlashMessage } from "@/components/ui/flash-message";
import { PageHeader } from "@/components/ui/page-header";
import { DataTable } from "@/components/ui/table";
import { mayChangeApps } from "@/lib/access/may-change-apps";
import { requirePerson } from "@/lib/access/require-person";
import { formatNumber, formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listKeys } from "@/lib/keys/list-keys";
import { getWorld } from "@/lib/sandbox/get-world";
import { getKeyUsage } from "@/lib/usage/get-key-usage";
import { createKeyAction } from "../actions";
import { gatherLeaks } from "../gather-leaks";
import { requireApp } from "./review/require-app";
import { changeWorldAction } from "./sandbox-actions";

export const metadata: Metadata = { title: "App and keys" };

type Props = {
  params: Promise<{ appId: string }>;
  searchParams: Promise<{ revoked?: string; cursor?: string | string[]; sandbox?: string; from?: string | string[] }>;
};

const worldWords: Record<string, string> = {
  emptied: "The sandbox is empty.",
  advanced: "Time has gone on in the sandbox.",
  kept: "The snapshot is taken.",
  restored: "The sandbox is as it was then.",
  forgotten: "The snapshot is deleted.",
};
const worldRefusals: Record<string, string> = {
  bad_name: "A snapshot’s name has 1 to 40 of a-z, 0-9, - and _.",
  refused: "That did not work. Look again what the sandbox holds.",
};

export default async function AppPage({ params, searchParams }: Props) {
  const [{ appId }, search] = await Promise.all([params, searchParams]);
  const person = await requirePerson(paths.console.app(appId));
  const app = await requireApp(appId, person.companyId);
  const withRevoked = search.revoked === "shown";
  const [cursor] = [search.cursor].flat();
  const [keys, leaks, world, usage] = await Promise.all([
    listKeys(postgres(), { appId, companyId: person.companyId, withRevoked, cursor, limit: 100 }),
    gatherLeaks(person.companyId, appId),
    getWorld(postgres(), appId),
    // The page's purpose is the keys: without the ledger it still opens, without their use.
    getKeyUsage(person.companyId, appId).catch(() => null),
  ]);
  const mayChange = mayChangeApps(person.companyRole);
  const replaced = new Set(keys.data.flatMap((key) => key.replacesId ?? []));
  const worldSays = Object.hasOwn(worldWords, search.sandbox ?? "") ? worldWords[search.sandbox ?? ""] : undefined;
  return (
    <>
      <PageHeader
        title={app.name}
        description={app.description || undefined}
        above={<Breadcrumbs items={[{ label: "Apps and keys", href: paths.console.apps }, { label: app.name }]} />}
        actions={
          <>
            {mayChange ? <LinkButton href={paths.console.editApp(app.id)}>Edit</LinkButton> : null}
            <LinkButton href={paths.console.requests({ app: app.id })}>Requests</LinkButton>
            <LinkButton href={paths.console.webhooks}>Webhooks</LinkButton>
            <LinkButton href={paths.console.appReview(app.id)}>Review</LinkButton>
            <LinkButton href={paths.console.appListing(app.id)}>Listing</LinkButton>
          </>
        }
      />
      <div className="space-y-5">
        <LeakNotices leaks={leaks} />
        {mayChange ? <CreateKeyForm appId={app.id} from={[search.from].flat()[0]} action={createKeyAction} /> : null}
        <Card id="keys">
          <CardHeader
            title="Keys"
            actions={
              <>
                {cursor ? (
                  <LinkButton size="sm" variant="ghost" href={paths.console.appKeys(app.id, { withRevoked })}>
                    Newest
                  </LinkButton>
                ) : null}
                {keys.nextCursor ? (
                  <LinkButton
                    size="sm"
                    variant="ghost"
                    href={paths.console.appKeys(app.id, { withRevoked, cursor: keys.nextCursor })}
                  >
                    Older
                  </LinkButton>
                ) : null}
                <LinkButton
                  size="sm"
                  variant="ghost"
                  href={paths.console.appKeys(app.id, { withRevoked: !withRevoked })}
                >
                  {withRevoked ? "Hide revoked" : "Show revoked"}
                </LinkButton>
              </>
            }
          />
          <DataTable
            caption="Keys"
            rows={keys.data}
            rowKey={(key) => key.id}
            empty={
              <EmptyState icon={<KeyRound />} title="No keys">
                {mayChange
                  ? "Make a sandbox key above: the first call is a minute away."
                  : "Somebody with the developer role can make one."}
              </EmptyState>
            }
            columns={[
              {
                header: "Key",
                cell: (key) => (
                  <>
                    <Link href={paths.console.key(app.id, key.id)} className="font-medium">
                      {key.name}
                    </Link>
                    <code className="block text-ink-muted text-sm">{key.start}…</code>
                  </>
                ),
              },
              {
                header: "Environment",
                cell: (key) => (
                  <Badge tone={key.environment === "live" ? "accent" : "neutral"}>{key.environment}</Badge>
                ),
              },
              {
                header: "State",
                cell: (key) => {
                  const word = keyWord(key, replaced.has(key.id));
                  return (
                    <>
                      <Badge tone={word.tone} dot>
                        {word.text}
                      </Badge>
                      {key.state === "active" && key.expiresAt ? (
                        <p className="mt-1 text-ink-muted text-sm">until {formatTime(key.expiresAt)}</p>
                      ) : null}
                      {key.revokeReason ? <p className="mt-1 text-ink-muted text-sm">{key.revokeReason}</p> : null}
                    </>
                  );
                },
              },
              {
                header: "Last used",
                cell: (key) => {
                  const used = usage?.get(key.id);
                  if (!usage) return <span className="text-ink-faint">not known right now</span>;
                  return used ? (
                    <>
                      <span className="whitespace-nowrap">{formatTime(used.lastUsedAt)}</span>
                      <code className="block text-ink-muted text-sm">{used.lastRoute}</code>
                    </>
                  ) : (
                    <span className="text-ink-faint">never</span>
                  );
                },
              },
              { header: "Calls", numeric: true, cell: (key) => formatNumber(usage?.get(key.id)?.calls ?? 0) },
              {
                header: "14 days",
                cell: (key) => (
                  <Sparkline label={`Calls with ${key.name}, 14 days`} values={usage?.get(key.id)?.daily ?? []} />
                ),
              },
            ]}
          />
        </Card>
        <div>
          {worldSays ? <FlashMessage>{worldSays}</FlashMessage> : null}
          {Object.hasOwn(worldRefusals, search.sandbox ?? "") ? (
            <FlashMessage kind="alert">{worldRefusals[search.sandbox ?? ""]}</FlashMessage>
          ) : null}
          <WorldCard
            appId={app.id}
            world={world}
            docs={paths.docs("sandbox")}
            action={mayChange ? changeWorldAction : undefined}
          />
        </div>
      </div>
    </>
  );
}
