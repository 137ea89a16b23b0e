import { runQuery } from "@/lib/base/clickhouse/query";
import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { listCertificates } from "@/lib/certification/list-certificates";
import { exportDigests } from "@/lib/digests/forget-digests";
import { listTraits } from "@/lib/events/list-traits";
import { getPerson } from "@/lib/identity/get-person";
import { listApps } from "@/lib/keys/list-apps";
import { listKeys } from "@/lib/keys/list-keys";
import type { KeyView } from "@/lib/keys/schema";
import { exportMails } from "@/lib/mail/forget-mails";
import { exportRuns } from "@/lib/reports/sql/forget-runs";
import { exportStuck } from "@/lib/stuck/forget-stuck";
import { personCallsQuery } from "./internal/person-calls-query";
import { personEventsQuery } from "./internal/person-events-query";
import { personQuarantineQuery } from "./internal/person-quarantine-query";

/** An answer of a reasonable size; `...Truncated` says when there were more. */
const maxRows = 100_000;

/**
 * Everything kept about one person, as data: profile, logins, companies (also those of the past), invites, merge ledger, apps and keys they
 * made (without secrets), certificates, reviews, listings and saved funnels, audit log entries by and about them, traits, their events with those of their
 * visitors, what of theirs could not be understood, their keys' calls, mails written to them and the kinds they stopped, and what was forwarded where. Null when there is no such person.
 */
export async function exportPerson(db: Db, personId: string) {
  const person = await getPerson(db, personId);
  if (!person || person.deletedAt) return null;
  const audited = [
    { actorKind: "person", actorId: personId },
    { subjectKind: "person", subjectId: personId },
  ];
  const [authSessions, invitesSent, invitesTaken, invitesReceived, links, companyTerms, auditEntries] =
    await Promise.all([
      db.authSession.findMany({
        where: { userId: personId },
        select: { id: true, createdAt: true, expires: true },
      }),
      db.invite.findMany({ where: { inviterId: personId }, omit: { tokenHash: true }, orderBy: { id: "asc" } }),
      db.invite.findMany({ where: { acceptedById: personId }, omit: { tokenHash: true, email: true } }),
      person.email
        ? db.invite.findMany({ where: { email: person.email, acceptedAt: null }, omit: { tokenHash: true } })
        : [],
      db.identityLink.findMany({ where: { personId }, orderBy: { id: "asc" } }),
      db.companyTerm.findMany({ where: { personId }, orderBy: { since: "asc" }, omit: { personId: true } }),
      db.auditEntry.findMany({ where: { OR: audited }, orderBy: { id: "asc" } }),
    ]);
  const [attempts, certificates, reviews, listings, savedFunnels, forwarded] = await Promise.all([
    db.attempt.findMany({ where: { personId }, orderBy: { startedAt: "asc" } }),
    listCertificates(db, { personId }),
    db.review.findMany({ where: { submittedById: personId }, orderBy: { submittedAt: "asc" } }),
    db.listing.findMany({ where: { createdById: personId }, orderBy: { createdAt: "asc" } }),
    db.savedFunnel.findMany({ where: { ownerId: personId }, orderBy: { createdAt: "asc" } }),
    listForwarded(db, [personId, ...links.filter(({ undoneAt }) => !undoneAt).map(({ subject }) => subject)]),
  ]);
  const callDetails = await db.requestDetail.findMany({ where: { personId }, orderBy: { at: "asc" }, take: maxRows });
  const [events, notUnderstood, calls] = await Promise.all([
    runQuery(personEventsQuery, { personId, limit: maxRows + 1 }),
    runQuery(personQuarantineQuery, { personId, limit: maxRows + 1 }),
    runQuery(personCallsQuery, { personId, limit: maxRows + 1 }),
  ]);
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
    invitesReceived,
    links,
    companyTerms,
    apps: (await Promise.all(memberships.map(({ companyId }) => listApps(db, companyId)))).flat(),
    keys: await ownKeys(db, personId),
    attempts,
    certificates,
    reviews,
    listings,
    savedFunnels,
    auditEntries,
    ...(await exportMails(db, personId, person.email)),
    ...(await exportStuck(db, personId)),
    conversions: await db.conversion.findMany({ where: { OR: [{ personId }, { who: personId }] } }),
    sqlRuns: await exportRuns(db, personId),
    digests: await exportDigests(db, personId, person.email),
    traits: await listTraits("person", personId),
    events: events.slice(0, maxRows),
    eventsTruncated: events.length > maxRows,
    notUnderstood: notUnderstood.slice(0, maxRows),
    notUnderstoodTruncated: notUnderstood.length > maxRows,
    calls: calls.slice(0, maxRows),
    callsTruncated: calls.length > maxRows,
    /** Headers and bodies of sandbox calls, secrets taken out, as long as the request log keeps them. */
    callDetails,
    forwarded: forwarded.slice(0, maxRows),
    forwardedTruncated: forwarded.length > maxRows,
  };
}

/** Which events went to which destination of the owner's, or wait to; as long as the delivery log is kept. */
function listForwarded(db: Db, subjects: string[]) {
  return db.delivery.findMany({
    where: { orderKey: { in: subjects } },
    select: { destinationId: true, eventId: true, eventName: true, state: true, createdAt: true, finishedAt: true },
    orderBy: { seq: "asc" },
    take: maxRows + 1,
  });
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
