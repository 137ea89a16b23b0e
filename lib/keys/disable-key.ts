import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { changeKey, type KeyAddress } from "./internal/change-key";
import type { Actor } from "./schema";

/** Stops a key until `enableKey`. `unchanged`: it was disabled or revoked already. */
export async function disableKey(db: Db, address: KeyAddress, actor: Actor) {
  return changeKey(db, address, actor, "key.disabled", (key) =>
    key.disabledAt || key.revokedAt ? null : { disabledAt: now() },
  );
}
