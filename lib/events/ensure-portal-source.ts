import { announceChange } from "@/lib/base/change-feed";
import { env } from "@/lib/base/env";
import type { Db } from "@/lib/base/postgres";
import { randomBase62 } from "@/lib/base/secrets";

/** The portal's own pages; `/wm.js` carries its write key. */
export const portalSourceId = "src_portal";

/** The write key of the portal's own source, which is made at the first call of the first start. WAYMARK_WRITE_KEY, when set, is that key. */
export async function ensurePortalSource(db: Db): Promise<string> {
  const settled = env().WAYMARK_WRITE_KEY;
  const data = { id: portalSourceId, name: "This portal", writeKey: settled ?? `wk_${randomBase62(24)}` };
  // Every edge does this at its start: the first one's row stays.
  const { count } = await db.source.createMany({ data: [data], skipDuplicates: true });
  if (count) await announceChange(db, "source", data.writeKey);
  const source = await db.source.findUnique({ where: { id: portalSourceId } });
  if (!source) throw new Error("WAYMARK_WRITE_KEY is the write key of another source");
  if (!settled || source.writeKey === settled) return source.writeKey;
  await db.$transaction(async (tx) => {
    await tx.source.update({ where: { id: portalSourceId }, data: { writeKey: settled } });
    await announceChange(tx, "source", source.writeKey);
    await announceChange(tx, "source", settled);
  });
  return settled;
}
