import { nowMs, secondMs } from "@/lib/base/clock";
import type { KeyLimit } from "./counts";
import type { ResolvedKey } from "./key-cache";
import type { LimitState } from "./sliding-windows";
import type { Verification } from "./verify-key";

/** Seconds for which a caller may keep a refusal that only a change of the key can lift. A refusal by a limit is never kept. */
const refusalTtl = 1;

/** The `data` of a verify answer as JSON, and its `RateLimit` headers. */
export type FormattedVerification = { valid: boolean; data: string; headers: Record<string, string> };

/**
 * What a verify answer says (contracts.md, "Keys"). `reset` is in Unix milliseconds, `cacheTtl` in seconds. The text is put together
 * by hand: what of it belongs to the key is written once per key, and names of limits and plans and codes have no character that JSON
 * would escape. `keepSeconds` is how long the caller may keep a VALID answer, 0 unless it hears of changes; never longer than the key lives.
 */
export function formatVerification(verification: Verification, keepSeconds = 0): FormattedVerification {
  const { code, key, planId, quota } = verification;
  const valid = code === "VALID";
  const start = `{"valid":${valid},"code":"${code}",`;
  if (!key) return { valid, data: `${start}"cacheTtl":${refusalTtl}}`, headers: {} };
  const counted = planId !== undefined;
  if (!counted) return { valid, data: `${start}${keyPart(key)},"cacheTtl":${refusalTtl}}`, headers: {} };

  const now = nowMs();
  let lines = "";
  forEachLine(verification, ({ name, limit }, { remaining, resetMs, exceeded }) => {
    lines += `${lines && ","}{"name":"${name}","limit":${limit},"remaining":${remaining},"reset":${now + resetMs},"exceeded":${exceeded}}`;
  });
  const quotaPart = quota
    ? `"quota":{"limit":${quota.limit},"remaining":${quota.remaining},"reset":${now + quota.resetMs}},`
    : "";
  const data = `${start}${keyPart(key)},"plan":"${planId}","ratelimits":[${lines}],${quotaPart}"cacheTtl":${valid ? keptFor(key, keepSeconds, now) : 0}}`;
  return { valid, data, headers: limitHeaders(verification) };
}

/** `RateLimit-Policy` and `RateLimit` (IETF draft-ietf-httpapi-ratelimit-headers) and, when a limit refused, `Retry-After`. */
export function limitHeaders(verification: Verification): Record<string, string> {
  const { quota, retryMs } = verification;
  let policy = "";
  let state = "";
  forEachLine(verification, ({ name, limit, durationMs }, { remaining, resetMs }) => {
    policy += `${policy && ", "}"${name}";q=${limit};w=${seconds(durationMs)}`;
    state += `${state && ", "}"${name}";r=${remaining};t=${seconds(resetMs)}`;
  });
  if (quota) {
    // A month has no fixed length, so the policy names no window.
    policy += `${policy && ", "}"quota";q=${quota.limit}`;
    state += `${state && ", "}"quota";r=${quota.remaining};t=${seconds(quota.resetMs)}`;
  }
  const headers: Record<string, string> = {};
  if (policy) {
    headers["ratelimit-policy"] = policy;
    headers.ratelimit = state;
  }
  if (retryMs !== undefined && Number.isFinite(retryMs)) headers["retry-after"] = String(seconds(retryMs));
  return headers;
}

function keptFor({ expiresAt }: ResolvedKey, keepSeconds: number, nowMs: number): number {
  return expiresAt === null ? keepSeconds : Math.min(keepSeconds, Math.floor((expiresAt - nowMs) / secondMs));
}

const keyParts = new WeakMap<ResolvedKey, string>();

/** What an answer says of the key itself, as members of a JSON object. */
function keyPart(key: ResolvedKey): string {
  let part = keyParts.get(key);
  if (part === undefined) {
    const { keyId, appId, companyId, personId: userId, environment, scopes, metadata, expiresAt } = key;
    const expires = expiresAt === null ? undefined : new Date(expiresAt).toISOString();
    part = JSON.stringify({ keyId, appId, companyId, userId, environment, scopes, metadata, expires }).slice(1, -1);
    keyParts.set(key, part);
  }
  return part;
}

/** How the limits stand, one line a name: where several share it, the one with the least left. */
function forEachLine(
  { limits = [], states = [] }: Verification,
  write: (limit: KeyLimit, state: LimitState) => void,
): void {
  for (let at = 0; at < limits.length; at++) {
    const [limit, state] = [limits[at] as KeyLimit, states[at] as LimitState];
    const outdone = limits.some((other, index) => {
      if (index === at || other.name !== limit.name) return false;
      const twin = states[index] as LimitState;
      if (twin.exceeded !== state.exceeded) return twin.exceeded;
      return twin.remaining < state.remaining || (twin.remaining === state.remaining && index < at);
    });
    if (!outdone) write(limit, state);
  }
}

function seconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / secondMs));
}
