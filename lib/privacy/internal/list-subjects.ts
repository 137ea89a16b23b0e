import type { Db } from "@/lib/base/postgres";

/** Every id under which events of a person may wait in the outbox: their visitors, and their ids in the owner's own systems. */
export async function listSubjects(db: Db, personId: string): Promise<string[]> {
  const links = await db.identityLink.findMany({
    where: { personId, kind: { in: ["visitor_person", "external_person"] } },
    select: { subject: true },
  });
  return [...new Set(links.map(({ subject }) => subject))];
}
