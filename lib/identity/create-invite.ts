import { dayMs, nowMs } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import { hashSecret, randomToken } from "@/lib/base/secrets";
import { recordAudit } from "@/lib/events/record-audit";
import { recordEvent } from "@/lib/events/record-event";
import { memberOf } from "./internal/member-of";
import { invitableRoles, type MembershipRole } from "./schema";

export const inviteDays = 14;

/**
 * Makes an invite into a company; event `invite_sent`. `token` is the link's secret, returned this once: its SHA-256 is stored.
 * Throws `forbidden` when the inviter is no member or may not hand out that role.
 */
export async function createInvite(
  db: Db,
  invite: { companyId: string; inviterId: string; role: MembershipRole; email?: string },
): Promise<{ inviteId: string; token: string; expiresAt: Date }> {
  const { companyId, inviterId, role } = invite;
  const inviteId = newId("invite");
  const token = randomToken(24);
  const expiresAt = new Date(nowMs() + inviteDays * dayMs);
  await db.$transaction(async (tx) => {
    const ownRole = await memberOf(tx, companyId, inviterId);
    if (!invitableRoles[ownRole].includes(role)) {
      throw new PortalError("forbidden", `Somebody with the role ${ownRole} may not invite with the role ${role}.`);
    }
    await tx.invite.create({
      data: {
        id: inviteId,
        companyId,
        inviterId,
        role,
        email: invite.email || null,
        tokenHash: hashSecret(token),
        expiresAt,
      },
    });
    await recordEvent(tx, {
      name: "invite_sent",
      personId: inviterId,
      companyId,
      properties: { invite_id: inviteId, role },
    });
    await recordAudit(tx, {
      actorKind: "person",
      actorId: inviterId,
      action: "invite.created",
      subjectKind: "invite",
      subjectId: inviteId,
      companyId,
      after: { role, expiresAt },
    });
  });
  return { inviteId, token, expiresAt };
}
