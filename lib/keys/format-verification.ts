import { nowMs, secondMs } from "@/lib/base/clock";
import type { Verification } from "./verify-key";

/** Seconds for which a caller may keep a refusal that only a change of the key can lift. What counts calls is never kept. */
const refusalTtl = 1;

/** The `data` of a verify answer (contracts.md, "Keys"). `reset` is in Unix milliseconds, `cacheTtl` in seconds. */
export function formatVerification({ code, key, planId, limits, quota }: Verification) {
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
    ratelimits: limits?.map(({ name, limit, remaining, resetMs, exceeded }) => ({
      name,
      limit,
      remaining,
      reset: now + resetMs,
      exceeded,
    })),
    quota: quota && { limit: quota.limit, remaining: quota.remaining, reset: now + quota.resetMs },
    cacheTtl: counted ? 0 : refusalTtl,
  };
}

/** `RateLimit-Policy` and `RateLimit` (IETF draft-ietf-httpapi-ratelimit-headers) and, when a limit refused, `Retry-After`. */
export function limitHeaders({ limits, quota, retryMs }: Verification): Record<string, string> {
  const policy: string[] = [];
  const state: string[] = [];
  for (const { name, limit, durationMs, remaining, resetMs } of limits ?? []) {
    policy.push(`"${name}";q=${limit};w=${seconds(durationMs)}`);
    state.push(`"${name}";r=${remaining};t=${seconds(resetMs)}`);
  }
  if (quota) {
    // A month has no fixed length, so the policy names no window.
    policy.push(`"quota";q=${quota.limit}`);
    state.push(`"quota";r=${quota.remaining};t=${seconds(quota.resetMs)}`);
  }
  const headers: Record<string, string> = {};
  if (policy.length > 0) {
    headers["ratelimit-policy"] = policy.join(", ");
    headers.ratelimit = state.join(", ");
  }
  if (retryMs !== undefined && Number.isFinite(retryMs)) headers["retry-after"] = String(seconds(retryMs));
  return headers;
}

function seconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / secondMs));
}
