import { now } from "@/lib/base/clock";
import type { Tx } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { lockCompany } from "./internal/member-of";

export type AnonymiseOutcome =
  | { outcome: "anonymised"; emptiedCompanyIds: string[] }
  | { outcome: "not_found" }
  | { outcome: "last_owner"; companyName: string };

/**
 * Removes what tells who a person is: name, address, picture, login, accounts, logins, memberships, open invites. The row and its id stay,
 * so that counts and the past do not change. Refuses (`last_owner`) while others would be left in a company without an owner.
 * `emptiedCompanyIds`: companies nobody is left in; a company of one's own loses its name with its person.
 */
export async function anonymisePerson(tx: Tx, personId: string): Promise<AnonymiseOutcome> {
  const person = await tx.person.findUnique({ where: { id: personId }, include: { memberships: true } });
  if (!person || person.deletedAt) return { outcome: "not_found" };
  const emptiedCompanyIds: string[] = [];
  for (const { companyId, role } of person.memberships) {
    await lockCompany(tx, companyId);
    const others = await tx.membership.findMany({ where: { companyId, personId: { not: personId } } });
    if (others.length === 0) emptiedCompanyIds.push(companyId);
    else if (role === "owner" && !others.some((other) => other.role === "owner")) {
      const { name } = await tx.company.findUniqueOrThrow({ where: { id: companyId }, select: { name: true } });
      return { outcome: "last_owner", companyName: name };
    }
  }
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
  for (const companyId of emptiedCompanyIds) {
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
  return { outcome: "anonymised", emptiedCompanyIds };
}
