import type { ChangeFeed } from "@/lib/base/change-feed";
import { portal } from "@/lib/base/config/portal";
import { type Env, env } from "@/lib/base/env";
import { FreshCache } from "@/lib/base/fresh-cache";
import type { Db } from "@/lib/base/postgres";
import { hashSecret } from "@/lib/base/secrets";
import { internalToken } from "./internal-token";
import { type TokenIdentity, type TokenScope, tokenScopes } from "./schema";

const maxTokenLength = 256;
const caches = new WeakMap<Db, FreshCache<TokenIdentity>>();
const settled = { env: undefined as Env | undefined, known: new Map<string, TokenIdentity>() };

/**
 * Who a service token in `Authorization: Bearer svc_...` belongs to; null for everything else, an issued API key included.
 * Revocation counts within a second. Throws `unavailable` when the database is away and the token was not seen before.
 */
export async function authenticateToken(db: Db, authorization: string | undefined): Promise<TokenIdentity | null> {
  const token = readBearer(authorization);
  if (!token?.startsWith("svc_")) return null;
  const hash = hashSecret(token);
  const known = settledTokens().get(hash);
  if (known) return known;
  const cache = caches.get(db) ?? watchTokens(db);
  const cached = cache.peek(hash);
  return cached === undefined ? cache.get(hash) : cached;
}

/** Keeps the tokens of this database by a change feed instead of asking again every second; the edge does, once. */
export function watchTokens(db: Db, feed?: ChangeFeed): FreshCache<TokenIdentity> {
  caches.get(db)?.close();
  const cache = new FreshCache<TokenIdentity>({
    kind: "token",
    feed,
    max: 1_000,
    maxMissing: 10_000,
    staleWhileAwayMs: portal.keys.staleWhileAwayMs,
    load: (hash) => loadToken(db, hash),
  });
  caches.set(db, cache);
  return cache;
}

async function loadToken(db: Db, hash: string): Promise<TokenIdentity | null> {
  const row = await db.serviceToken.findUnique({
    where: { hash },
    select: { id: true, scopes: true, revokedAt: true },
  });
  if (!row || row.revokedAt) return null;
  return { tokenId: row.id, scopes: row.scopes.filter(isScope) };
}

function isScope(text: string): text is TokenScope {
  return (tokenScopes as readonly string[]).includes(text);
}

/** The tokens that stand in settings, by hash: the bootstrap token and the house's own. Both have all scopes. */
function settledTokens(): Map<string, TokenIdentity> {
  const current = env();
  if (settled.env === current) return settled.known;
  settled.env = current;
  settled.known = new Map();
  if (current.WAYMARK_SERVICE_TOKEN) {
    settled.known.set(hashSecret(current.WAYMARK_SERVICE_TOKEN), { tokenId: "env", scopes: tokenScopes });
  }
  if (current.NEXTAUTH_SECRET) {
    settled.known.set(hashSecret(internalToken()), { tokenId: "internal", scopes: tokenScopes });
  }
  return settled.known;
}

function readBearer(authorization: string | undefined): string | null {
  if (!authorization || authorization.length > maxTokenLength) return null;
  return /^bearer /i.test(authorization) ? authorization.slice(7).trim() : null;
}
