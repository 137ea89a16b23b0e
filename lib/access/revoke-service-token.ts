import { announceChange } from "@/lib/base/change-feed";
import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";

/** Revokes a service token for good, everywhere within a second. False when there is none or it was revoked before. */
export async function revokeServiceToken(db: Db, tokenId: string, actorId: string): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const token = await tx.serviceToken.findUnique({ where: { id: tokenId } });
    if (!token) return false;
    const { count } = await tx.serviceToken.updateMany({
      where: { id: tokenId, revokedAt: null },
      data: { revokedAt: now() },
    });
    if (count === 0) return false;
    await recordAudit(tx, {
      actorKind: "person",
      actorId,
      action: "token.revoked",
      subjectKind: "token",
      subjectId: tokenId,
      before: { name: token.name, scopes: token.scopes },
    });
    await announceChange(tx, "token", token.hash);
    return true;
  });
}
