import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { dayMs, nowMs } from "@/lib/base/clock";
import { requestFields, requestRow, toLoggedRequest } from "./internal/request-row";
import { type LoggedRequest, requestLogDays } from "./schema";

/** What counts: calls of these operations, and refusals by these codes (by status where the reporter told no code). */
export type ErrorSubject = { calls: { method: string; route: string }[]; problems: string[]; statuses: number[] };

/** From rollups only: what failed last by operation, and whether it passed since. */
const unsolved = defineQuery({
  sql: `
    SELECT method, route, environment, failure.1 AS status, failure.2 AS keyId, toUnixTimestamp64Milli(failed) AS failedMs
    FROM (
      SELECT method, route, environment, argMax((status, key_id), last_at) AS failure, max(last_at) AS failed
      FROM usage_errors_daily
      WHERE company_id = {companyId:String} AND day >= toDate({from:DateTime64(3, 'UTC')})
        AND key_id IN {keyIds:Array(String)} AND last_at >= {from:DateTime64(3, 'UTC')}
        AND (concat(method, ' ', route) IN {calls:Array(String)} OR problem IN {problems:Array(String)}
          OR (problem = '' AND status IN {statuses:Array(UInt16)}))
      GROUP BY method, route, environment
    ) AS broken
    LEFT JOIN (
      SELECT method, route, environment, max(last_at) AS passed
      FROM usage_daily
      WHERE company_id = {companyId:String} AND day >= toDate({from:DateTime64(3, 'UTC')})
        AND key_id IN {keyIds:Array(String)} AND status_class = 2
      GROUP BY method, route, environment
    ) AS good USING (method, route, environment)
    WHERE failed > passed
    ORDER BY failed DESC, method, route
    LIMIT 1`,
  params: z.object({
    companyId: z.string(),
    keyIds: z.array(z.string()),
    from: z.date(),
    calls: z.array(z.string()),
    problems: z.array(z.string()),
    statuses: z.array(z.number().int()),
  }),
  row: z.object({
    method: z.string(),
    route: z.string(),
    environment: z.enum(["sandbox", "live"]),
    status: z.coerce.number(),
    keyId: z.string(),
    failedMs: z.coerce.number(),
  }),
});

/** The one call, found by the order of the table. */
const request = defineQuery({
  sql: `SELECT ${requestFields} FROM usage_events
        WHERE company_id = {companyId:String} AND environment = {environment:String}
          AND occurred_at = fromUnixTimestamp64Milli({failedMs:Int64}, 'UTC') AND key_id = {keyId:String}
          AND method = {method:String} AND route = {route:String} AND status = {status:UInt16}
        LIMIT 1`,
  params: z.object({
    companyId: z.string(),
    environment: z.string(),
    failedMs: z.number(),
    keyId: z.string(),
    method: z.string(),
    route: z.string(),
    status: z.number(),
  }),
  row: requestRow,
});

/**
 * The newest refused or failed call of these keys in the last seven days that a subject covers, unless a later call of the same operation (in
 * the same environment, by one of these keys) answered 2xx. Null: there is none. Two small reads, however many calls there are.
 */
export async function getUnsolvedError(
  keys: { companyId: string; keyIds: string[] },
  subject: ErrorSubject,
): Promise<LoggedRequest | null> {
  const { companyId, keyIds } = keys;
  const { problems, statuses } = subject;
  if (keyIds.length === 0 || subject.calls.length + problems.length + statuses.length === 0) return null;
  const calls = subject.calls.map(({ method, route }) => `${method} ${route}`);
  const from = new Date(nowMs() - requestLogDays * dayMs);
  const [found] = await runQuery(unsolved, { companyId, keyIds, from, calls, problems, statuses });
  if (!found) return null;
  const [row] = await runQuery(request, { companyId, ...found });
  return row ? toLoggedRequest(row) : null;
}
