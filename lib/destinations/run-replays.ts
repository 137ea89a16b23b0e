import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import type { EventRow } from "@/lib/events/schema";
import { sqlTime } from "./internal/delivery-rows";
import { matchEvent } from "./internal/match-event";
import { orderKeyOf } from "./internal/order-key";
import { findTarget } from "./internal/targets";

const pageSize = 500;

/** A page of what happened in a time range, oldest first, after (`afterMs`, `afterId`). */
const pageQuery = defineQuery({
  sql: `
    SELECT event_id, name, occurred_at, received_at, source_id, sent_by, environment, visitor_id, visit_id, person_id, company_id,
      app_id, key_id, audience, path, properties, toUnixTimestamp64Milli(occurred_at) AS occurred_ms
    FROM events
    WHERE occurred_at >= fromUnixTimestamp64Milli({afterMs:Int64}) AND occurred_at < fromUnixTimestamp64Milli({toMs:Int64})
      AND (occurred_at > fromUnixTimestamp64Milli({afterMs:Int64}) OR event_id > {afterId:String})
    ORDER BY events.occurred_at, event_id
    LIMIT {limit:UInt32}`,
  params: z.object({ afterMs: z.number(), afterId: z.string(), toMs: z.number(), limit: z.number() }),
  row: z.looseObject({ event_id: z.string(), occurred_ms: z.coerce.number() }),
});

/**
 * Takes the oldest unfinished replay one page further. Answers whether there may be more to do. `listPersons`: whom visitors turned out to
 * be, by visitor id; what they did keeps its place among what they did later.
 */
export async function runReplays(
  db: Db,
  listPersons: (visitorIds: string[]) => Promise<ReadonlyMap<string, string>>,
): Promise<boolean> {
  const replay = await db.destinationReplay.findFirst({ where: { finishedAt: null }, orderBy: { createdAt: "asc" } });
  if (!replay) return false;
  const found = await findTarget(db, replay.destinationId);
  const target = found?.feed ? null : found;
  const { afterMs, afterId } = readCursor(replay.cursor) ?? { afterMs: replay.from.getTime(), afterId: "" };
  const rows = target
    ? await runQuery(pageQuery, { afterMs, afterId, toMs: replay.to.getTime(), limit: pageSize })
    : [];
  const events = rows.map(({ occurred_ms: _, ...row }) => row as unknown as EventRow);
  const wanted = target ? events.filter((event) => matchEvent(target.filter, event)) : [];
  const visitors = wanted.filter(({ person_id }) => !person_id).flatMap(({ visitor_id }) => visitor_id || []);
  const persons = visitors.length ? await listPersons([...new Set(visitors)]) : undefined;
  const last = rows.at(-1);
  await db.$transaction(async (tx) => {
    const again = wanted.map((event, n) => ({
      n,
      event_id: event.event_id,
      event_name: event.name,
      order_key: orderKeyOf(event, persons),
      event,
    }));
    const time = sqlTime();
    const queued = await tx.$executeRaw`
      INSERT INTO deliveries (destination_id, event_id, event_name, order_key, event, next_attempt_at, created_at)
      SELECT ${replay.destinationId}, event_id, event_name, order_key, event, ${time}::timestamp, ${time}::timestamp
      FROM jsonb_to_recordset(${JSON.stringify(again)}::jsonb)
        AS row(n int, event_id text, event_name text, order_key text, event jsonb)
      ORDER BY n
      ON CONFLICT (destination_id, event_id) DO UPDATE SET
        state = 'waiting', attempts = 0, seq = EXCLUDED.seq, order_key = EXCLUDED.order_key, next_attempt_at = EXCLUDED.next_attempt_at,
        created_at = EXCLUDED.created_at, finished_at = NULL
      WHERE deliveries.state <> 'waiting'`;
    await tx.destinationReplay.update({
      where: { id: replay.id },
      data: {
        queued: { increment: queued },
        cursor: last ? `${last.occurred_ms} ${last.event_id}` : replay.cursor,
        ...(rows.length < pageSize ? { finishedAt: now() } : {}),
      },
    });
  });
  return true;
}

/** `<milliseconds> <event id>`; senders choose their ids, and may put spaces into them. */
function readCursor(cursor: string): { afterMs: number; afterId: string } | null {
  const gap = cursor.indexOf(" ");
  return gap < 0 ? null : { afterMs: Number(cursor.slice(0, gap)), afterId: cursor.slice(gap + 1) };
}
