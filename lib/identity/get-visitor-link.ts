import type { Db, Tx } from "@/lib/base/postgres";

/** Whose visitor this is, or null when it is nobody's. */
export async function getVisitorLink(
  db: Db | Tx,
  visitorId: string,
): Promise<{ linkId: string; personId: string; companyId: string | null; linkedAt: Date } | null> {
  const link = await db.identityLink.findFirst({
    where: { kind: "visitor_person", subject: visitorId, undoneAt: null, personId: { not: null } },
    orderBy: { createdAt: "asc" },
  });
  if (!link?.personId) return null;
  return { linkId: link.id, personId: link.personId, companyId: link.companyId, linkedAt: link.createdAt };
}
