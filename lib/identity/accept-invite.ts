import type { Db } from "@/lib/base/postgres";
import { getInvite } from "./get-invite";
import { joinCompany } from "./internal/join-company";
import { lockCompany } from "./internal/member-of";
import { retryOnConflict } from "./internal/retry-on-conflict";
import { takeInvite } from "./internal/take-invite";

export type InviteOutcome =
  | { outcome: "joined" | "already_member"; companyId: string; companyName: string }
  | { outcome: "not_found" | "expired" | "used" | "revoked" };

/**
 * Takes an invite for somebody who is signed in: membership, their company from now on, events `invite_accepted` and `company_joined`.
 * A member who opens a link of their own company uses nothing up. At sign-up createPersonFromProvider does the same.
 */
export async function acceptInvite(db: Db, accept: { token: string; personId: string }): Promise<InviteOutcome> {
  const { token, personId } = accept;
  return retryOnConflict(db, async (tx): Promise<InviteOutcome> => {
    const found = await getInvite(tx, token);
    if (!found) return { outcome: "not_found" };
    const { companyId, companyName, role } = found;
    // Company before invite, as everybody takes them: whoever leaves a company ends their invites into it.
    await lockCompany(tx, companyId);
    const invite = (await getInvite(tx, token)) ?? found;
    const member = await tx.membership.findUnique({ where: { companyId_personId: { companyId, personId } } });
    if (member) return { outcome: "already_member", companyId, companyName };
    if (invite.state !== "open") return { outcome: invite.state };
    if (!(await takeInvite(tx, invite, { personId, companyId }))) return { outcome: "used" };
    await joinCompany(tx, { personId, companyId, role, reason: "invite", actorId: invite.inviterId });
    return { outcome: "joined", companyId, companyName };
  });
}
