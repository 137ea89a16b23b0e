import type { Tx } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";

/** Whether the setting STAFF names this person, by a verified address or a GitHub login. */
export function isNamedStaff(
  staff: readonly string[],
  person: { verifiedEmails: readonly string[]; githubLogin?: string },
): boolean {
  const names = new Set(staff.map((name) => name.toLowerCase()));
  const own = [...person.verifiedEmails, ...(person.githubLogin ? [person.githubLogin] : [])];
  return own.some((name) => names.has(name.toLowerCase()));
}

/** What the audit log gives as the reason when the setting named them. */
export const staffSetting = "STAFF";

/** Makes a person an admin of the portal without another admin's doing, and notes why. */
export async function grantStaffAdmin(tx: Tx, personId: string, because: string): Promise<void> {
  const { staffRole } = await tx.person.findUniqueOrThrow({ where: { id: personId }, select: { staffRole: true } });
  if (staffRole === "admin") return;
  await tx.person.update({ where: { id: personId }, data: { staffRole: "admin" } });
  await recordAudit(tx, {
    actorKind: "system",
    actorId: "portal",
    action: "person.staff_role_set",
    subjectKind: "person",
    subjectId: personId,
    before: { staffRole },
    after: { staffRole: "admin", because },
  });
}
