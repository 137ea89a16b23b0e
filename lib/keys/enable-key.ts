import type { Db } from "@/lib/base/postgres";
import { changeKey, type KeyAddress } from "./internal/change-key";
import type { Actor } from "./schema";

/** Lets a disabled key work again. `unchanged`: it was not disabled, or it is revoked. */
export async function enableKey(db: Db, address: KeyAddress, actor: Actor) {
  return changeKey(db, address, actor, "key.enabled", (key) =>
    key.disabledAt && !key.revokedAt ? { disabledAt: null } : null,
  );
}
