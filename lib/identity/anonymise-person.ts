import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { eraseAuditDetails } from "@/lib/events/erase-audit-details";
import { recordAudit } from "@/lib/events/record-audit";
import { lockCompany } from "./internal/member-of";
import { lockStaffRoles } from "./internal/staff-admins";
import { planDeletion } from "./plan-deletion";

export type AnonymiseOutcome = "anonymised" | "not_found" | "last_owner" | "last_admin";

/**
 * Removes what tells who a person is: name, address, picture, login, accounts, logins, memberships, open invites. The row and its id stay,
 * so that counts and the past do not change. Refuses while others would be left in a company without an owner (`last_owner`), or the portal
 * without an admin (`last_admin`).
 * A company of one's own loses its name with its person. The audit log keeps who did what and when, by id, and loses what the words were
 * where it is about the person or a company nobody is left in.
 */
export async function anonymisePerson(db: Db, personId: string): Promise<AnonymiseOutcome> {
  return db.$transaction(async (tx) => {
    const person = await tx.person.findUnique({ where: { id: personId }, include: { memberships: true } });
    if (!person || person.deletedAt) return "not_found";
    // In one order, so that two owners who leave together do not wait for each other.
    for (const companyId of person.memberships.map((membership) => membership.companyId).sort()) {
      await lockCompany(tx, companyId);
    }
    await lockStaffRoles(tx);
    const plan = await planDeletion(tx, personId);
    if (plan.lastAdmin) return "last_admin";
    if (plan.ownerless.length > 0) return "last_owner";
    await tx.account.deleteMany({ where: { userId: personId } });
    await tx.authSession.deleteMany({ where: { userId: personId } });
    await tx.membership.deleteMany({ where: { personId } });
    await tx.invite.updateMany({
      where: { inviterId: personId, acceptedAt: null, revokedAt: null },
      data: { revokedAt: now() },
    });
    if (person.email) await tx.invite.updateMany({ where: { email: person.email }, data: { email: null } });
    await tx.person.update({
      where: { id: personId },
      data: {
        name: null,
        email: null,
        emailVerified: null,
        image: null,
        githubLogin: null,
        staffRole: null,
        deletedAt: now(),
      },
    });
    await eraseAuditDetails(tx, { personId, companyIds: plan.emptied.map(({ companyId }) => companyId) });
    for (const { companyId, role } of person.memberships) {
      await recordAudit(tx, {
        ...{ actorKind: "person", actorId: personId, action: "membership.removed" },
        ...{ subjectKind: "person", subjectId: personId, companyId, before: { role } },
      });
    }
    for (const { companyId } of plan.emptied) {
      await tx.company.updateMany({
        where: { id: companyId, kind: "personal" },
        data: { name: "Deleted account", slug: companyId.replace("_", "-") },
      });
    }
    await recordAudit(tx, {
      actorKind: "person",
      actorId: personId,
      action: "person.deleted",
      subjectKind: "person",
      subjectId: personId,
    });
    return "anonymised";
  });
}
