import type { Db, Tx } from "@/lib/base/postgres";
import { hashSecret } from "@/lib/base/secrets";
import { inviteState } from "./internal/invite-state";
import type { InviteView } from "./schema";

/** The invite behind a link's token, in whatever state it is, or null when no invite has that token. */
export async function getInvite(db: Db | Tx, token: string): Promise<InviteView | null> {
  const invite = await db.invite.findUnique({
    where: { tokenHash: hashSecret(token) },
    include: { company: true, inviter: true },
  });
  if (!invite) return null;
  return {
    id: invite.id,
    state: inviteState(invite),
    companyId: invite.companyId,
    companyName: invite.company.name,
    inviterId: invite.inviterId,
    inviterName: invite.inviter.name ?? invite.inviter.githubLogin ?? "Somebody",
    role: invite.role,
    expiresAt: invite.expiresAt,
  };
}
