import { nowMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { writeToken } from "./token";

/** Every address that was made, newest first, with its token while it works. */
export async function listEmbeds(db: Db) {
  const rows = await db.embed.findMany({ orderBy: { id: "desc" }, take: 200 });
  return rows.map((row) => {
    const works = !row.revokedAt && row.expiresAt.getTime() > nowMs();
    return { ...row, token: works ? writeToken(row.id, row.expiresAt) : null };
  });
}
