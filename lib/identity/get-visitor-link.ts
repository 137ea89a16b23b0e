import type { Db, Tx } from "@/lib/base/postgres";

/** Whose visitor this is: the earliest tie that is not undone, as the ledger's dictionary has it; null when it is nobody's. */
export async function getVisitorLink(
  db: Db | Tx,
  visitorId: string,
): Promise<{ linkId: string; personId: string; companyId: string | null; linkedAt: Date } | null> {
  const link = await db.identityLink.findFirst({
    where: { kind: "visitor_person", subject: visitorId, undoneAt: null, personId: { not: null } },
    orderBy: [{ occurredAt: "asc" }, { eventId: "asc" }],
  });
  if (!link?.personId) return null;
  return { linkId: link.id, personId: link.personId, companyId: link.companyId, linkedAt: link.occurredAt };
}
