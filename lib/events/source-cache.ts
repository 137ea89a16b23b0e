import type { ChangeFeed } from "@/lib/base/change-feed";
import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { FreshCache } from "@/lib/base/fresh-cache";
import type { Db } from "@/lib/base/postgres";
import { portalSourceId } from "./ensure-portal-source";

/** Knows sources by their write key, without asking the database for each event. */
export type Sources = {
  /** The id of the source with this write key; null when there is none or it is disabled. Throws `unavailable` while nobody can tell. */
  getSourceId(writeKey: string): Promise<string | null>;
  close(): void;
};

const longestKey = 128;

/** Sources kept by a change feed: a new or disabled one is known within a second. WAYMARK_WRITE_KEY needs no database at all. */
export function openSources(db: Db, feed?: ChangeFeed): Sources {
  const cache = new FreshCache<string>({
    kind: "source",
    feed,
    max: 10_000,
    maxMissing: 10_000,
    staleWhileAwayMs: portal.keys.staleWhileAwayMs,
    async load(writeKey) {
      const source = await db.source.findUnique({ where: { writeKey }, select: { id: true, disabledAt: true } });
      return source && !source.disabledAt ? source.id : null;
    },
  });
  const settled = env().WAYMARK_WRITE_KEY;
  return {
    async getSourceId(writeKey) {
      if (writeKey === settled) return portalSourceId;
      if (!/^[\x21-\x7e]+$/.test(writeKey) || writeKey.length > longestKey) return null;
      return cache.get(writeKey);
    },
    close: () => cache.close(),
  };
}
