import { runQuery } from "@/lib/base/clickhouse/query";
import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { listCertificates } from "@/lib/certification/list-certificates";
import { listTraits } from "@/lib/events/list-traits";
import { getPerson } from "@/lib/identity/get-person";
import { listApps } from "@/lib/keys/list-apps";
import { listKeys } from "@/lib/keys/list-keys";
import type { KeyView } from "@/lib/keys/schema";
import { personEventsQuery } from "./internal/person-events-query";

/** An answer of a reasonable size; `eventsTruncated` says when there were more. */
const maxEvents = 100_000;

/**
 * Everything kept about one person, as data: profile, logins, companies, invites, merge ledger, apps and keys they made (without secrets),
 * certificates, audit log entries of their doing, traits, and their events with those of their visitors. Null when there is no such person.
 */
export async function exportPerson(db: Db, personId: string) {
  const person = await getPerson(db, personId);
  if (!person || person.deletedAt) return null;
  const [authSessions, invitesSent, invitesTaken, links, auditEntries, attempts, certificates] = await Promise.all([
    db.authSession.findMany({ where: { userId: personId }, select: { id: true, createdAt: true, expires: true } }),
    db.invite.findMany({ where: { inviterId: personId }, omit: { tokenHash: true }, orderBy: { id: "asc" } }),
    db.invite.findMany({ where: { acceptedById: personId }, omit: { tokenHash: true, email: true } }),
    db.identityLink.findMany({ where: { personId }, orderBy: { id: "asc" } }),
    db.auditEntry.findMany({ where: { actorKind: "person", actorId: personId }, orderBy: { id: "asc" } }),
    db.attempt.findMany({ where: { personId }, orderBy: { startedAt: "asc" } }),
    listCertificates(db, { personId }),
  ]);
  const events = await runQuery(personEventsQuery, { personId, limit: maxEvents + 1 });
  const { memberships, accounts, company, _count, ...profile } = person;

  return {
    exportedAt: now().toISOString(),
    profile,
    accounts,
    authSessions,
    company,
    memberships: memberships.map(({ company: of, ...membership }) => ({ ...membership, companyName: of.name })),
    invitesSent,
    invitesTaken,
    links,
    apps: (await Promise.all(memberships.map(({ companyId }) => listApps(db, companyId)))).flat(),
    keys: await ownKeys(db, personId),
    attempts,
    certificates,
    auditEntries,
    traits: await listTraits("person", personId),
    events: events.slice(0, maxEvents),
    eventsTruncated: events.length > maxEvents,
  };
}

/** Keys this person made, in whichever company. */
async function ownKeys(db: Db, personId: string): Promise<KeyView[]> {
  const keys: KeyView[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listKeys(db, { createdById: personId, withRevoked: true, limit: 100, cursor });
    keys.push(...page.data);
    if (!page.nextCursor) return keys;
    cursor = page.nextCursor;
  }
}
