import type { ChangeFeed } from "@/lib/base/change-feed";
import { nowMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { FreshTable } from "@/lib/base/fresh-table";
import type { Db } from "@/lib/base/postgres";
import { portalSourceId } from "./ensure-portal-source";

/** Knows sources by their write key, without asking the database for each event. */
export type Sources = {
  /** The id of the source with this write key; null when there is none or it is disabled. Throws `unavailable` while nobody can tell. */
  getSourceId(writeKey: string): Promise<string | null>;
  close(): void;
};

/** A key that was rotated out works until `untilMs`. */
type Known = { sourceId: string; untilMs: number };

/**
 * Every source there is (tens, not millions), kept by a change feed: a new or disabled one is known within a second, and keys that
 * somebody made up share one look at the table every 0.2 s. WAYMARK_WRITE_KEY needs no database at all.
 */
export function openSources(db: Db, feed?: ChangeFeed): Sources {
  const table = new FreshTable<Known>({
    kind: "source",
    feed,
    staleWhileAwayMs: portal.keys.staleWhileAwayMs,
    load: () => loadSources(db),
  });
  const settled = env().WAYMARK_WRITE_KEY;
  return {
    async getSourceId(writeKey) {
      if (writeKey === settled) return portalSourceId;
      const known = table.peek(writeKey) ?? (await table.get(writeKey));
      return known && nowMs() < known.untilMs ? known.sourceId : null;
    },
    close: () => table.close(),
  };
}

async function loadSources(db: Db): Promise<Map<string, Known>> {
  const sources = await db.source.findMany({
    where: { disabledAt: null },
    select: { id: true, writeKey: true, previousKey: true, previousUntil: true },
  });
  const known = new Map<string, Known>();
  for (const { id, previousKey, previousUntil } of sources) {
    if (previousKey && previousUntil) known.set(previousKey, { sourceId: id, untilMs: previousUntil.getTime() });
  }
  for (const { id, writeKey } of sources) {
    known.set(writeKey, { sourceId: id, untilMs: Number.POSITIVE_INFINITY });
  }
  return known;
}
