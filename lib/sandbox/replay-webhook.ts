import { nowMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";

/** Puts a message up once more, the same bytes under the same `webhook-id`; without one, all that were given up. Returns how many. */
export async function replayWebhook(
  db: Db,
  { appId, endpointId, messageId }: { appId: string; endpointId: string; messageId?: string },
): Promise<number> {
  const { count } = await db.sandboxDelivery.updateMany({
    where: {
      appId,
      endpointId,
      ...(messageId ? { messageId, state: { not: "waiting" } } : { state: "dead" }),
    },
    data: {
      state: "waiting",
      attempts: 0,
      nextAttemptAt: new Date(nowMs()),
      createdAt: new Date(nowMs()),
      finishedAt: null,
      leasedUntil: null,
      responseStatus: null,
      error: null,
      durationMs: null,
    },
  });
  return count;
}
