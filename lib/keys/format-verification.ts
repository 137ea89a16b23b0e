import { nowMs, secondMs } from "@/lib/base/clock";
import type { LimitState } from "./sliding-windows";
import type { Verification } from "./verify-key";

/** Seconds for which a caller may keep a refusal that only a change of the key can lift. What counts calls is never kept. */
const refusalTtl = 1;

type Line = { name: string; limit: number; durationMs: number } & LimitState;

/** How the limits stand, one line a name: where two share it, the one with less left. */
function listLines({ limits, states }: Verification): Line[] {
  const lines: Line[] = [];
  if (!limits || !states) return lines;
  for (const [index, { name, limit, durationMs }] of limits.entries()) {
    const line = { name, limit, durationMs, ...(states[index] as LimitState) };
    const twin = limits.length > 1 ? lines.findIndex((one) => one.name === name) : -1;
    const other = lines[twin];
    if (!other) lines.push(line);
    else if ((line.exceeded && !other.exceeded) || line.remaining < other.remaining) lines[twin] = line;
  }
  return lines;
}

/** The body of a verify answer (contracts.md, "Keys") and its `RateLimit` headers. */
export function formatVerification(verification: Verification) {
  const lines = listLines(verification);
  return { data: formatData(verification, lines), headers: formatHeaders(verification, lines) };
}

/** `RateLimit-Policy` and `RateLimit` (IETF draft-ietf-httpapi-ratelimit-headers) and, when a limit refused, `Retry-After`. */
export function limitHeaders(verification: Verification): Record<string, string> {
  return formatHeaders(verification, listLines(verification));
}

/** `reset` is in Unix milliseconds, `cacheTtl` in seconds. */
function formatData({ code, key, planId, quota }: Verification, lines: Line[]) {
  const counted = code === "VALID" || code === "RATE_LIMITED" || code === "QUOTA_EXCEEDED";
  if (!key) return { valid: false, code, cacheTtl: refusalTtl };
  const now = nowMs();
  return {
    valid: code === "VALID",
    code,
    keyId: key.keyId,
    appId: key.appId,
    companyId: key.companyId,
    userId: key.personId,
    environment: key.environment,
    scopes: key.scopes,
    plan: planId,
    metadata: key.metadata,
    expires: key.expiresAt === null ? undefined : new Date(key.expiresAt).toISOString(),
    ratelimits: counted
      ? lines.map(({ name, limit, remaining, resetMs, exceeded }) => ({
          name,
          limit,
          remaining,
          reset: now + resetMs,
          exceeded,
        }))
      : undefined,
    quota: quota && { limit: quota.limit, remaining: quota.remaining, reset: now + quota.resetMs },
    cacheTtl: counted ? 0 : refusalTtl,
  };
}

function formatHeaders({ quota, retryMs }: Verification, lines: Line[]): Record<string, string> {
  let policy = "";
  let state = "";
  for (const { name, limit, durationMs, remaining, resetMs } of lines) {
    policy += `${policy && ", "}"${name}";q=${limit};w=${seconds(durationMs)}`;
    state += `${state && ", "}"${name}";r=${remaining};t=${seconds(resetMs)}`;
  }
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

function seconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / secondMs));
}
