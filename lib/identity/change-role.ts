import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { lockCompany } from "./internal/member-of";
import { grantableRoles, invitableRoles, type MembershipRole } from "./schema";

export type ChangeRoleOutcome = "changed" | "unchanged" | "not_member" | "last_owner" | "forbidden";

/**
 * Gives a member another role. Nobody touches or hands out a role above their own, and a company keeps an owner. Open invites of theirs
 * into roles that the new one could not send end with it.
 */
export async function changeRole(
  db: Db,
  change: { companyId: string; personId: string; role: MembershipRole; actorId: string },
): Promise<ChangeRoleOutcome> {
  const { companyId, personId, role, actorId } = change;
  return db.$transaction(async (tx) => {
    await lockCompany(tx, companyId);
    const find = (id: string) =>
      tx.membership.findUnique({ where: { companyId_personId: { companyId, personId: id } } });
    const [actor, member] = [await find(actorId), await find(personId)];
    if (!actor) return "forbidden";
    if (!member) return "not_member";
    const grantable = grantableRoles[actor.role];
    if (!grantable.includes(role) || !grantable.includes(member.role)) return "forbidden";
    if (member.role === role) return "unchanged";
    if (member.role === "owner" && (await tx.membership.count({ where: { companyId, role: "owner" } })) === 1) {
      return "last_owner";
    }
    await tx.membership.update({ where: { id: member.id }, data: { role } });
    await tx.invite.updateMany({
      where: {
        companyId,
        inviterId: personId,
        acceptedAt: null,
        revokedAt: null,
        role: { notIn: [...invitableRoles[role]] },
      },
      data: { revokedAt: now() },
    });
    await recordAudit(tx, {
      actorKind: "person",
      actorId,
      action: "membership.role_changed",
      subjectKind: "person",
      subjectId: personId,
      companyId,
      before: { role: member.role },
      after: { role },
    });
    return "changed";
  });
}
