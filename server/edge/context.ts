import type { ChangeFeed } from "@/lib/base/change-feed";
import type { Logger } from "@/lib/base/log";
import type { Db } from "@/lib/base/postgres";
import type { Redis } from "@/lib/base/redis";
import type { Collector } from "@/lib/collector/accept-calls";
import type { Journal } from "@/lib/events/journal";

/** What the doors of one edge share. Made once at start (or by a test), never reached for through a global. */
export type EdgeContext = {
  db: Db;
  journal: Journal;
  collector: Collector;
  /** What other processes changed in PostgreSQL: keeps caches within a second of the truth. */
  changes: ChangeFeed;
  /** What edges share beyond PostgreSQL: counts of limits. Undefined without REDIS_URL: this edge is the only one. */
  redis: Redis | undefined;
  log: Logger;
  /** The bundled browser tracker. */
  trackerFile: string;
  /** Aborted when the edge is asked to stop: what would never end by itself ends then. */
  stopping: AbortSignal;
  /** Something a door holds: `close` runs when the edge stops, after the last answer. */
  onClose(close: () => Promise<void> | void): void;
};
