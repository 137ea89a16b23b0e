import { now } from "@/lib/base/clock";
import type { InviteState } from "../schema";

export function inviteState(invite: { acceptedAt: Date | null; revokedAt: Date | null; expiresAt: Date }): InviteState {
  if (invite.acceptedAt) return "used";
  if (invite.revokedAt) return "revoked";
  return invite.expiresAt <= now() ? "expired" : "open";
}
