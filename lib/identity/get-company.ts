import type { Db } from "@/lib/base/postgres";

/** A company with its identifiers and counts, or null. */
export async function getCompany(db: Db, companyId: string) {
  return db.company.findUnique({
    where: { id: companyId },
    include: {
      identifiers: { orderBy: { createdAt: "asc" } },
      _count: { select: { memberships: true, apps: true, invites: true } },
    },
  });
}
