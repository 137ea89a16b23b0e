import type { Db } from "@/lib/base/postgres";

/** Ids of the owner's systems that are tied to a person. */
export async function listExternalIds(db: Db, personId: string): Promise<string[]> {
  const links = await db.identityLink.findMany({
    where: { kind: "external_person", personId },
    select: { subject: true },
  });
  return links.map(({ subject }) => subject);
}

/**
 * Cuts what ties a person who is gone to browsers and other systems. That a visitor was somebody's stays known, without whose: whoever signs
 * in there gets a new one (claimVisitor).
 */
export async function forgetLinks(db: Db, personId: string): Promise<void> {
  await db.identityLink.deleteMany({ where: { kind: "external_person", personId } });
  await db.identityLink.updateMany({
    where: { kind: "visitor_person", personId },
    data: { personId: null, companyId: null, eventId: null, actorId: null, reason: "deleted account" },
  });
}
