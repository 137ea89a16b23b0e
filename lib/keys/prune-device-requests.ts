import { hourMs, nowMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";

/** Forgets requests that ran out an hour ago and guesses of yesterday's kind. Returns how many requests. */
export async function pruneDeviceRequests(db: Db): Promise<number> {
  const before = new Date(nowMs() - hourMs);
  await db.deviceGuess.deleteMany({ where: { at: { lt: before } } });
  return (await db.deviceRequest.deleteMany({ where: { expiresAt: { lt: before } } })).count;
}
