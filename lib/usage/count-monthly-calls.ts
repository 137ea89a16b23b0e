import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";

const monthlyCalls = defineQuery({
  sql: `SELECT sum(usage_hourly.calls) - sum(limited_calls) AS calls FROM usage_hourly
        WHERE company_id = {companyId:String} AND environment = {environment:String}
          AND hour >= {from:DateTime('UTC')} AND hour < addMonths(toStartOfMonth({from:DateTime('UTC')}), 1)`,
  params: z.object({ companyId: z.string(), environment: z.enum(["sandbox", "live"]), from: z.date() }),
  row: z.object({ calls: z.coerce.number() }),
});

/** Calls of a company in one environment from `from` to the end of that month (UTC), as far as they have been reported; those that a limit refused (429) are none. */
export async function countMonthlyCalls(
  companyId: string,
  from: Date,
  environment: "sandbox" | "live" = "live",
): Promise<number> {
  const [row] = await runQuery(monthlyCalls, { companyId, environment, from });
  return row?.calls ?? 0;
}
