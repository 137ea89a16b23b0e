import { hourMs, minuteMs, secondMs } from "../clock";

/** Waits between tries, as the Standard Webhooks specification advises: ten tries in a little over three days. */
const waitsMs = [
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
];

export const maxAttempts = waitsMs.length + 1;

/**
 * Milliseconds until the next try after `attempts` failed ones, up to a fifth longer by chance so that what failed together does not come
 * back together; not before `afterMs` when the receiver named a time. Null after the last try.
 */
export function nextAttemptDelayMs(attempts: number, afterMs = 0, random = Math.random): number | null {
  const waitMs = waitsMs[attempts - 1];
  if (waitMs === undefined) return null;
  return Math.max(Math.round(waitMs * (1 + random() / 5)), afterMs);
}
