import { z } from "zod";
import { secondMs } from "@/lib/base/clock";
import type { Db, Tx } from "@/lib/base/postgres";

/** What the collector said to a batch: durable, never to be taken, or ask again later. */
export type PostAnswer = { outcome: "taken" } | { outcome: "refused" | "later"; reason: string };
export type PostBatch = (payloads: unknown[]) => Promise<PostAnswer>;

export type Delivery = {
  delivered: number;
  /** Rows the collector would not take; kept with the reason. */
  refused: number;
  /** Why the rest waits; null when nothing has to. */
  waiting: string | null;
  /** There may be more rows at once. */
  more: boolean;
};

const rowsAtOnce = 200;
/** Below the collector's 500 KB, with room for what surrounds the rows. */
const maxBatchBytes = 400 * 1024;
/** A post that hangs must not keep rows locked for ever. */
const transactionMs = 30 * secondMs;
/** After so many refusals a row is left for a person to look at. */
const maxAttempts = 20;

const rowSchema = z.object({ id: z.string(), payload: z.unknown() });
type Row = z.infer<typeof rowSchema>;

/**
 * Hands the oldest events of the outbox to the collector and deletes what is durable there, in one transaction: killed in between, the
 * rows are still here and the event id makes the second delivery count for nothing. Several workers share the rows. `again`: those that
 * were refused before, each by itself.
 */
export async function deliverOutbox(db: Db, post: PostBatch, again = false): Promise<Delivery> {
  return db.$transaction(
    async (tx) => {
      const rows = await lockRows(tx, again);
      const total: Delivery = { delivered: 0, refused: 0, waiting: null, more: rows.length === rowsAtOnce };
      for (const batch of again ? rows.map((row) => [row]) : cutBySize(rows)) {
        await deliver(tx, batch, post, total);
        if (total.waiting !== null) return { ...total, more: false };
      }
      return total;
    },
    { timeout: transactionMs, maxWait: 5 * secondMs },
  );
}

/** Whether anything waits to be delivered: asked often, so it must cost little. */
export async function hasOutbox(db: Db): Promise<boolean> {
  return (await db.eventOutbox.findFirst({ where: { attempts: 0 }, select: { id: true } })) !== null;
}

async function deliver(tx: Tx, rows: Row[], post: PostBatch, total: Delivery): Promise<void> {
  const answer = await post(rows.map(({ payload }) => payload));
  if (answer.outcome === "taken") {
    await tx.eventOutbox.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } });
    total.delivered += rows.length;
  } else if (answer.outcome === "later") {
    total.waiting = answer.reason;
  } else if (rows.length === 1) {
    const [row] = rows as [Row];
    await tx.eventOutbox.update({
      where: { id: row.id },
      data: { attempts: { increment: 1 }, lastError: answer.reason.slice(0, 1_000) },
    });
    total.refused++;
  } else {
    // One of them is the cause; the others must not wait for it.
    const middle = rows.length >> 1;
    await deliver(tx, rows.slice(0, middle), post, total);
    if (total.waiting === null) await deliver(tx, rows.slice(middle), post, total);
  }
}

async function lockRows(tx: Tx, again: boolean): Promise<Row[]> {
  const rows: unknown = again
    ? await tx.$queryRaw`
        SELECT id, payload FROM event_outbox WHERE attempts > 0 AND attempts < ${maxAttempts}
        ORDER BY created_at, id LIMIT ${rowsAtOnce} FOR UPDATE SKIP LOCKED`
    : await tx.$queryRaw`
        SELECT id, payload FROM event_outbox WHERE attempts = 0
        ORDER BY created_at, id LIMIT ${rowsAtOnce} FOR UPDATE SKIP LOCKED`;
  return z.array(rowSchema).parse(rows);
}

function cutBySize(rows: Row[]): Row[][] {
  const batches: Row[][] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = Buffer.byteLength(JSON.stringify(row.payload));
    const last = batches.at(-1);
    if (last && bytes + size <= maxBatchBytes) {
      last.push(row);
      bytes += size;
    } else {
      batches.push([row]);
      bytes = size;
    }
  }
  return batches;
}
