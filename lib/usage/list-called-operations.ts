import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { nowMs } from "@/lib/base/clock";

/** How far back a call makes an operation one that a company uses. */
export const calledDays = 90;

const called = defineQuery({
  sql: `SELECT method, route, app_id AS appId, sum(usage_daily.calls) AS calls FROM usage_daily
        WHERE company_id = {companyId:String} AND day > toDate({today:DateTime64(3, 'UTC')}) - toIntervalDay({days:UInt16})
          AND concat(method, ' ', route) IN {operations:Array(String)}
        GROUP BY method, route, appId ORDER BY calls DESC, method, route, appId LIMIT 5000`,
  params: z.object({ companyId: z.string(), today: z.date(), days: z.number().int(), operations: z.array(z.string()) }),
  row: z.object({ method: z.string(), route: z.string(), appId: z.string(), calls: z.coerce.number() }),
});

export type CalledOperation = z.output<(typeof called)["row"]>;

/** Which of these operations a company's apps called in the last 90 days (UTC, today included), most called first. From the daily rollup. */
export async function listCalledOperations(
  companyId: string,
  operations: { method: string; route: string }[],
): Promise<CalledOperation[]> {
  if (operations.length === 0) return [];
  const names = operations.map(({ method, route }) => `${method} ${route}`);
  return runQuery(called, { companyId, today: new Date(nowMs()), days: calledDays, operations: names });
}
