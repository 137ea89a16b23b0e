import { cleanLine } from "@/lib/base/clean-text";
import { portal } from "@/lib/base/config/portal";
import type { Db } from "@/lib/base/postgres";
import { hashSecret } from "@/lib/base/secrets";
import { recordAudit } from "@/lib/events/record-audit";
import { parseKey } from "./parse-key";
import { revokeKey } from "./revoke-key";

/** `url` is where it was seen, as the finder tells it. */
export type Leak = { token: string; url?: string };

/**
 * Somebody found a key in public. A sandbox key is revoked at once, a live one as `keys.leakedLive` of portal.config.ts says; either
 * way it stands in the audit log of its company. `unknown`: no key of ours, or one that no longer works.
 */
export async function reportLeak(
  db: Db,
  { token, url }: Leak,
  finder: string,
): Promise<"revoked" | "noted" | "unknown"> {
  const environment = parseKey(token, portal.organisationPrefix);
  if (!environment) return "unknown";
  const key = await db.apiKey.findUnique({ where: { hash: hashSecret(token) } });
  if (!key || key.revokedAt) return "unknown";
  await recordAudit(db, {
    actorKind: "system",
    actorId: finder,
    action: "key.leaked",
    subjectKind: "key",
    subjectId: key.id,
    companyId: key.companyId,
    after: { foundBy: finder, url: url === undefined ? null : cleanLine(url, 500) },
  });
  if (environment === "live" && portal.keys.leakedLive === "note") return "noted";
  await revokeKey(db, { keyId: key.id }, { kind: "system", id: finder }, `leaked: found by ${finder}`);
  return "revoked";
}
