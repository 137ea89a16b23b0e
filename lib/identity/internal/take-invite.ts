import { now } from "@/lib/base/clock";
import type { Tx } from "@/lib/base/postgres";
import { recordEvent } from "@/lib/events/record-event";

/** Marks an open invite as taken and records `invite_accepted`. False when it was not open any more: then nothing is written. */
export async function takeInvite(
  tx: Tx,
  invite: { id: string; inviterId: string },
  taker: { personId: string; companyId: string },
): Promise<boolean> {
  const { count } = await tx.invite.updateMany({
    where: { id: invite.id, acceptedAt: null, revokedAt: null, expiresAt: { gt: now() } },
    data: { acceptedAt: now(), acceptedById: taker.personId },
  });
  if (count === 0) return false;
  await recordEvent(tx, {
    name: "invite_accepted",
    ...taker,
    properties: { invite_id: invite.id, inviter_id: invite.inviterId },
  });
  return true;
}
