import { cleanLine } from "@/lib/base/clean-text";
import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { recordEvent } from "@/lib/events/record-event";
import { changeKey, type KeyAddress } from "./internal/change-key";
import type { Actor } from "./schema";

/** Ends a key for good, on every edge within a second. `reason` is kept, cut at 200 characters, on one line. `unchanged`: it was revoked before. */
export async function revokeKey(db: Db, address: KeyAddress, actor: Actor, reason: string) {
  const kept = cleanLine(reason, 200) || "no reason given";
  return changeKey(
    db,
    address,
    actor,
    "key.revoked",
    (key) => (key.revokedAt ? null : { revokedAt: now(), revokeReason: kept, sealedSecret: null }),
    async (tx, key) => {
      await recordEvent(tx, {
        name: "key_revoked",
        properties: { environment: key.environment, reason: kept },
        personId: actor.kind === "person" ? actor.id : undefined,
        companyId: key.companyId,
        appId: key.appId,
        keyId: key.id,
        environment: key.environment,
      });
    },
  );
}
