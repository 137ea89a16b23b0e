import { dayMs, nowMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { removeReplies } from "./internal/world";

/** Forgets answers kept for Idempotency-Key after a day. Returns how many. */
export async function expireReplies(db: Db): Promise<number> {
  return removeReplies(db, new Date(nowMs() - dayMs));
}
