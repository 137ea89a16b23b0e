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
import type { UsageSplit } from "./schema";

/** Calls over time by what they are split by, the largest parts first. `name` null: all smaller ones together. */
export type UsageBreakdown = { times: Date[]; parts: { name: string | null; calls: number; values: number[] }[] };

/** Parts shown by name. */
const mostParts = 5;

const breakdown = (grain: UsageGrain) =>
  defineQuery({
    sql: `WITH {split:String} AS split,
            multiIf(split = 'status', concat(toString(status_class), 'xx'), split = 'route', concat(method, ' ', route),
              split = 'key', key_id, sdk) AS part,
            (SELECT groupArray(name) FROM (
              SELECT multiIf({split:String} = 'status', concat(toString(status_class), 'xx'), {split:String} = 'route', concat(method, ' ', route),
                {split:String} = 'key', key_id, sdk) AS name
              FROM ${rollupOf(grain)} WHERE ${filterSql}
              GROUP BY name ORDER BY sum(rollup.calls) DESC, name LIMIT ${mostParts})) AS largest
          SELECT rollup.time AS time, has(largest, part) AS named, if(named, part, '') AS name, sum(rollup.calls) AS calls
          FROM ${rollupOf(grain)} WHERE ${filterSql}
          GROUP BY time, named, name`,
    params: z.object({ ...filterSchema, split: z.string() }),
    row: z.object({
      time: z.coerce.date(),
      named: z.coerce.number(),
      name: z.string(),
      calls: z.coerce.number(),
    }),
  });

const queries = { hour: breakdown("hour"), day: breakdown("day") };

/** Calls of a company over time, split by status class, route, key or SDK (`''`: not told); every step of the range present. */
export async function getUsageBreakdown(
  filter: UsageFilter & { grain: UsageGrain; split: UsageSplit },
): Promise<UsageBreakdown> {
  const { grain, split } = filter;
  const rows = await runQuery(queries[grain], { ...filterParams(filter, grain), split });
  const times = listSteps(filter, grain);
  const places = new Map(times.map((time, at) => [time.getTime(), at]));
  const parts = new Map<string | null, { name: string | null; calls: number; values: number[] }>();
  for (const row of rows) {
    const name = row.named ? row.name : null;
    const part = parts.get(name) ?? { name, calls: 0, values: times.map(() => 0) };
    parts.set(name, part);
    part.calls += row.calls;
    part.values[places.get(row.time.getTime()) ?? 0] = row.calls;
  }
  const order = (name: string | null) => (name === null ? 1 : 0);
  const byName = (a: { name: string | null }, b: { name: string | null }) => ((a.name ?? "") < (b.name ?? "") ? -1 : 1);
  const sorted = [...parts.values()].sort((a, b) => order(a.name) - order(b.name) || b.calls - a.calls || byName(a, b));
  // Status classes read in their own order.
  return { times, parts: split === "status" ? sorted.sort(byName) : sorted };
}
