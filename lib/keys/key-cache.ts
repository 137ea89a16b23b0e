import ipaddr from "ipaddr.js";
import type { ChangeFeed } from "@/lib/base/change-feed";
import { portal } from "@/lib/base/config/portal";
import { FreshCache } from "@/lib/base/fresh-cache";
import type { Db } from "@/lib/base/postgres";
import type { Environment, NamedLimit } from "./schema";

/** What the edge must know of a key to answer for it. */
export type ResolvedKey = {
  keyId: string;
  appId: string;
  companyId: string;
  /** The key's maker. */
  personId: string;
  environment: Environment;
  scopes: string[];
  /** Empty: from anywhere. */
  cidrs: [ipaddr.IPv4 | ipaddr.IPv6, number][];
  ratelimits: NamedLimit[];
  metadata: Record<string, unknown>;
  /** Milliseconds since 1970. */
  expiresAt: number | null;
  disabled: boolean;
  revoked: boolean;
};

/** About 1 KB an entry: 100 MB when full. Keys in use beyond that are looked up again. */
const maxKeys = 100_000;
/** What was asked for and does not exist: only a hash each. */
const maxMissing = 20_000;

/** Keys by the SHA-256 of their secret (verification) or by id (usage); at most a second behind PostgreSQL. */
export type KeyCache = FreshCache<ResolvedKey>;

/** A bounded key cache of its own for one edge. `feed` drops what changed; without one every answer is asked for again after a second. */
export function createKeyCache(db: Db, feed?: ChangeFeed, max = maxKeys): KeyCache {
  return new FreshCache<ResolvedKey>({
    kind: "key",
    feed,
    max,
    maxMissing,
    staleWhileAwayMs: portal.keys.staleWhileAwayMs,
    load: (hashOrId) => loadKey(db, hashOrId),
  });
}

async function loadKey(db: Db, hashOrId: string): Promise<ResolvedKey | null> {
  const row = await db.apiKey.findUnique({
    where: hashOrId.startsWith("key_") ? { id: hashOrId } : { hash: hashOrId },
    select: {
      id: true,
      appId: true,
      companyId: true,
      createdById: true,
      environment: true,
      scopes: true,
      allowedCidrs: true,
      ratelimits: true,
      metadata: true,
      expiresAt: true,
      disabledAt: true,
      revokedAt: true,
    },
  });
  if (!row) return null;
  return {
    keyId: row.id,
    appId: row.appId,
    companyId: row.companyId,
    personId: row.createdById,
    environment: row.environment,
    scopes: row.scopes,
    cidrs: row.allowedCidrs.map((cidr) => ipaddr.parseCIDR(cidr)),
    ratelimits: row.ratelimits as NamedLimit[],
    metadata: row.metadata as Record<string, unknown>,
    expiresAt: row.expiresAt?.getTime() ?? null,
    disabled: row.disabledAt !== null,
    revoked: row.revokedAt !== null,
  };
}
