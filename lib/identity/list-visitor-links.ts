import type { Db } from "@/lib/base/postgres";

/** Whose these visitors are, by visitor id; who is nobody's is missing. Of several ties the earliest that is not undone counts. */
export async function listVisitorLinks(db: Db, visitorIds: readonly string[]): Promise<Map<string, string>> {
  if (!visitorIds.length) return new Map();
  const links = await db.identityLink.findMany({
    where: { kind: "visitor_person", subject: { in: [...visitorIds] }, undoneAt: null, personId: { not: null } },
    orderBy: [{ occurredAt: "desc" }, { eventId: "desc" }],
    select: { subject: true, personId: true },
  });
  return new Map(links.map(({ subject, personId }) => [subject, personId as string]));
}
