import { now } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { memberOf } from "./internal/member-of";
import { grantableRoles } from "./schema";

/**
 * Makes an open invite useless. Owners and admins may revoke any of their company's, others those they made; else `forbidden`.
 * False when there was nothing to revoke.
 */
export async function revokeInvite(db: Db, revoke: { inviteId: string; actorId: string }): Promise<boolean> {
  const { inviteId, actorId } = revoke;
  return db.$transaction(async (tx) => {
    const invite = await tx.invite.findUnique({ where: { id: inviteId } });
    if (!invite) return false;
    const role = await memberOf(tx, invite.companyId, actorId);
    if (invite.inviterId !== actorId && grantableRoles[role].length === 0) {
      throw new PortalError("forbidden", "Only owners and admins revoke other people's invites.");
    }
    const { count } = await tx.invite.updateMany({
      where: { id: inviteId, acceptedAt: null, revokedAt: null },
      data: { revokedAt: now() },
    });
    if (count === 0) return false;
    await recordAudit(tx, {
      actorKind: "person",
      actorId,
      action: "invite.revoked",
      subjectKind: "invite",
      subjectId: inviteId,
      companyId: invite.companyId,
    });
    return true;
  });
}
