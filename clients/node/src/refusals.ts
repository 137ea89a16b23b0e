import type { Refusal, RefusalCode } from "./types.js";

type Kind = { status: Refusal["status"]; type: string; title: string; detail: string };

/** What the client of the API reads, as the portal's own gateway door words it. */
export const refusals: Record<RefusalCode, Kind> = {
  MISSING: kind(401, "The API key is missing or not known"),
  NOT_FOUND: kind(401, "The API key is missing or not known"),
  DISABLED: kind(401, "The API key is disabled"),
  EXPIRED: kind(401, "The API key has expired"),
  WRONG_ENVIRONMENT: kind(403, "The API key is for another environment"),
  FORBIDDEN: kind(403, "The API key may not be used from this address"),
  INSUFFICIENT_PERMISSIONS: kind(403, "The API key lacks a permission that this call needs"),
  RATE_LIMITED: kind(429, "Too many calls with this API key"),
  QUOTA_EXCEEDED: kind(429, "The calls of this month are used up"),
  UNAVAILABLE: kind(503, "API keys cannot be checked right now"),
};

function kind(status: Refusal["status"], detail: string): Kind {
  const words = {
    401: { type: "unauthorized", title: "Credentials are missing or not accepted" },
    403: { type: "forbidden", title: "These credentials may not do this" },
    429: { type: "rate_limited", title: "Too many requests" },
    503: { type: "unavailable", title: "Not available right now" },
  }[status];
  return { status, detail, ...words };
}

export function isRefusalCode(code: string): code is RefusalCode {
  return Object.hasOwn(refusals, code);
}

export function refuse(code: RefusalCode, headers: Record<string, string> = {}): Refusal {
  const { status, detail } = refusals[code];
  if (status === 401) headers["www-authenticate"] = "Bearer";
  return { allowed: false, code, status, detail, headers };
}

/** The problem document of a refusal (RFC 9457); `docs` is where the portal's pages are. */
export function problemOf(refusal: Refusal, docs: string): string {
  const { type, title } = refusals[refusal.code];
  return JSON.stringify({
    type: `${docs}/docs/errors#${type}`,
    title,
    status: refusal.status,
    detail: refusal.detail,
    code: refusal.code,
    ...(refusal.requestId ? { instance: `urn:request:${refusal.requestId}` } : {}),
  });
}
