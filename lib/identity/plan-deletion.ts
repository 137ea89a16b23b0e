import type { Db, Tx } from "@/lib/base/postgres";
import { isLastAdmin } from "./internal/staff-admins";

export type DeletionPlan = {
  /** Companies that would be left with people and without an owner: somebody must be made owner first. */
  ownerless: { companyId: string; companyName: string }[];
  /** Companies nobody would be left in. */
  emptied: { companyId: string; companyName: string }[];
  /** They are the portal's only admin: somebody else must be made admin first. */
  lastAdmin: boolean;
};

/** What deleting this person would do to their companies. Writes nothing. */
export async function planDeletion(db: Db | Tx, personId: string): Promise<DeletionPlan> {
  const memberships = await db.membership.findMany({
    where: { personId },
    include: { company: { select: { name: true, memberships: { select: { personId: true, role: true } } } } },
    orderBy: { id: "asc" },
  });
  const plan: DeletionPlan = { ownerless: [], emptied: [], lastAdmin: await isLastAdmin(db, personId) };
  for (const { companyId, role, company } of memberships) {
    const others = company.memberships.filter((member) => member.personId !== personId);
    const named = { companyId, companyName: company.name };
    if (others.length === 0) plan.emptied.push(named);
    else if (role === "owner" && !others.some((other) => other.role === "owner")) plan.ownerless.push(named);
  }
  return plan;
}
