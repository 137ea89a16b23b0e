import { z } from "zod";
import { nowMs } from "@/lib/base/clock";
import type { Db, Tx } from "@/lib/base/postgres";

/** An endpoint nobody answers at does not fill the database: what comes on top is given up at once. */
const maxWaiting = 500;

export type Message = { id: string; type: string; body: string; cause: "change" | "trigger" | "test" };

/** Endpoints of an app that are told of events of this name. */
export async function listListeners(db: Db | Tx, appId: string, type: string): Promise<{ id: string; url: string }[]> {
  return db.sandboxEndpoint.findMany({
    where: {
      appId,
      enabled: true,
      stoppedReason: null,
      OR: [{ events: { isEmpty: true } }, { events: { has: type } }],
    },
    orderBy: { createdAt: "asc" },
    select: { id: true, url: true },
  });
}

/** Puts a message into the outbox for these endpoints, in the caller's transaction. */
export async function enqueueMessage(
  tx: Db | Tx,
  appId: string,
  endpoints: readonly { id: string }[],
  message: Message,
): Promise<void> {
  const at = new Date(nowMs());
  for (const { id: endpointId } of endpoints) {
    const waiting = await tx.sandboxDelivery.count({ where: { endpointId, state: "waiting" }, take: maxWaiting });
    const full = waiting >= maxWaiting;
    await tx.sandboxDelivery.create({
      data: {
        endpointId,
        messageId: message.id,
        appId,
        type: message.type,
        body: message.body,
        cause: message.cause,
        nextAttemptAt: at,
        createdAt: at,
        ...(full
          ? { state: "dead", finishedAt: at, error: `${maxWaiting} messages wait for this endpoint already` }
          : {}),
      },
      select: { seq: true },
    });
  }
}

const claimedRow = z.object({
  endpoint_id: z.string(),
  message_id: z.string(),
  body: z.string(),
  attempts: z.number(),
  url: z.string(),
  secrets: z.string(),
});
export type Claimed = z.infer<typeof claimedRow>;

const sqlTime = (ms: number) => new Date(ms).toISOString();

/**
 * Takes up to `limit` due deliveries for `leaseMs`, oldest first and one of each endpoint; then they are anybody's again. `busy` endpoints
 * are left out. Of two processes that want the same row one gets it: the condition is looked at again when the other has committed.
 */
export async function claimDue(db: Db, limit: number, leaseMs: number, busy: readonly string[]): Promise<Claimed[]> {
  const at = sqlTime(nowMs());
  const until = sqlTime(nowMs() + leaseMs);
  const rows = await db.$queryRaw<unknown[]>`
    WITH due AS (
      SELECT DISTINCT ON (d.endpoint_id) d.endpoint_id, d.message_id, d.seq
      FROM sandbox_deliveries d JOIN sandbox_endpoints e ON e.id = d.endpoint_id AND e.enabled AND e.stopped_reason IS NULL
      WHERE d.state = 'waiting' AND d.next_attempt_at <= ${at}::timestamp
        AND (d.leased_until IS NULL OR d.leased_until <= ${at}::timestamp)
        AND NOT (d.endpoint_id = ANY(${[...busy]}::text[]))
      ORDER BY d.endpoint_id, d.seq
    ), chosen AS (SELECT * FROM due ORDER BY seq LIMIT ${limit})
    UPDATE sandbox_deliveries d SET leased_until = ${until}::timestamp
    FROM chosen c JOIN sandbox_endpoints e ON e.id = c.endpoint_id
    WHERE d.endpoint_id = c.endpoint_id AND d.message_id = c.message_id AND d.state = 'waiting'
      AND (d.leased_until IS NULL OR d.leased_until <= ${at}::timestamp)
    RETURNING d.endpoint_id, d.message_id, d.body, d.attempts, e.url, e.secrets`;
  return rows.map((row) => claimedRow.parse(row));
}
