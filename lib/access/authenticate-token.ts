import type { ChangeFeed } from "@/lib/base/change-feed";
import { portal } from "@/lib/base/config/portal";
import { type Env, env } from "@/lib/base/env";
import { FreshTable } from "@/lib/base/fresh-table";
import type { Db } from "@/lib/base/postgres";
import { hashSecret } from "@/lib/base/secrets";
import { internalToken } from "./internal-token";
import { type TokenIdentity, type TokenScope, tokenScopes } from "./schema";

const maxTokenLength = 256;
const caches = new WeakMap<Db, FreshTable<TokenIdentity>>();
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
  return cache.peek(hash) ?? cache.get(hash);
}

/**
 * Keeps the tokens of this database (all of them: there are tens) by a change feed instead of asking again every second; the edge does,
 * once. Tokens that somebody made up share a look every 0.2 s: no flood of them can keep the database from others.
 */
export function watchTokens(db: Db, feed?: ChangeFeed): FreshTable<TokenIdentity> {
  caches.get(db)?.close();
  const cache = new FreshTable<TokenIdentity>({
    kind: "token",
    feed,
    staleWhileAwayMs: portal.keys.staleWhileAwayMs,
    load: () => loadTokens(db),
  });
  caches.set(db, cache);
  return cache;
}

async function loadTokens(db: Db): Promise<Map<string, TokenIdentity>> {
  const rows = await db.serviceToken.findMany({
    where: { revokedAt: null },
    select: { id: true, hash: true, scopes: true },
  });
  return new Map(rows.map(({ id, hash, scopes }) => [hash, { tokenId: id, scopes: scopes.filter(isScope) }]));
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
