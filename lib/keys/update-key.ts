import type { Db } from "@/lib/base/postgres";
import type { Prisma } from "@/lib/base/prisma-client/client";
import { changeKey, type KeyAddress } from "./internal/change-key";
import type { Actor, KeyChanges, KeyView } from "./schema";

/** Changes what is given of a key: name, scopes, ranges, limits, metadata, expiry. A revoked key stays as it is. */
export async function updateKey(
  db: Db,
  address: KeyAddress,
  actor: Actor,
  fields: KeyChanges,
): Promise<{ outcome: "not_found" | "unchanged" } | { outcome: "changed"; key: KeyView }> {
  return changeKey(db, address, actor, "key.updated", (key) =>
    key.revokedAt ? null : { ...fields, metadata: fields.metadata as Prisma.InputJsonObject | undefined },
  );
}
