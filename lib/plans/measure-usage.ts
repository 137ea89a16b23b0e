import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { hourMs } from "@/lib/base/clock";
import type { Meter } from "@/lib/base/config/plan-schema";
import { Decimal, toText, zero } from "@/lib/base/decimal";
import { meterFilter, meterFilterParams, meterFilterSchema, meterUnits, rawUnits } from "./internal/meter-sql";
import { periodBounds } from "./period";

const row = z.object({ company_id: z.string(), part: z.coerce.number(), units: z.string() });
const common = {
  ...meterFilterSchema,
  companyIds: z.array(z.string()),
  from: z.date(),
  to: z.date(),
  bounds: z.array(z.number()),
};

/** Whole hours from the rollup; an hour in which something changed is counted call by call. `part`: how many bounds lie at or before it. */
const countedUnits = defineQuery({
  sql: `SELECT company_id, part, toString(sum(units)) AS units FROM (
          SELECT company_id, arrayCount(b -> b <= toUnixTimestamp(hour) * 1000, {bounds:Array(Int64)}) AS part, ${meterUnits} AS units
          FROM usage_hourly
          WHERE (empty({companyIds:Array(String)}) OR company_id IN {companyIds:Array(String)})
            AND hour >= {from:DateTime('UTC')} AND hour < {to:DateTime('UTC')}
            AND NOT has({cutHours:Array(Int64)}, toUnixTimestamp(hour) * 1000)
            AND ${meterFilter}
          GROUP BY company_id, part
          UNION ALL
          SELECT company_id, arrayCount(b -> b <= toUnixTimestamp64Milli(occurred_at), {bounds:Array(Int64)}) AS part, ${rawUnits} AS units
          FROM (SELECT *, toUInt8(intDiv(status, 100)) AS status_class FROM usage_events
                WHERE (empty({companyIds:Array(String)}) OR company_id IN {companyIds:Array(String)})
                  AND occurred_at >= {cutFrom:DateTime64(3)} AND occurred_at < {cutTo:DateTime64(3)}) AS usage_events
          WHERE has({cutHours:Array(Int64)}, toUnixTimestamp(toStartOfHour(occurred_at)) * 1000) AND ${meterFilter}
          GROUP BY company_id, part
        ) GROUP BY company_id, part`,
  params: z.object({
    ...common,
    count: z.string(),
    cutHours: z.array(z.number()),
    cutFrom: z.date(),
    cutTo: z.date(),
  }),
  row,
});

const endUsers = defineQuery({
  sql: `SELECT company_id, arrayCount(b -> b <= toUnixTimestamp64Milli(seen_at), {bounds:Array(Int64)}) AS part, toString(count()) AS units
        FROM (
          SELECT company_id, end_user_id, min(first_at) AS seen_at FROM metered_end_users
          WHERE (empty({companyIds:Array(String)}) OR company_id IN {companyIds:Array(String)})
            AND month = toStartOfMonth({from:DateTime('UTC')}) AND ${meterFilter}
          GROUP BY company_id, end_user_id
        )
        WHERE seen_at >= {from:DateTime64(3)} AND seen_at < {to:DateTime64(3)}
        GROUP BY company_id, part`,
  params: z.object(common),
  row,
});

/**
 * Units of a meter within a month, from its beginning to each of `ends` (Unix ms, rising, within the month), for each company that used
 * any: decimal texts with up to six decimals. No companies named: all. Exact at any instant.
 */
export async function measureUsage(
  meter: Meter,
  period: string,
  ends: readonly number[],
  companyIds: readonly string[] = [],
): Promise<Map<string, string[]>> {
  const { start, end } = periodBounds(period);
  const last = Math.min(end, ends.at(-1) ?? start);
  const params = {
    ...meterFilterParams(meter),
    companyIds: [...companyIds],
    bounds: [...ends],
    from: new Date(start),
    // The rollup's hours and the parameters' type are whole seconds; what comes after the last end falls into a part that nobody asks for.
    to: new Date(Math.ceil(last / hourMs) * hourMs),
  };
  const cutHours = [...new Set(ends.filter((at) => at % hourMs !== 0).map((at) => at - (at % hourMs)))];
  const rows =
    meter.count === "end-users"
      ? await runQuery(endUsers, params)
      : await runQuery(countedUnits, {
          ...params,
          count: meter.count,
          cutHours,
          cutFrom: new Date(Math.min(...cutHours, end)),
          cutTo: new Date(cutHours.length ? Math.max(...cutHours) + hourMs : end),
        });
  const parts = new Map<string, Decimal[]>();
  for (const { company_id, part, units } of rows) {
    const list = parts.get(company_id) ?? ends.map(() => zero);
    parts.set(company_id, list);
    if (part < ends.length) list[part] = new Decimal(units);
  }
  return new Map([...parts].map(([companyId, list]) => [companyId, runningTotals(list)]));
}

function runningTotals(parts: Decimal[]): string[] {
  let sum = zero;
  return parts.map((part) => {
    sum = sum.plus(part);
    return toText(sum);
  });
}
