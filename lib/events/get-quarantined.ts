import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";

/** Where a row of the quarantine stands: its id, and the time by which it is found without reading the others. */
export const quarantineKeySchema = z.object({ id: z.string().min(1).max(64), receivedAt: z.iso.datetime() });
export type QuarantineKey = z.infer<typeof quarantineKeySchema>;

const fieldErrors = z.array(z.object({ pointer: z.string(), detail: z.string() })).catch([]);

const query = defineQuery({
  sql: `
    SELECT
      id, event_id, name, received_at, source_id, reason, errors, payload, dialect, visitor_id, visit_id, audience, outcome,
      if(replayed_at > toDateTime64(0, 3, 'UTC'), toString(toUnixTimestamp64Milli(replayed_at)), '') AS replayed_ms
    FROM quarantine
    WHERE received_at IN (SELECT fromUnixTimestamp64Milli(arrayJoin({times:Array(Int64)}))) AND id IN {ids:Array(String)}
    ORDER BY received_at DESC, id, replayed_at DESC
    LIMIT 1 BY received_at, id`,
  params: z.object({ ids: z.array(z.string()), times: z.array(z.number()) }),
  row: z.object({
    id: z.string(),
    event_id: z.string(),
    name: z.string(),
    received_at: z.string(),
    source_id: z.string(),
    reason: z.string(),
    errors: z.string().transform((text) => fieldErrors.parse(JSON.parse(text || "[]"))),
    payload: z.string(),
    dialect: z.string(),
    visitor_id: z.string(),
    visit_id: z.string(),
    audience: z.enum(["human", "ai-agent", "bot"]).catch("human"),
    outcome: z.string(),
    replayed_ms: z.string(),
  }),
});

type Row = z.output<typeof query.row>;

/** A call that was set aside, as it stands now: with the reason of the last time it was sent. */
export type QuarantinedCall = Omit<Row, "received_at" | "replayed_ms" | "outcome"> & {
  receivedAt: string;
  /** When it was last sent again, RFC 3339; null: never. */
  replayedAt: string | null;
  /** Whether it became an event then. */
  accepted: boolean;
};

/** These rows of the quarantine, newest first; keys that stand for none are left out. */
export async function getQuarantined(keys: readonly QuarantineKey[]): Promise<QuarantinedCall[]> {
  if (keys.length === 0) return [];
  const times = [...new Set(keys.map(({ receivedAt }) => Date.parse(receivedAt)))];
  const rows = await runQuery(query, { ids: keys.map(({ id }) => id), times });
  return rows.map(({ received_at, replayed_ms, outcome, ...row }) => ({
    ...row,
    receivedAt: received_at,
    replayedAt: replayed_ms ? new Date(Number(replayed_ms)).toISOString() : null,
    accepted: outcome === "accepted",
  }));
}
