import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { dayMs, nowMs } from "@/lib/base/clock";
import { requestFields, requestRow, toLoggedRequest } from "./internal/request-row";
import { type LoggedRequest, requestLogDays } from "./schema";

const request = defineQuery({
  sql: `SELECT ${requestFields} FROM usage_events
        WHERE company_id = {companyId:String} AND occurred_at >= {from:DateTime64(3)}
          AND source = {source:String} AND id = {id:String}
        ORDER BY occurred_at DESC LIMIT 1`,
  params: z.object({ companyId: z.string(), from: z.date(), source: z.string(), id: z.string() }),
  row: requestRow,
});

/** One call of the last seven days, or null when it is older, unknown or another company's. */
export async function getRequest(companyId: string, source: string, id: string): Promise<LoggedRequest | null> {
  const from = new Date(nowMs() - requestLogDays * dayMs);
  const [row] = await runQuery(request, { companyId, from, source, id });
  return row ? toLoggedRequest(row) : null;
}
