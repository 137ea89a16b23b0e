import { hashSecret } from "@/lib/base/secrets";
import { parseKey } from "@/lib/keys/parse-key";
import type { KeyDesk } from "@/lib/keys/verify-key";
import type { ResolveKey } from "@/lib/usage/record-usage";

/** Finds owners through the key cache, revoked keys included; guesses count as they do in verification. */
export function keyResolver(desk: KeyDesk, caller: string): ResolveKey {
  return async (reference) => {
    if ("key" in reference && parseKey(reference.key, desk.organisationPrefix) === null) return null;
    if ("keyId" in reference && !reference.keyId.startsWith("key_")) return null;
    const name = "key" in reference ? hashSecret(reference.key) : reference.keyId;
    const known = desk.keys.peek(name);
    if (known !== undefined) return known;
    if (!desk.known.has(name)) desk.guesses.check(caller);
    const found = await desk.keys.get(name);
    if (!found) desk.guesses.record(caller);
    return found;
  };
}
