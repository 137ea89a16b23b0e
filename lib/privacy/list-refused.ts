import type { Db } from "@/lib/base/postgres";

/** Which of these people have said no in one of the browsers tied to them: nothing of theirs goes to ad platforms any more. */
export async function listRefused(db: Db, personIds: readonly string[]): Promise<Set<string>> {
  if (!personIds.length) return new Set();
  const links = await db.identityLink.findMany({
    where: { kind: "visitor_person", personId: { in: [...personIds] }, undoneAt: null },
    select: { subject: true, personId: true },
  });
  const refusals = await db.trackingRefusal.findMany({
    where: { visitorId: { in: [...new Set(links.map(({ subject }) => subject))] } },
    select: { visitorId: true },
  });
  const visitors = new Set(refusals.map(({ visitorId }) => visitorId));
  return new Set(links.flatMap(({ subject, personId }) => (personId && visitors.has(subject) ? [personId] : [])));
}
