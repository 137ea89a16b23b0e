import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { dayMs, hourMs } from "@/lib/base/clock";

export type UsageGrain = "hour" | "day";

/** Calls of one hour or day (UTC), its start in `time`. */
export type UsagePoint = {
  time: Date;
  calls: number;
  byStatusClass: Record<"1" | "2" | "3" | "4" | "5", number>;
  valuableCalls: number;
  quantity: number;
};

export type UsageFilter = {
  companyId: string;
  from: Date;
  /** Exclusive. */
  to: Date;
  grain: UsageGrain;
  environment?: "sandbox" | "live";
  appId?: string;
  keyId?: string;
};

const usageSeries = defineQuery({
  sql: `SELECT
          if({grain:String} = 'day', toStartOfDay(hour, 'UTC'), hour) AS time,
          status_class AS class,
          sum(calls) AS calls,
          sum(valuable_calls) AS valuable,
          sum(usage_hourly.quantity) AS units
        FROM usage_hourly
        WHERE company_id = {companyId:String} AND hour >= {from:DateTime('UTC')} AND hour < {to:DateTime('UTC')}
          AND ({environment:String} = '' OR environment = {environment:String})
          AND ({appId:String} = '' OR app_id = {appId:String})
          AND ({keyId:String} = '' OR key_id = {keyId:String})
        GROUP BY time, class
        ORDER BY time`,
  params: z.object({
    companyId: z.string(),
    from: z.date(),
    to: z.date(),
    grain: z.enum(["hour", "day"]),
    environment: z.enum(["", "sandbox", "live"]),
    appId: z.string(),
    keyId: z.string(),
  }),
  row: z.object({
    time: z.coerce.date(),
    class: z.coerce.number(),
    calls: z.coerce.number(),
    valuable: z.coerce.number(),
    units: z.coerce.number(),
  }),
});

/** Calls of a company over time, every hour or day of the range present, those without calls as zeros. */
export async function getUsageSeries(filter: UsageFilter): Promise<UsagePoint[]> {
  const step = filter.grain === "day" ? dayMs : hourMs;
  const from = new Date(Math.floor(filter.from.getTime() / step) * step);
  const rows = await runQuery(usageSeries, {
    ...filter,
    // A filter that was named but not chosen counts as none.
    environment: filter.environment ?? "",
    appId: filter.appId ?? "",
    keyId: filter.keyId ?? "",
    from,
    // The column has whole seconds, and ClickHouse refuses a parameter with a fraction.
    to: new Date(Math.ceil(filter.to.getTime() / 1_000) * 1_000),
  });
  const points = new Map<number, UsagePoint>();
  for (let at = from.getTime(); at < filter.to.getTime(); at += step) {
    points.set(at, {
      time: new Date(at),
      calls: 0,
      byStatusClass: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0 },
      valuableCalls: 0,
      quantity: 0,
    });
  }
  for (const row of rows) {
    const point = points.get(row.time.getTime());
    if (!point) throw new Error(`usage at ${row.time.toISOString()} is outside the range that was asked for`);
    point.calls += row.calls;
    point.valuableCalls += row.valuable;
    point.quantity += row.units;
    const name = String(row.class) as keyof UsagePoint["byStatusClass"];
    point.byStatusClass[name] += row.calls;
  }
  return [...points.values()];
}
