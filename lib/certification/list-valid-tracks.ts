import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";

/** Ids of the tracks in which a person is certified now, and `app` when an app of their company is. */
export async function listValidTracks(db: Db, holder: { personId: string; companyId: string }): Promise<string[]> {
  const rows = await db.certification.findMany({
    where: {
      revokedAt: null,
      AND: [
        { OR: [{ expiresAt: null }, { expiresAt: { gt: now() } }] },
        {
          OR: [
            { kind: "developer", personId: holder.personId },
            { kind: "app", companyId: holder.companyId },
          ],
        },
      ],
    },
    select: { kind: true, trackId: true },
  });
  return [...new Set(rows.flatMap(({ kind, trackId }) => (kind === "app" ? ["app"] : trackId ? [trackId] : [])))];
}
