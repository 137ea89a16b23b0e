import type { Db } from "@/lib/base/postgres";
import { inviteState } from "./internal/invite-state";

/** A company's invites, newest first, at most 200; tokens are not known any more. */
export async function listInvites(db: Db, companyId: string) {
  const invites = await db.invite.findMany({
    where: { companyId },
    include: { inviter: true, acceptedBy: true },
    orderBy: { id: "desc" },
    take: 200,
  });
  return invites.map((invite) => ({
    id: invite.id,
    state: inviteState(invite),
    role: invite.role,
    email: invite.email,
    inviterId: invite.inviterId,
    inviterName: invite.inviter.name ?? invite.inviter.githubLogin,
    acceptedByName: invite.acceptedBy ? (invite.acceptedBy.name ?? invite.acceptedBy.githubLogin) : null,
    createdAt: invite.createdAt,
    expiresAt: invite.expiresAt,
    acceptedAt: invite.acceptedAt,
  }));
}
