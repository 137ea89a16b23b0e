import type { RawMessage } from "@/lib/usage/open-detail-keeper";

/** Of a body that streams by, so much is held for the request log. */
export const mostHeldBytes = 16 * 1024;

/**
 * A message that streamed by, as the request log takes it. Only JSON and forms have names by which secrets are known and taken out: of any
 * other body it is told that there was one. `held`: null when it was longer than what is held.
 */
export function keptMessage(headers: RawMessage["headers"], held: Buffer | null): RawMessage {
  if (held === null) return { headers, note: "The body is too large to be kept." };
  if (held.length === 0) return { headers };
  const type = String(headers["content-type"] ?? "");
  if (headers["content-encoding"] !== undefined)
    return { headers, note: "The body is compressed: it is passed on and not kept." };
  if (/x-www-form-urlencoded/i.test(type))
    return { headers, body: Object.fromEntries(new URLSearchParams(held.toString("utf8"))) };
  try {
    if (/json/i.test(type)) return { headers, body: JSON.parse(held.toString("utf8")) };
  } catch {
    return { headers, note: "The body says that it is JSON and is none." };
  }
  return { headers, note: "Only JSON and forms are kept." };
}
