import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { nowMs } from "@/lib/base/clock";
import { getQuarantined, type QuarantinedCall, type QuarantineKey } from "./get-quarantined";

export const quarantinedFilter = z.object({
  withinMs: z.number().int().positive(),
  name: z.string().default(""),
  sourceId: z.string().default(""),
  reason: z.string().default(""),
  /** Only those that did not become an event since. */
  open: z.boolean().default(false),
  /** Only those that came before this one. */
  before: z.object({ id: z.string(), receivedAt: z.string() }).optional(),
  limit: z.number().int().min(1).max(500).default(100),
});
export type QuarantinedFilter = z.input<typeof quarantinedFilter>;

/** Later than anything that was received. */
const endOfTimeMs = Date.UTC(2200, 0, 1);

const params = z.object({
  since: z.number(),
  until: z.number(),
  before: z.string(),
  name: z.string(),
  source: z.string(),
  reason: z.string(),
  open: z.number(),
  limit: z.number(),
});

/** Payloads are read for the rows that are shown only: a flood of them must not have to be sorted. */
const matching = `
  SELECT received_at, id, argMax(reason, replayed_at) AS why, argMax(outcome, replayed_at) AS state
  FROM quarantine
  WHERE received_at >= fromUnixTimestamp64Milli({since:Int64}) AND received_at <= fromUnixTimestamp64Milli({until:Int64})
    AND ({name:String} = '' OR name = {name:String})
    AND ({source:String} = '' OR source_id = {source:String})
  GROUP BY received_at, id
  HAVING ({reason:String} = '' OR why = {reason:String}) AND ({open:UInt8} = 0 OR state != 'accepted')
    AND (received_at < fromUnixTimestamp64Milli({until:Int64}) OR {before:String} = '' OR id < {before:String})`;

const keysQuery = defineQuery({
  sql: `${matching} ORDER BY received_at DESC, id DESC LIMIT {limit:UInt32}`,
  params,
  row: z.object({ received_at: z.string(), id: z.string() }),
});

const countQuery = defineQuery({
  sql: `SELECT count() AS matching FROM (${matching})`,
  params,
  row: z.object({ matching: z.coerce.number() }),
});

/** The keys of the calls that could not be events, newest first. */
export async function listQuarantineKeys(filter: QuarantinedFilter): Promise<QuarantineKey[]> {
  const rows = await runQuery(keysQuery, toParams(filter));
  return rows.map(({ id, received_at }) => ({ id, receivedAt: received_at }));
}

/** The calls that could not be events, newest first, each with its reason and as it was sent. */
export async function listQuarantined(filter: QuarantinedFilter): Promise<QuarantinedCall[]> {
  const keys = await listQuarantineKeys(filter);
  const place = new Map(keys.map(({ id, receivedAt }, index) => [`${receivedAt} ${id}`, index]));
  const placeOf = (call: QuarantinedCall) => place.get(`${call.receivedAt} ${call.id}`) ?? -1;
  const calls = await getQuarantined(keys);
  return calls.filter((call) => placeOf(call) >= 0).sort((a, b) => placeOf(a) - placeOf(b));
}

export async function countQuarantined(filter: QuarantinedFilter): Promise<number> {
  const [row] = await runQuery(countQuery, toParams(filter));
  return row?.matching ?? 0;
}

function toParams(filter: QuarantinedFilter): z.input<typeof params> {
  const { withinMs, name, sourceId, reason, open, before, limit } = quarantinedFilter.parse(filter);
  return {
    since: nowMs() - withinMs,
    until: before ? Date.parse(before.receivedAt) : endOfTimeMs,
    before: before?.id ?? "",
    ...{ name, source: sourceId, reason, open: open ? 1 : 0, limit },
  };
}
