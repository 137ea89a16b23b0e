import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import {
  filterParams,
  filterSchema,
  filterSql,
  listSteps,
  rollupOf,
  type UsageFilter,
  type UsageGrain,
} from "./internal/rollup";

/** Calls of one hour or day (UTC), its start in `time`. */
export type UsagePoint = {
  time: Date;
  calls: number;
  byStatusClass: Record<"1" | "2" | "3" | "4" | "5", number>;
  valuableCalls: number;
  quantity: number;
};

const usageSeries = (grain: UsageGrain) =>
  defineQuery({
    sql: `SELECT rollup.time AS time, status_class AS class, sum(rollup.calls) AS calls, sum(valuable_calls) AS valuable,
            sum(rollup.quantity) AS units
          FROM ${rollupOf(grain)} WHERE ${filterSql}
          GROUP BY time, class ORDER BY time`,
    params: z.object(filterSchema),
    row: z.object({
      time: z.coerce.date(),
      class: z.coerce.number(),
      calls: z.coerce.number(),
      valuable: z.coerce.number(),
      units: z.coerce.number(),
    }),
  });

const queries = { hour: usageSeries("hour"), day: usageSeries("day") };

/** Calls of a company over time, every hour or day of the range present, those without calls as zeros. */
export async function getUsageSeries(filter: UsageFilter & { grain: UsageGrain }): Promise<UsagePoint[]> {
  const { grain } = filter;
  const rows = await runQuery(queries[grain], filterParams(filter, grain));
  const points = new Map<number, UsagePoint>();
  for (const time of listSteps(filter, grain)) {
    points.set(time.getTime(), {
      ...{ time, calls: 0, valuableCalls: 0, quantity: 0 },
      byStatusClass: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0 },
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
