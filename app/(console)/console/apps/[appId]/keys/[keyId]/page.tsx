import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { BarChart } from "@/components/charts/bar-chart";
import { type HistoryLine, KeyHistory } from "@/components/keys/key-history";
import { KeySettings } from "@/components/keys/key-settings";
import { LeakNotices } from "@/components/keys/leak-notices";
import { writeLimitLines } from "@/components/keys/limit-lines";
import { ShowSecret } from "@/components/keys/show-secret";
import { keyWord } from "@/components/keys/words";
import { Badge } from "@/components/ui/badge";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { LinkButton } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { PageLink } from "@/components/ui/page-link";
import { mayChangeApps } from "@/lib/access/may-change-apps";
import { requirePerson } from "@/lib/access/require-person";
import { dayMs, nowMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { formatCountry, formatDay, formatNumber, formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listAuditEntries } from "@/lib/events/list-audit-entries";
import { listNames } from "@/lib/identity/list-names";
import { getKey } from "@/lib/keys/get-key";
import { listKeys } from "@/lib/keys/list-keys";
import type { KeyView } from "@/lib/keys/schema";
import { gatherPublicNotes } from "@/lib/reports/gather-notes";
import { getKeyUsage, type KeyUsage, keyUsageDays } from "@/lib/usage/get-key-usage";
import { getLastCountry } from "@/lib/usage/get-last-country";
import { revealKeyAction, revokeKeyAction, rotateKeyAction, switchKeyAction, updateKeyAction } from "../../../actions";
import { gatherLeaks } from "../../../gather-leaks";
import { requireApp } from "../../review/require-app";

export const metadata: Metadata = { title: "Key" };

type Props = {
  params: Promise<{ appId: string; keyId: string }>;
  searchParams: Promise<{ cursor?: string | string[] }>;
};

export default async function KeyPage({ params, searchParams }: Props) {
  const [{ appId, keyId }, search] = await Promise.all([params, searchParams]);
  const [cursor] = [search.cursor].flat();
  const person = await requirePerson(paths.console.key(appId, keyId));
  const { companyId } = person;
  const [app, key] = await Promise.all([requireApp(appId, companyId), getKey(postgres(), keyId, companyId)]);
  if (!key || key.appId !== app.id) notFound();
  const [successors, history, leaks, usage] = await Promise.all([
    listKeys(postgres(), { companyId, replacesId: key.id, withRevoked: true, limit: 1 }),
    gatherHistory(companyId, key.id, cursor),
    gatherLeaks(companyId, app.id),
    // Without the ledger the key can still be looked after, without its use.
    getKeyUsage(companyId, app.id).catch(() => null),
  ]);
  const successor = successors.data[0];
  const used = usage?.get(key.id);
  const { countryField } = portal.keys;
  const country =
    countryField && used ? await getLastCountry(key, used.lastUsedAt, countryField).catch(() => null) : null;
  const word = keyWord(key, successor !== undefined);
  const mayChange = mayChangeApps(person.companyRole) && key.state !== "revoked";
  const here = paths.console.key(app.id, key.id);
  return (
    <>
      <PageHeader
        title={key.name}
        description={<code>{key.start}…</code>}
        above={
          <Breadcrumbs
            items={[
              { label: "Apps and keys", href: paths.console.apps },
              { label: app.name, href: paths.console.app(app.id) },
              { label: key.name },
            ]}
          />
        }
        actions={<LinkButton href={paths.console.requests({ app: app.id, key: key.id })}>Requests</LinkButton>}
      />
      <LeakNotices leaks={leaks.filter((leak) => leak.keyId === key.id)} />
      {successor ? (
        <Callout kind={key.state === "active" ? "warning" : "note"} title="This key was rolled" className="mb-5">
          <Link href={paths.console.key(app.id, successor.id)}>{successor.name}</Link> (<code>{successor.start}…</code>)
          took its place on {formatTime(successor.createdAt)}.{" "}
          {key.state === "active" && key.expiresAt
            ? `This one still works until ${formatTime(key.expiresAt)}.`
            : "This one no longer works."}
        </Callout>
      ) : null}
      <div className="space-y-5">
        <KeyFacts keyView={key} word={word} usage={usage} country={country} mayShow={mayChange} />
        {mayChange ? (
          <KeySettings
            key={key.id}
            editable={{
              ...{ id: key.id, appId: key.appId, name: key.name, start: key.start, state: key.state },
              texts: {
                scopes: key.scopes.join("\n"),
                allowedCidrs: key.allowedCidrs.join("\n"),
                ratelimits: writeLimitLines(key.ratelimits),
                metadata: Object.keys(key.metadata).length ? JSON.stringify(key.metadata, null, 2) : "",
                expiresAt: key.expiresAt?.toISOString().slice(0, 10) ?? "",
              },
            }}
            update={updateKeyAction}
            rotate={rotateKeyAction}
            switchKey={switchKeyAction}
            revoke={revokeKeyAction}
          />
        ) : null}
        <Card>
          <CardHeader
            title="History"
            description="From the audit log."
            actions={
              history.nextCursor ? (
                <LinkButton size="sm" variant="ghost" href={`${here}?cursor=${history.nextCursor}`}>
                  Older
                </LinkButton>
              ) : undefined
            }
          />
          <KeyHistory lines={history.lines} />
        </Card>
      </div>
    </>
  );
}

async function KeyFacts({
  keyView: key,
  word,
  usage,
  country,
  mayShow,
}: {
  keyView: KeyView;
  word: ReturnType<typeof keyWord>;
  usage: Map<string, KeyUsage> | null;
  country: string | null;
  mayShow: boolean;
}) {
  const used = usage?.get(key.id);
  const today = Math.floor(nowMs() / dayMs) * dayMs;
  const days = Array.from({ length: keyUsageDays }, (_, at) =>
    new Date(today - (keyUsageDays - 1 - at) * dayMs).toISOString().slice(0, 10),
  );
  const notes = used ? await gatherPublicNotes({ from: days[0] as string, to: days.at(-1) as string }) : [];
  const none = "none";
  const facts: (readonly [string, React.ReactNode])[] = [
    [
      "State",
      <span key="state" className="flex flex-wrap items-center gap-2">
        <Badge tone={word.tone} dot>
          {word.text}
        </Badge>
        {key.revokedAt ? `${formatTime(key.revokedAt)}: ${key.revokeReason}` : null}
      </span>,
    ],
    [
      "Environment",
      <Badge key="env" tone={key.environment === "live" ? "accent" : "neutral"}>
        {key.environment}
      </Badge>,
    ],
    ...(mayShow && key.environment === "sandbox" && key.state === "active"
      ? [["Secret", <ShowSecret key="secret" appId={key.appId} keyId={key.id} action={revealKeyAction} />] as const]
      : []),
    ["Scopes", key.scopes.length ? <code key="scopes">{key.scopes.join(" ")}</code> : none],
    ["From", key.allowedCidrs.length ? <code key="from">{key.allowedCidrs.join(" ")}</code> : "anywhere"],
    [
      "Own limits",
      key.ratelimits.length ? (
        <code key="limits" className="whitespace-pre-line">
          {writeLimitLines(key.ratelimits)}
        </code>
      ) : (
        "the plan’s only"
      ),
    ],
    ["Expires", key.expiresAt ? formatTime(key.expiresAt) : "never"],
    ["Made", formatTime(key.createdAt)],
    ...(key.originPath ? [["Came from", <PageLink key="origin" path={key.originPath} />] as const] : []),
    [
      "Last used",
      !usage ? (
        "not known right now"
      ) : used ? (
        <span key="used">
          {formatTime(used.lastUsedAt)}
          {country ? ` from ${formatCountry(country)}` : null} <code className="block">{used.lastRoute}</code>
        </span>
      ) : (
        "never"
      ),
    ],
  ];
  return (
    <Card>
      <CardBody className="grid gap-6 lg:grid-cols-2">
        <dl className="grid h-fit grid-cols-[auto_1fr] gap-x-6 gap-y-2.5">
          {facts.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-ink-muted text-sm">{name}</dt>
              <dd className="min-w-0 [overflow-wrap:anywhere]">{value}</dd>
            </div>
          ))}
        </dl>
        {used ? (
          <BarChart
            title={`Calls, ${keyUsageDays} days (${formatNumber(used.calls)} in all, ${formatNumber(used.errors)} refused or failed)`}
            labels={days.map((day) => formatDay(day))}
            notes={{ notes, days, hrefOf: (note) => note.link }}
            series={[{ name: "Calls", values: used.daily }]}
            height={160}
            labelHeader="Day"
          />
        ) : (
          <p className="text-ink-muted text-sm">
            {usage ? "No call was made with this key. Its calls of the last 14 days will stand here." : null}
          </p>
        )}
      </CardBody>
    </Card>
  );
}

async function gatherHistory(
  companyId: string,
  keyId: string,
  cursor: string | undefined,
): Promise<{ lines: HistoryLine[]; nextCursor: string | null }> {
  const { data, nextCursor } = await listAuditEntries(postgres(), { companyId, subjectId: keyId, cursor, limit: 25 });
  const persons = data.filter((entry) => entry.actorKind === "person").map((entry) => entry.actorId);
  const names = await listNames(postgres(), { personIds: [...new Set(persons)] });
  const actorOf = ({ actorKind, actorId }: (typeof data)[number]) => {
    if (actorKind === "person") return names.get(actorId)?.name ?? "somebody who left";
    if (actorKind === "token") return "a service token of the platform";
    return actorId === "github" ? "GitHub" : "the portal";
  };
  const lines = data.map((entry) => ({
    ...{ id: entry.id, at: entry.at, action: entry.action, before: entry.before, after: entry.after },
    actor: actorOf(entry),
  }));
  return { lines, nextCursor };
}
