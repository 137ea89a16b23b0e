import { announceChange } from "@/lib/base/change-feed";
import type { Db, Tx } from "@/lib/base/postgres";
import type { Prisma } from "@/lib/base/prisma-client/client";
import { recordAudit } from "@/lib/events/record-audit";
import type { Actor, KeyView } from "../schema";
import { auditedParts, type KeyRow, keySelection, toKeyView } from "./key-view";

export type KeyAddress = {
  keyId: string;
  /** Whose key it must be; absent for the house itself and for management tokens. */
  companyId?: string;
};

/** Tells every edge, at commit, to look at this key again: caches know it by hash (verification) and by id (usage). */
export async function announceKey(tx: Tx, keyId: string, hash: string): Promise<void> {
  await announceChange(tx, "key", hash);
  await announceChange(tx, "key", keyId);
}

/** A key with its hash, its row locked until the transaction ends. Null when there is none, or it is another company's. */
export async function lockKey(tx: Tx, address: KeyAddress): Promise<(KeyRow & { hash: string }) | null> {
  await tx.$queryRaw`SELECT 1 FROM api_keys WHERE id = ${address.keyId} FOR UPDATE`;
  return tx.apiKey.findFirst({
    where: { id: address.keyId, ...(address.companyId ? { companyId: address.companyId } : {}) },
    select: { ...keySelection, hash: true },
  });
}

/**
 * One change of one key, with its audit entry and the word to the edges, in one transaction. `change` returns what to write,
 * or null to leave the key as it is.
 */
export async function changeKey(
  db: Db,
  address: KeyAddress,
  actor: Actor,
  action: string,
  change: (key: KeyRow) => Prisma.ApiKeyUpdateInput | null,
  after?: (tx: Tx, key: KeyRow) => Promise<void>,
): Promise<{ outcome: "not_found" | "unchanged" } | { outcome: "changed"; key: KeyView }> {
  return db.$transaction(async (tx) => {
    const locked = await lockKey(tx, address);
    if (!locked) return { outcome: "not_found" };
    const { hash, ...before } = locked;
    const data = change(before);
    if (!data) return { outcome: "unchanged" };
    const row = await tx.apiKey.update({ where: { id: before.id }, data, select: keySelection });
    await recordAudit(tx, {
      actorKind: actor.kind,
      actorId: actor.id,
      action,
      subjectKind: "key",
      subjectId: row.id,
      companyId: row.companyId,
      before: auditedParts(before),
      after: auditedParts(row),
    });
    await after?.(tx, row);
    await announceKey(tx, row.id, hash);
    return { outcome: "changed", key: toKeyView(row) };
  });
}
