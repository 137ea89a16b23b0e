import { dayMs, nowMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { requestLogDays } from "./schema";

/** Forgets headers and bodies of calls that are older than the request log. Returns how many. */
export async function pruneDetails(db: Db): Promise<number> {
  const { count } = await db.requestDetail.deleteMany({
    where: { at: { lt: new Date(nowMs() - requestLogDays * dayMs) } },
  });
  return count;
}
