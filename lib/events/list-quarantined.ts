import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { nowMs } from "@/lib/base/clock";

export const quarantinedFilter = z.object({
  withinMs: z.number().int().positive(),
  name: z.string().default(""),
  sourceId: z.string().default(""),
  reason: z.string().default(""),
  limit: z.number().int().min(1).max(500).default(100),
});

const fieldErrors = z.array(z.object({ pointer: z.string(), detail: z.string() })).catch([]);

const query = defineQuery({
  sql: `
    SELECT event_id, name, received_at, source_id, reason, errors, payload
    FROM quarantine
    WHERE received_at >= fromUnixTimestamp64Milli({since:Int64})
      AND ({name:String} = '' OR name = {name:String})
      AND ({source:String} = '' OR source_id = {source:String})
      AND ({reason:String} = '' OR reason = {reason:String})
    ORDER BY received_at DESC, event_id DESC
    LIMIT {limit:UInt32}`,
  params: z.object({ since: z.number(), name: z.string(), source: z.string(), reason: z.string(), limit: z.number() }),
  row: z.object({
    event_id: z.string(),
    name: z.string(),
    received_at: z.string(),
    source_id: z.string(),
    reason: z.string(),
    errors: z.string().transform((text) => fieldErrors.parse(JSON.parse(text || "[]"))),
    payload: z.string(),
  }),
});

export type QuarantinedEvent = z.output<typeof query.row>;

/** The calls that could not be events, newest first, each with its reason and as it was sent. */
export async function listQuarantined(filter: z.input<typeof quarantinedFilter>): Promise<QuarantinedEvent[]> {
  const { withinMs, name, sourceId, reason, limit } = quarantinedFilter.parse(filter);
  return runQuery(query, { since: nowMs() - withinMs, name, source: sourceId, reason, limit });
}
