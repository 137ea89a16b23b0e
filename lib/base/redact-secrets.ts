// Any organisation's prefix: a log must not depend on the portal's settings being right.
const keys = /([a-z]{3,8}_(?:live|sbx)_)[0-9A-Za-z]{16,36}/g;
const tokens = /svc_[0-9A-Za-z_-]{16,}/g;

/** Takes API keys and service tokens out of a text that somebody else wrote: an address, a stack, what a caller sent along. */
export function redactSecrets(text: string): string {
  let safe = text;
  if (safe.includes("_live_") || safe.includes("_sbx_")) safe = safe.replace(keys, "$1[redacted]");
  if (safe.includes("svc_")) safe = safe.replace(tokens, "svc_[redacted]");
  return safe;
}
