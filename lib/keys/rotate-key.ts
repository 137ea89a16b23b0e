import { now, secondMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { newId } from "@/lib/base/ids";
import type { Db, Tx } from "@/lib/base/postgres";
import type { Prisma } from "@/lib/base/prisma-client/client";
import { hashSecret } from "@/lib/base/secrets";
import { recordAudit } from "@/lib/events/record-audit";
import { recordEvent } from "@/lib/events/record-event";
import { announceKey, type KeyAddress, lockKey } from "./internal/change-key";
import { makeSecret } from "./internal/key-format";
import { auditedParts, type KeyRow, keySelection, toKeyView } from "./internal/key-view";
import { sealSecret } from "./internal/sealed-secret";
import { type Actor, type KeyView, maxGraceSeconds } from "./schema";

export type RotateKeyOutcome =
  | { outcome: "rotated"; key: KeyView; secret: string; replaced: KeyView }
  | { outcome: "not_found" }
  /** Not working now, so there is nothing to hand over: make a new key instead. */
  | { outcome: "not_active" };

/**
 * Makes a key with the same settings in place of an old one. The old one works for `graceSeconds` more (0 to 30 days; 0 revokes it
 * at once), never longer than it would have. The new one has the old one's own expiry. `personId` becomes its maker.
 */
export async function rotateKey(
  db: Db,
  address: KeyAddress,
  by: { actor: Actor; personId?: string },
  graceSeconds: number,
): Promise<RotateKeyOutcome> {
  if (!Number.isInteger(graceSeconds) || graceSeconds < 0 || graceSeconds > maxGraceSeconds) {
    throw new RangeError(`graceSeconds must be a whole number from 0 to ${maxGraceSeconds}`);
  }
  return db.$transaction(async (tx) => {
    const locked = await lockKey(tx, address);
    if (!locked) return { outcome: "not_found" };
    const { hash: oldHash, ...old } = locked;
    if (old.revokedAt || old.disabledAt || (old.expiresAt && old.expiresAt <= now())) return { outcome: "not_active" };

    const secret = makeSecret(portal.organisationPrefix, old.environment);
    const made = await insertSuccessor(tx, old, secret, by.personId ?? old.createdById);
    const replaced = await tx.apiKey.update({
      where: { id: old.id },
      data: retirement(old, graceSeconds),
      select: keySelection,
    });
    await recordAudit(tx, {
      actorKind: by.actor.kind,
      actorId: by.actor.id,
      action: "key.rotated",
      subjectKind: "key",
      subjectId: old.id,
      companyId: old.companyId,
      before: auditedParts(old),
      after: { ...auditedParts(replaced), successorId: made.id },
    });
    await announceKey(tx, old.id, oldHash);
    await announceKey(tx, made.id, hashSecret(secret));
    return { outcome: "rotated", key: toKeyView(made), secret, replaced: toKeyView(replaced) };
  });
}

function retirement(old: KeyRow, graceSeconds: number): Prisma.ApiKeyUpdateInput {
  if (graceSeconds === 0) return { revokedAt: now(), revokeReason: "rotated", sealedSecret: null };
  const end = new Date(now().getTime() + graceSeconds * secondMs);
  return { expiresAt: old.expiresAt && old.expiresAt < end ? old.expiresAt : end };
}

async function insertSuccessor(tx: Tx, old: KeyRow, secret: string, personId: string): Promise<KeyRow> {
  const prefix = secret.slice(0, secret.lastIndexOf("_"));
  const id = newId("apiKey");
  const row = await tx.apiKey.create({
    data: {
      id,
      appId: old.appId,
      companyId: old.companyId,
      createdById: personId,
      environment: old.environment,
      name: old.name,
      prefix,
      start: secret.slice(0, prefix.length + 5),
      hash: hashSecret(secret),
      sealedSecret: sealSecret(id, old.environment, secret),
      scopes: old.scopes,
      allowedCidrs: old.allowedCidrs,
      ratelimits: old.ratelimits as Prisma.InputJsonArray,
      metadata: old.metadata as Prisma.InputJsonObject,
      expiresAt: old.expiresAt,
      replacesId: old.id,
      originPath: old.originPath,
    },
    select: keySelection,
  });
  await recordEvent(tx, {
    name: "key_created",
    properties: { environment: row.environment },
    personId,
    companyId: row.companyId,
    appId: row.appId,
    keyId: row.id,
    environment: row.environment,
  });
  return row;
}
