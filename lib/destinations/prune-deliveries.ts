import { dayMs, nowMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";

/** An event that has waited so long (tries take a little over three days) is given up, tried or not. */
const giveUpMs = 4 * dayMs;
const keepDeliveredMs = 7 * dayMs;
/** What was given up stays longer: somebody may want it sent again. */
const keepDeadMs = 30 * dayMs;
/** Longer than any platform takes a conversion: none is put up twice for being forgotten. */
const keepConversionsMs = 400 * dayMs;

/** Gives up what waited too long, and takes old lines out of the log. */
export async function pruneDeliveries(db: Db): Promise<{ givenUp: number; removed: number }> {
  const before = (ms: number) => new Date(nowMs() - ms);
  const { count: givenUp } = await db.delivery.updateMany({
    where: { state: "waiting", createdAt: { lt: before(giveUpMs) } },
    data: { state: "dead", finishedAt: before(0), leasedUntil: null, error: "not delivered within four days" },
  });
  // Here and not with each try: the last try of many is seldom, and the figures can wait an hour.
  await db.$executeRaw`
    UPDATE conversions SET state = 'failed' FROM deliveries
    WHERE deliveries.destination_id = conversions.destination_id AND deliveries.event_id = conversions.event_id
      AND deliveries.state = 'dead' AND conversions.state = 'queued'`;
  await db.conversion.deleteMany({ where: { occurredAt: { lt: before(keepConversionsMs) } } });
  const { count: delivered } = await db.delivery.deleteMany({
    where: { state: "delivered", finishedAt: { lt: before(keepDeliveredMs) } },
  });
  const { count: dead } = await db.delivery.deleteMany({
    where: { state: "dead", finishedAt: { lt: before(keepDeadMs) } },
  });
  await db.destinationReplay.deleteMany({ where: { finishedAt: { lt: before(keepDeadMs) } } });
  return { givenUp, removed: delivered + dead };
}
