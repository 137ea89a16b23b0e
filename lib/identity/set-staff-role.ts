import { PortalError } from "@/lib/base/errors";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { isLastAdmin, lockStaffRoles } from "./internal/staff-admins";
import type { StaffRole } from "./schema";

export type SetStaffRoleOutcome = "set" | "unchanged" | "last_admin" | "not_found";

/** Gives a person a staff role, or takes it (null). Admins only, else `forbidden`; the last admin stays one. */
export async function setStaffRole(
  db: Db,
  change: { personId: string; role: StaffRole | null; actorId: string },
): Promise<SetStaffRoleOutcome> {
  const { personId, role, actorId } = change;
  return db.$transaction(async (tx) => {
    await lockStaffRoles(tx);
    const actor = await tx.person.findUnique({ where: { id: actorId }, select: { staffRole: true, deletedAt: true } });
    if (actor?.staffRole !== "admin" || actor.deletedAt) {
      throw new PortalError("forbidden", "Only admins change staff roles.");
    }
    const person = await tx.person.findUnique({ where: { id: personId } });
    if (!person || person.deletedAt) return "not_found";
    if (person.staffRole === role) return "unchanged";
    if (await isLastAdmin(tx, personId)) return "last_admin";
    await tx.person.update({ where: { id: personId }, data: { staffRole: role } });
    await recordAudit(tx, {
      actorKind: "person",
      actorId,
      action: "person.staff_role_set",
      subjectKind: "person",
      subjectId: personId,
      before: { staffRole: person.staffRole },
      after: { staffRole: role },
    });
    return "set";
  });
}
