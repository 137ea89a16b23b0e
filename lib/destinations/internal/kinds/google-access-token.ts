import { createSign } from "node:crypto";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { nowMs, secondMs } from "@/lib/base/clock";
import { guardedFetch } from "@/lib/base/guarded-fetch";
import { type DeliveryOutcome, judgeFault, readRetryAfter } from "@/lib/base/webhooks/delivery-outcome";
import { readJson, safeWord, sha256 } from "./ad-platform";
import type { RequestOptions } from "./kind";

export type ServiceAccount = { client_email: string; private_key: string; token_uri: string };

const scope = "https://www.googleapis.com/auth/datamanager";
const answerSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** Tokens by service account, as long as they last. */
const tokens = new LRUCache<string, string>({ max: 100, ttl: 3_600 * secondMs });
const keyOf = (account: ServiceAccount) =>
  sha256(`${account.client_email} ${account.token_uri} ${account.private_key}`);

/**
 * An access token of a service account: a JWT signed with its key, exchanged at its token address (RFC 7523; "Using OAuth 2.0 for Server to
 * Server Applications", developers.google.com/identity/protocols/oauth2/service-account). Kept until a minute before it ends.
 */
export async function getGoogleAccessToken(
  account: ServiceAccount,
  options: RequestOptions,
): Promise<{ token: string } | { outcome: DeliveryOutcome }> {
  const kept = tokens.get(keyOf(account));
  if (kept) return { token: kept };
  try {
    const answer = await guardedFetch(account.token_uri, {
      ...options,
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({
        grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
        assertion: signAssertion(account),
      }).toString(),
      maxBytes: 16 * 1024,
    });
    const { status } = answer;
    const told = answerSchema.safeParse(readJson(answer.body));
    if (status === 200 && told.success) {
      const { access_token: token, expires_in: seconds } = told.data;
      tokens.set(keyOf(account), token, { ttl: Math.max(1, (seconds - 60) * secondMs) });
      return { token };
    }
    const word = safeWord((readJson(answer.body) as { error?: unknown } | undefined)?.error);
    const afterMs = readRetryAfter(answer.headers.get("retry-after"));
    const reason = `Google gave no access token (${status}${word ? `, ${word}` : ""})`;
    return { outcome: { kind: "retry", status, reason, ...(afterMs === undefined ? {} : { afterMs }) } };
  } catch (error) {
    return { outcome: judgeFault(error) };
  }
}

/** The token was not taken: the next one is a new one. */
export function dropGoogleAccessToken(account: ServiceAccount): void {
  tokens.delete(keyOf(account));
}

function signAssertion({ client_email, private_key, token_uri }: ServiceAccount): string {
  const seconds = Math.floor(nowMs() / secondMs);
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const claims = { iss: client_email, scope, aud: token_uri, iat: seconds, exp: seconds + 3_600 };
  const text = `${encode({ alg: "RS256", typ: "JWT" })}.${encode(claims)}`;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(private_key, "base64url")}`;
}
