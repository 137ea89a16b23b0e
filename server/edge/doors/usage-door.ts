import { authenticateToken } from "@/lib/access/authenticate-token";
import { requireScope } from "@/lib/access/require-scope";
import { hashSecret } from "@/lib/base/secrets";
import { parseKey } from "@/lib/keys/parse-key";
import type { KeyDesk } from "@/lib/keys/verify-key";
import { type ResolveKey, recordUsage } from "@/lib/usage/record-usage";
import type { EdgeContext } from "../context";
import { type Door, readJson, sendJson } from "../door";
import { keyDesk } from "./key-desk";

/** 10,000 records of about 1 KB, packed or not. */
const limits = { maxBytes: 10 * 1024 * 1024, maxUnpackedBytes: 10 * 1024 * 1024 };

/** `POST /v1/usage`: the platform reports calls (contracts.md, "Usage"). */
export function usageDoors(context: EdgeContext): Door[] {
  const desk = keyDesk(context);
  return [
    {
      methods: ["POST"],
      path: "/v1/usage",
      async handle(request, response) {
        const token = requireScope(
          await authenticateToken(context.db, request.raw.headers.authorization),
          "usage:write",
        );
        const body = await readJson(request, limits);
        const resolveKey = keyResolver(desk, token.tokenId);
        const answer = await recordUsage({ journal: context.journal, resolveKey }, body);
        sendJson(response, 200, answer);
      },
    },
  ];
}

/** Finds owners through the key cache, revoked keys included; guesses count as they do in verification. */
function keyResolver(desk: KeyDesk, caller: string): ResolveKey {
  return async (reference) => {
    if ("key" in reference && parseKey(reference.key, desk.organisationPrefix) === null) return null;
    if ("keyId" in reference && !reference.keyId.startsWith("key_")) return null;
    const name = "key" in reference ? hashSecret(reference.key) : reference.keyId;
    const known = desk.keys.peek(name);
    if (known !== undefined) return known;
    desk.guesses.check(caller);
    const found = await desk.keys.get(name);
    if (!found) desk.guesses.record(caller);
    return found;
  };
}
