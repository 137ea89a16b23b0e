import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { hourMs } from "@/lib/base/clock";
import { requestFields, requestRow, toLoggedRequest } from "./internal/request-row";
import type { LoggedRequest } from "./schema";

/** A call that was received lately, with whose it is. */
export type RecentCall = { companyId: string; personId: string; receivedMs: number; request: LoggedRequest };

/** A call that its reporter sends later than that is no news: it is in the log, not in what is watched. */
const newsMs = hourMs;

const recent = defineQuery({
  // The time it happened narrows what is read (the table is sorted by it), the time it was received decides.
  sql: `SELECT ${requestFields}, company_id AS companyId, person_id AS personId, toUnixTimestamp64Milli(received_at) AS receivedMs
        FROM usage_events
        WHERE company_id IN {companyIds:Array(String)} AND occurred_at >= {from:DateTime64(3)} AND received_at >= {since:DateTime64(3)}
        ORDER BY received_at DESC, occurred_at DESC, source DESC, id DESC
        LIMIT {limit:UInt32} BY company_id`,
  params: z.object({ companyIds: z.array(z.string()), from: z.date(), since: z.date(), limit: z.number().int() }),
  row: requestRow.extend({ companyId: z.string(), personId: z.string(), receivedMs: z.coerce.number() }),
});

/** Calls of these companies that were received since `sinceMs`, newest first, at most `limit` of each. */
export async function listRecentCalls(companyIds: string[], sinceMs: number, limit: number): Promise<RecentCall[]> {
  const since = new Date(sinceMs);
  const rows = await runQuery(recent, { companyIds, since, from: new Date(sinceMs - newsMs), limit });
  return rows.map(({ companyId, personId, receivedMs, ...row }) => ({
    ...{ companyId, personId, receivedMs },
    request: toLoggedRequest(row),
  }));
}
