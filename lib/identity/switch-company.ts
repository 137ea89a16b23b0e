import type { Db } from "@/lib/base/postgres";

/** Makes another of a person's companies the one whose console they see. False when they are no member of it. */
export async function switchCompany(db: Db, change: { personId: string; companyId: string }): Promise<boolean> {
  const { personId, companyId } = change;
  const { count } = await db.person.updateMany({
    where: { id: personId, memberships: { some: { companyId } } },
    data: { companyId },
  });
  return count > 0;
}
