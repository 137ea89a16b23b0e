import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { dayMs, nowMs } from "@/lib/base/clock";

/** Days that `daily` covers, today included. */
export const keyUsageDays = 14;

export type KeyUsage = {
  lastUsedAt: Date;
  /** The route of the last call. */
  lastRoute: string;
  /** Calls since the key was made, as far back as the ledger goes. */
  calls: number;
  errors: number;
  /** Calls a day, oldest first, `keyUsageDays` of them (UTC). */
  daily: number[];
};

const keyUsage = defineQuery({
  sql: `SELECT key_id AS keyId, max(last_at) AS lastUsedAt, argMax(route, last_at) AS lastRoute,
          sum(calls) AS calls, sumIf(usage_hourly.calls, status_class >= 4) AS errors,
          sumMapIf(map(toUInt32(dateDiff('day', toDate({from:DateTime('UTC')}), toDate(hour))), usage_hourly.calls), hour >= {from:DateTime('UTC')}) AS days
        FROM usage_hourly
        WHERE company_id = {companyId:String} AND ({appId:String} = '' OR app_id = {appId:String})
        GROUP BY keyId`,
  params: z.object({ companyId: z.string(), appId: z.string(), from: z.date() }),
  row: z.object({
    keyId: z.string(),
    lastUsedAt: z.coerce.date(),
    lastRoute: z.string(),
    calls: z.coerce.number(),
    errors: z.coerce.number(),
    days: z.record(z.string(), z.coerce.number()),
  }),
});

/** Use of each key of a company (or of one of its apps), by key id; a key that was never used is absent. */
export async function getKeyUsage(companyId: string, appId = ""): Promise<Map<string, KeyUsage>> {
  const today = Math.floor(nowMs() / dayMs) * dayMs;
  const from = new Date(today - (keyUsageDays - 1) * dayMs);
  const rows = await runQuery(keyUsage, { companyId, appId, from });
  return new Map(
    rows.map(({ keyId, days, ...usage }) => [
      keyId,
      { ...usage, daily: Array.from({ length: keyUsageDays }, (_, day) => days[String(day)] ?? 0) },
    ]),
  );
}
