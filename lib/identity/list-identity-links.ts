import type { Db } from "@/lib/base/postgres";

/** The merge ledger of a person or a company, newest first, at most 200 rows. */
export async function listIdentityLinks(db: Db, of: { personId: string } | { companyId: string }) {
  return db.identityLink.findMany({
    where: of,
    include: { person: { select: { id: true, name: true } }, company: { select: { id: true, name: true } } },
    orderBy: { id: "desc" },
    take: 200,
  });
}
