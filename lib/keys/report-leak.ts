import { cleanLine } from "@/lib/base/clean-text";
import { portal } from "@/lib/base/config/portal";
import type { Db, Tx } from "@/lib/base/postgres";
import { redactSecrets } from "@/lib/base/redact-secrets";
import { hashSecret } from "@/lib/base/secrets";
import { recordAudit } from "@/lib/events/record-audit";
import { parseKey } from "./parse-key";
import { revokeKey } from "./revoke-key";

/** `url` is where it was seen, as the finder tells it. */
export type Leak = { token: string; url?: string };

/** What its owners are told; `url` without secrets that stand in it. */
export type LeakedKey = {
  id: string;
  name: string;
  environment: "sandbox" | "live";
  appId: string;
  companyId: string;
  createdById: string;
  finder: string;
  url: string | null;
  willBe: "revoked" | "noted";
};

/**
 * Somebody found a key in public. A sandbox key is revoked at once, a live one as `keys.leakedLive` of portal.config.ts says; either
 * way it stands in the audit log of its company. `tell` runs with that entry, before the key ends: a leak that is reported again after a
 * crash is told again. `unknown`: no key of ours, or one that no longer works.
 */
export async function reportLeak(
  db: Db,
  { token, url }: Leak,
  finder: string,
  tell?: (tx: Tx, key: LeakedKey) => Promise<void>,
): Promise<"revoked" | "noted" | "unknown"> {
  const environment = parseKey(token, portal.organisationPrefix);
  if (!environment) return "unknown";
  const key = await db.apiKey.findUnique({ where: { hash: hashSecret(token) } });
  if (!key || key.revokedAt) return "unknown";
  const willBe = environment === "live" && portal.keys.leakedLive === "note" ? "noted" : "revoked";
  const seenAt = url === undefined ? null : cleanLine(redactSecrets(url), 500);
  await db.$transaction(async (tx) => {
    await recordAudit(tx, {
      actorKind: "system",
      actorId: finder,
      action: "key.leaked",
      subjectKind: "key",
      subjectId: key.id,
      companyId: key.companyId,
      after: { foundBy: finder, url: seenAt },
    });
    await tell?.(tx, { ...key, finder, url: seenAt, willBe });
  });
  if (willBe === "noted") return "noted";
  await revokeKey(db, { keyId: key.id }, { kind: "system", id: finder }, `leaked: found by ${finder}`);
  return "revoked";
}
