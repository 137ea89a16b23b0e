import { z } from "zod";
import { nowMs } from "@/lib/base/clock";
import type { Db, Tx } from "@/lib/base/postgres";
import type { EventRow } from "@/lib/events/schema";

/** Times of the outbox are compared in its own time: `timestamp` in UTC, from this process's clock. */
export function sqlTime(ms = nowMs()): string {
  return new Date(ms).toISOString();
}

export type ClaimedDelivery = { eventId: string; seq: number; orderKey: string; attempts: number; event: EventRow };

/** On a busy machine: nobody waits for a claim but the destination itself. */
const patient = { maxWait: 10_000, timeout: 15_000 };

const claimedSchema = z.array(
  z.object({
    event_id: z.string(),
    seq: z.coerce.number(),
    order_key: z.string(),
    attempts: z.number(),
    event: z.custom<EventRow>((value) => typeof value === "object" && value !== null),
  }),
);

/**
 * Takes up to `limit` due deliveries of a destination, in order, for `leaseMs`: then they are anybody's again. One that waits or is being
 * delivered holds back the later ones of the same person. Claims of one destination follow one another, whichever process makes them.
 */
export async function claimDeliveries(
  db: Db,
  destinationId: string,
  limit: number,
  leaseMs: number,
): Promise<ClaimedDelivery[]> {
  const at = sqlTime();
  const until = sqlTime(nowMs() + leaseMs);
  const rows = await db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`deliveries ${destinationId}`}, 0))`;
    // "Nothing earlier holds it back" as a subquery with a LIMIT: as NOT EXISTS it becomes a join that reads all that waits, per row.
    return tx.$queryRaw`
      WITH due AS (
        SELECT d.event_id FROM deliveries d
        WHERE d.destination_id = ${destinationId} AND d.state = 'waiting' AND d.next_attempt_at <= ${at}::timestamp
          AND (d.leased_until IS NULL OR d.leased_until <= ${at}::timestamp)
          AND (
            SELECT e.seq FROM deliveries e
            WHERE e.destination_id = ${destinationId} AND e.state = 'waiting' AND e.order_key = d.order_key AND e.seq < d.seq
              AND (e.next_attempt_at > ${at}::timestamp OR e.leased_until > ${at}::timestamp)
            ORDER BY e.order_key, e.seq LIMIT 1
          ) IS NULL
        ORDER BY d.seq LIMIT ${limit}
      )
      UPDATE deliveries SET leased_until = ${until}::timestamp
      FROM due WHERE deliveries.destination_id = ${destinationId} AND deliveries.event_id = due.event_id
      RETURNING deliveries.event_id, seq, order_key, attempts, event`;
  }, patient);
  return claimedSchema
    .parse(rows)
    .map(({ event_id, order_key, ...row }) => ({ ...row, eventId: event_id, orderKey: order_key }))
    .sort((a, b) => a.seq - b.seq);
}

/** Gives back what was claimed and not tried. */
export async function releaseDeliveries(
  db: Db | Tx,
  destinationId: string,
  eventIds: readonly string[],
): Promise<void> {
  if (!eventIds.length) return;
  await db.delivery.updateMany({
    where: { destinationId, eventId: { in: [...eventIds] }, state: "waiting" },
    data: { leasedUntil: null },
  });
}

/** Which of these destinations have something to deliver now. */
export async function listDueDestinations(db: Db, destinationIds: readonly string[]): Promise<Set<string>> {
  if (!destinationIds.length) return new Set();
  const at = sqlTime();
  const rows = await db.$queryRaw`
    SELECT id FROM unnest(${destinationIds}::text[]) AS id
    WHERE EXISTS (
      SELECT 1 FROM deliveries
      WHERE destination_id = id AND state = 'waiting' AND next_attempt_at <= ${at}::timestamp
        AND (leased_until IS NULL OR leased_until <= ${at}::timestamp)
    )`;
  return new Set(
    z
      .array(z.object({ id: z.string() }))
      .parse(rows)
      .map(({ id }) => id),
  );
}
