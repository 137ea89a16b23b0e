import { dayMs, nowMs, secondMs } from "../clock";
import { GuardedFetchError } from "../guarded-fetch";

/**
 * What became of one try: taken; not taken, try again (not before `afterMs` when the receiver said so); never to be taken as it is;
 * or the receiver is gone for good and wants nothing more. `reason` is for people: no secret, no address.
 */
export type DeliveryOutcome =
  | { kind: "delivered"; status: number | null }
  | { kind: "retry"; status: number | null; reason: string; afterMs?: number }
  | { kind: "refused"; status: number | null; reason: string }
  | { kind: "gone"; status: number | null; reason: string };

/** Nobody is made to wait longer than that by a header. */
const longestAfterMs = dayMs;

/** `Retry-After` (RFC 9110, 10.2.3: seconds or a date) in milliseconds from now, at most a day; undefined when it says nothing. */
export function readRetryAfter(value: string | null): number | undefined {
  if (!value) return undefined;
  const waitMs = /^\s*\d+\s*$/.test(value) ? Number(value) * secondMs : Date.parse(value) - nowMs();
  return Number.isFinite(waitMs) ? Math.min(Math.max(0, waitMs), longestAfterMs) : undefined;
}

/** What a status means under Standard Webhooks: 2xx taken, 410 gone, everything else (redirects too) try again. */
export function judgeStatus(status: number, retryAfter: string | null): DeliveryOutcome {
  if (status >= 200 && status < 300) return { kind: "delivered", status };
  if (status === 410) return { kind: "gone", status, reason: "answered 410 Gone: it wants nothing more" };
  const afterMs = readRetryAfter(retryAfter);
  return { kind: "retry", status, reason: `answered ${status}`, ...(afterMs === undefined ? {} : { afterMs }) };
}

/** A request that got no answer. Faults that are not the network's are thrown on. */
export function judgeFault(error: unknown): DeliveryOutcome {
  if (!(error instanceof GuardedFetchError)) throw error;
  return { kind: "retry", status: null, reason: error.message };
}
