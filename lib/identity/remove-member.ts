import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { leaveCompany } from "./internal/leave-company";
import { lockCompany } from "./internal/member-of";
import { grantableRoles } from "./schema";

export type RemoveMemberOutcome = "removed" | "not_member" | "last_owner" | "forbidden";

/** Takes somebody out of a company, or lets them leave it themselves. A company keeps an owner. */
export async function removeMember(
  db: Db,
  remove: { companyId: string; personId: string; actorId: string },
): Promise<RemoveMemberOutcome> {
  const { companyId, personId, actorId } = remove;
  return db.$transaction(async (tx) => {
    await lockCompany(tx, companyId);
    const find = (id: string) =>
      tx.membership.findUnique({ where: { companyId_personId: { companyId, personId: id } } });
    const [actor, member] = [await find(actorId), await find(personId)];
    if (!actor) return "forbidden";
    if (!member) return "not_member";
    if (personId !== actorId && !grantableRoles[actor.role].includes(member.role)) return "forbidden";
    if (member.role === "owner" && (await tx.membership.count({ where: { companyId, role: "owner" } })) === 1) {
      return "last_owner";
    }
    await leaveCompany(tx, personId, companyId);
    await recordAudit(tx, {
      actorKind: "person",
      actorId,
      action: "membership.removed",
      subjectKind: "person",
      subjectId: personId,
      companyId,
      before: { role: member.role },
    });
    return "removed";
  });
}
