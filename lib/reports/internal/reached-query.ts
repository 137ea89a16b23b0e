import { z } from "zod";
import { defineQuery } from "@/lib/base/clickhouse/query";
import { personSql } from "@/lib/events/identity-sql";
import type { Dimension, Entity, Filter } from "../schema";
import { acquiredSql, filterParams, knownSql, matchSql, whoHashSql, whoSql } from "./acquired-sql";

export const reachedParams = {
  /** Stages and, at the same place, the layer each reaches. */
  stages: z.array(z.string()),
  layers: z.array(z.number()),
  /** Stages for which visitors of whom nothing is known are looked at too. They are most of the rows and never come further. */
  anonymous: z.array(z.string()),
  from: z.string(),
  until: z.string(),
  ...filterParams,
};

const layerSql = `transform(toString(stage), {stages:Array(String)}, {layers:Array(UInt8)}, toUInt8(0))`;
const untilSql = `first_at < toDateTime64({until:Date}, 3, 'UTC')`;
const fromSql = (time: string) => `${time} >= toDateTime64({from:Date}, 3, 'UTC')`;

/** When each `who` first reached each layer before `until`: one row per who and layer, with the time of the layer before (epoch: never). */
export function reachedSql(entity: Entity, filter: Filter): string {
  return `
    SELECT who, known, layer, times[layer] AS at, mapContains(times, toUInt8(layer - 1)) AS had_before, times[toUInt8(layer - 1)] AS before
    FROM (
      SELECT who, max(known) AS known, mapFromArrays(groupArray(layer), groupArray(at)) AS times
      FROM (
        SELECT ${whoSql[entity]} AS who, max(${personSql} != '') AS known, ${layerSql} AS layer, min(first_at) AS at
        FROM milestones
        WHERE stage IN {stages:Array(String)} AND ${untilSql}
          AND (${knownSql[entity]} OR stage IN {anonymous:Array(String)})
          AND ${matchSql(entity, filter, whoHashSql[entity])}
        GROUP BY who, layer
      )
      WHERE who != ''
      GROUP BY who
    )
    ARRAY JOIN mapKeys(times) AS layer`;
}

export const inPeriodSql = fromSql("at");
/** Came from the layer before: reached that one in the period and this one at or after it, by the period's end. */
export const convertedSql = `(had_before AND ${fromSql("before")} AND at >= before)`;

const row = z.object({
  dimension: z.string(),
  layer: z.coerce.number(),
  reached: z.coerce.number(),
  known: z.coerce.number(),
  converted: z.coerce.number(),
  waits: z.array(z.coerce.number().nullable()),
});
export type ReachedRow = z.output<typeof row>;

/** Layers with what was reached in the period by those who are known, told apart by one dimension of how they came, or not. */
export function knownReachedQuery(entity: Entity, filter: Filter, by: Dimension | undefined) {
  return defineQuery({
    sql: `
      SELECT ${by ?? "''"} AS dimension, layer,
        countIf(${inPeriodSql}) AS reached,
        countIf(known AND ${inPeriodSql}) AS known,
        countIf(${convertedSql}) AS converted,
        quantilesExactInclusiveIf(0.5, 0.9)(dateDiff('millisecond', before, at), ${convertedSql}) AS waits
      FROM (SELECT *, cityHash64(who) AS who_hash FROM (${reachedSql(entity, filter)})) AS reached
      ${by ? `LEFT JOIN (${acquiredSql(entity, [by], knownSql[entity])}) AS acquired USING who_hash` : ""}
      GROUP BY dimension, layer`,
    params: z.object(reachedParams),
    row,
  });
}

/** The same of visitors of whom nothing is known: they reach, and that is all. By person only; a company is never anonymous. */
export function anonymousReachedQuery(filter: Filter, by: Dimension | undefined) {
  const anonymous = `NOT ${knownSql.person} AND visitor_id != ''`;
  return defineQuery({
    sql: `
      SELECT ${by ?? "''"} AS dimension, layer, count() AS reached, 0 AS known, 0 AS converted, [] AS waits
      FROM (
        SELECT visitor_hash AS who_hash, ${layerSql} AS layer, min(first_at) AS at
        FROM milestones
        WHERE stage IN {stages:Array(String)} AND ${untilSql} AND ${anonymous} AND ${matchSql("person", filter, "visitor_hash")}
        GROUP BY who_hash, layer
        HAVING ${inPeriodSql}
      ) AS reached
      ${by ? `LEFT JOIN (${acquiredSql("person", [by], anonymous)}) AS acquired USING who_hash` : ""}
      GROUP BY dimension, layer`,
    params: z.object(reachedParams),
    row,
  });
}
