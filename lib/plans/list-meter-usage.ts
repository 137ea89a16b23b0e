import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { hourMs } from "@/lib/base/clock";
import type { Meter } from "@/lib/base/config/plan-schema";
import { meterFilter, meterFilterParams, meterFilterSchema, meterUnits, rawUnits } from "./internal/meter-sql";

/** Units of one day by the key that called and the route. Keys are not known of a meter of end users, who may use several. */
export type MeterUsageRow = { day: string; keyId: string; method: string; route: string; units: string };

/** Rows of one answer at most: a page and a file that people read. */
export const maxMeterRows = 5_000;

const row = z
  .object({ day: z.string(), key_id: z.string(), method: z.string(), route: z.string(), units: z.string() })
  .transform(({ key_id: keyId, ...rest }): MeterUsageRow => ({ keyId, ...rest }));
const common = { ...meterFilterSchema, companyId: z.string(), from: z.date(), to: z.date() };

/** Whole hours from the rollup, the rest of the first and last hour call by call. */
const countedUsage = defineQuery({
  sql: `SELECT toString(date) AS day, key_id, method, route, toString(sum(amount)) AS units FROM (
          SELECT toDate(hour) AS date, key_id, method, route, ${meterUnits} AS amount
          FROM usage_hourly
          WHERE company_id = {companyId:String} AND hour >= {wholeFrom:DateTime('UTC')} AND hour < {wholeTo:DateTime('UTC')} AND ${meterFilter}
          GROUP BY date, key_id, method, route
          UNION ALL
          SELECT toDate(occurred_at) AS date, key_id, method, route, ${rawUnits} AS amount
          FROM (SELECT *, toUInt8(intDiv(status, 100)) AS status_class FROM usage_events
                WHERE company_id = {companyId:String}
                  AND ((occurred_at >= {from:DateTime64(3)} AND occurred_at < {headTo:DateTime64(3)})
                    OR (occurred_at >= {tailFrom:DateTime64(3)} AND occurred_at < {to:DateTime64(3)}))) AS usage_events
          WHERE ${meterFilter}
          GROUP BY date, key_id, method, route
        )
        GROUP BY date, key_id, method, route
        HAVING sum(amount) > 0
        ORDER BY date DESC, sum(amount) DESC, key_id, method, route
        LIMIT ${maxMeterRows}`,
  params: z.object({
    ...common,
    count: z.string(),
    wholeFrom: z.date(),
    wholeTo: z.date(),
    headTo: z.date(),
    tailFrom: z.date(),
  }),
  row,
});

/** New end users of the month by the day and the call they were first seen with. */
const newEndUsers = defineQuery({
  sql: `SELECT toString(toDate(seen_at)) AS day, '' AS key_id, first_method AS method, first_route AS route, toString(count()) AS units
        FROM (
          SELECT end_user_id, min(first_at) AS seen_at, argMin(method, first_at) AS first_method, argMin(route, first_at) AS first_route
          FROM metered_end_users
          WHERE company_id = {companyId:String} AND month = toStartOfMonth({from:DateTime64(3)}) AND ${meterFilter}
          GROUP BY end_user_id
        )
        WHERE seen_at >= {from:DateTime64(3)} AND seen_at < {to:DateTime64(3)}
        GROUP BY toDate(seen_at), first_method, first_route
        ORDER BY day DESC, count() DESC, method, route
        LIMIT ${maxMeterRows}`,
  params: z.object(common),
  row,
});

/** What stands behind a line of a bill: a meter's units of a company from `from` to `to` (exclusive, within a month), newest day first. */
export async function listMeterUsage(companyId: string, meter: Meter, from: Date, to: Date): Promise<MeterUsageRow[]> {
  const params = { ...meterFilterParams(meter), companyId, from, to };
  if (meter.count === "end-users") return runQuery(newEndUsers, params);
  const wholeFrom = Math.ceil(from.getTime() / hourMs) * hourMs;
  const wholeTo = Math.floor(to.getTime() / hourMs) * hourMs;
  return runQuery(countedUsage, {
    ...params,
    count: meter.count,
    wholeFrom: new Date(wholeFrom),
    wholeTo: new Date(Math.max(wholeFrom, wholeTo)),
    headTo: new Date(Math.min(wholeFrom, to.getTime())),
    tailFrom: new Date(Math.max(wholeTo, Math.min(wholeFrom, to.getTime()))),
  });
}
