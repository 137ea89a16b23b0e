import { dayMs, secondMs } from "@/lib/base/clock";

/** Below this a sender's clock counts as right: the journey over the network takes as long. */
const tolerableSkewMs = 2 * secondMs;
/** How late a public sender may come; a phone that was offline for a month (contracts.md). */
export const latestMs = 32 * dayMs;

/** `corrected`: moved by the error of the sender's clock; `clamped`: it would have been in the future. */
export type TimeMark = "" | "corrected" | "clamped";

/**
 * When something happened by our clock: the sender's time, moved by how far its clock was off when it sent. Nothing happens in the
 * future: what would is clamped to the moment it was received. The mark says what was done.
 */
export function correctTime(
  timestamp: Date | undefined,
  sentAt: Date | undefined,
  receivedAtMs: number,
): { atMs: number; mark: TimeMark } {
  if (!timestamp) return { atMs: receivedAtMs, mark: "" };
  const skewMs = sentAt ? receivedAtMs - sentAt.getTime() : 0;
  const isOff = Math.abs(skewMs) > tolerableSkewMs;
  const correctedMs = isOff ? timestamp.getTime() + skewMs : timestamp.getTime();
  if (correctedMs <= receivedAtMs) return { atMs: correctedMs, mark: isOff ? "corrected" : "" };
  return { atMs: receivedAtMs, mark: correctedMs - receivedAtMs > tolerableSkewMs ? "clamped" : "" };
}
