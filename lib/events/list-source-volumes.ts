import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { dayMs, nowMs } from "@/lib/base/clock";

const query = defineQuery({
  sql: `
    SELECT
      source_id, sumIf(accepted, hour >= fromUnixTimestamp64Milli({day:Int64})) AS last_day, sum(accepted) AS last_month,
      sum(aside) AS quarantined, toUnixTimestamp64Milli(max(last_at)) AS last_ms
    FROM arrivals_hourly
    WHERE hour >= fromUnixTimestamp64Milli({month:Int64})
    GROUP BY source_id`,
  params: z.object({ day: z.number(), month: z.number() }),
  row: z.object({
    source_id: z.string(),
    last_day: z.coerce.number(),
    last_month: z.coerce.number(),
    quarantined: z.coerce.number(),
    last_ms: z.coerce.number(),
  }),
});

/** What a source sent: events in the last 24 hours and 30 days, what was set aside in the latter, and when something last came. */
export type SourceVolume = { lastDay: number; lastMonth: number; quarantined: number; lastSeen: string };

/** By source id, from the hourly rollup; sources that sent nothing in 30 days are missing. */
export async function listSourceVolumes(): Promise<Map<string, SourceVolume>> {
  const rows = await runQuery(query, { day: nowMs() - dayMs, month: nowMs() - 30 * dayMs });
  return new Map(
    rows.map(({ source_id, last_day, last_month, quarantined, last_ms }) => [
      source_id,
      { lastDay: last_day, lastMonth: last_month, quarantined, lastSeen: new Date(last_ms).toISOString() },
    ]),
  );
}
