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

/** Milliseconds; null where nothing was called. */
export type LatencyPoint = { time: Date; p50Ms: number | null; p95Ms: number | null; p99Ms: number | null };

const latencySeries = (grain: UsageGrain) =>
  defineQuery({
    sql: `SELECT rollup.time AS time, quantilesTDigestMerge(0.5, 0.95, 0.99)(latency) AS latencies
          FROM ${rollupOf(grain)} WHERE ${filterSql} GROUP BY time`,
    params: z.object(filterSchema),
    row: z.object({ time: z.coerce.date(), latencies: z.tuple([z.number(), z.number(), z.number()]) }),
  });

const queries = { hour: latencySeries("hour"), day: latencySeries("day") };

/** How long calls took over time: median, 95th and 99th percentile of all calls of each hour or day. */
export async function getLatencySeries(filter: UsageFilter & { grain: UsageGrain }): Promise<LatencyPoint[]> {
  const rows = await runQuery(queries[filter.grain], filterParams(filter, filter.grain));
  const found = new Map(rows.map((row) => [row.time.getTime(), row.latencies]));
  return listSteps(filter, filter.grain).map((time) => {
    const [p50Ms = null, p95Ms = null, p99Ms = null] = found.get(time.getTime()) ?? [];
    return { time, p50Ms, p95Ms, p99Ms };
  });
}
