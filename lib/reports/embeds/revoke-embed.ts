import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";

/** Ends an address for good. False when there is none, or it was ended before. */
export async function revokeEmbed(db: Db, embedId: string, personId: string): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const where = { id: embedId, revokedAt: null };
    if ((await tx.embed.updateMany({ where, data: { revokedAt: now() } })).count === 0) return false;
    await recordAudit(tx, {
      ...{ actorKind: "person", actorId: personId, action: "embed.revoked", subjectKind: "embed", subjectId: embedId },
    });
    return true;
  });
}
