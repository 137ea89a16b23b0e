import { z } from "zod";
import { defineQuery } from "@/lib/base/clickhouse/query";
import { tookBounds } from "@/lib/reports/schema";
import type { FunnelGroup } from "../funnel/schema";
import { filterParams, knownSql, toldApartSql } from "./acquired-sql";
import { type Reach, reachSql } from "./funnel-reach";

/** Loose: beside these, a query has the values that its steps bind. */
const shared = {
  from: z.string(),
  scan_until: z.string(),
  from_ms: z.number(),
  period_ms: z.number(),
  window_ms: z.number(),
  ...filterParams,
};

const stepRow = z.object({
  value: z.string(),
  step: z.coerce.number(),
  reached: z.coerce.number(),
  /** Median and ninth decile since the step before, the median since the first; null where there are none. */
  waits: z.array(z.coerce.number().nullable()),
  since_first: z.coerce.number().nullable(),
  /** How many took less than each of `tookBounds`. */
  within: z.array(z.coerce.number()),
});
export type FunnelStepRow = z.output<typeof stepRow>;

/** How many came to each step and what they took, told apart by one dimension or not: a row per value and step that anybody reached. */
export function funnelQuery(reach: Reach, by: FunnelGroup | undefined) {
  const { sql, values } = reachSql(reach);
  const within = tookBounds.map(({ ms }) => `countIf(took < ${ms})`).join(", ");
  return {
    values,
    query: defineQuery({
      sql: `
        SELECT value, step, count() AS reached, quantilesExactInclusive(0.5, 0.9)(took) AS waits,
          quantileExactInclusive(0.5)(since) AS since_first, [${within}] AS within
        FROM (
          SELECT ${by ?? "''"} AS value, arrayJoin(arrayEnumerate(times)) AS step,
            times[step] - times[greatest(step - 1, 1)] AS took, times[step] - arrayMin(times) AS since
          FROM (${sql}) AS reach
          ${by ? `LEFT JOIN (${toldApartSql(reach.entity, by, reach.entity === "company" ? knownSql.company : "1")}) AS told USING who_hash` : ""}
        )
        GROUP BY value, step`,
      params: z.looseObject(shared),
      row: stepRow,
    }),
  };
}

const personRow = z.object({
  who: z.string(),
  known: z.coerce.boolean(),
  at_ms: z.coerce.number(),
  took_ms: z.coerce.number(),
});

/** Who came to a step and, with `stopped`, no farther: latest first, a page of them. */
export function funnelPeopleQuery(reach: Omit<Reach, "named">) {
  const { sql, values } = reachSql({ ...reach, named: true });
  return {
    values,
    query: defineQuery({
      sql: `
        SELECT who, known, {from_ms:Int64} + at AS at_ms, at - arrayMin(times) AS took_ms
        FROM (SELECT who, known, reached, times, times[{step:UInt8}] AS at FROM (${sql}))
        WHERE reached >= {step:UInt8} AND ({stopped:UInt8} = 0 OR reached = {step:UInt8})
          AND (at_ms, who) < ({after_ms:Int64}, {after_who:String})
        ORDER BY at_ms DESC, who DESC
        LIMIT {limit:UInt32}`,
      params: z.looseObject({
        ...shared,
        step: z.number(),
        stopped: z.number(),
        after_ms: z.number(),
        after_who: z.string(),
        limit: z.number(),
      }),
      row: personRow,
    }),
  };
}
