import { dayMs, nowMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";

/** Tries take a little over three days; a message of an endpoint that is off waits no longer either. */
const giveUpMs = 4 * dayMs;
const keepMs = 7 * dayMs;

/** Gives up messages that waited too long, and takes old lines out of the log. */
export async function pruneWebhooks(db: Db): Promise<{ givenUp: number; removed: number }> {
  const before = (ms: number) => new Date(nowMs() - ms);
  const { count: givenUp } = await db.sandboxDelivery.updateMany({
    where: { state: "waiting", createdAt: { lt: before(giveUpMs) } },
    data: { state: "dead", finishedAt: before(0), leasedUntil: null, error: "not delivered within four days" },
  });
  const { count: removed } = await db.sandboxDelivery.deleteMany({
    where: { state: { not: "waiting" }, finishedAt: { lt: before(keepMs) } },
  });
  return { givenUp, removed };
}
