import { dayMs, secondMs } from "@/lib/base/clock";

/** Below this a sender's clock counts as right: the journey over the network takes as long. */
const tolerableSkewMs = 2 * secondMs;
/** How late a public sender may come; a phone that was offline for a month (contracts.md). */
export const latestMs = 32 * dayMs;

/**
 * When something happened by our clock: the sender's time, moved by how far its clock was off when it sent. Nothing happens in the
 * future: what would is clamped to the moment it was received.
 */
export function correctTime(timestamp: Date | undefined, sentAt: Date | undefined, receivedAtMs: number): number {
  if (!timestamp) return receivedAtMs;
  const skew = sentAt ? receivedAtMs - sentAt.getTime() : 0;
  const corrected = Math.abs(skew) > tolerableSkewMs ? timestamp.getTime() + skew : timestamp.getTime();
  return Math.min(corrected, receivedAtMs);
}
