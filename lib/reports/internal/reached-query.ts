import { z } from "zod";
import { defineQuery } from "@/lib/base/clickhouse/query";
import { personSql } from "@/lib/journeys/identity-sql";
import { dimensions, type Entity } from "../schema";
import { acquiredSql, matchSql, whoSql } from "./acquired-sql";

export const stagesParams = {
  /** Stages and, at the same place, the layer each reaches. */
  stages: z.array(z.string()),
  layers: z.array(z.number()),
  from: z.string(),
  until: z.string(),
};
export const filterParams = {
  channel: z.array(z.string()),
  source: z.array(z.string()),
  campaign: z.array(z.string()),
  landing_path: z.array(z.string()),
};

/** When each `who` first reached each layer before `until`: one row per who and layer, with the time of the layer before (epoch: never). */
export function reachedSql(entity: Entity): string {
  return `
    SELECT who, known, layer, times[layer] AS at, mapContains(times, toUInt8(layer - 1)) AS had_before, times[toUInt8(layer - 1)] AS before
    FROM (
      SELECT who, max(known) AS known, mapFromArrays(groupArray(layer), groupArray(at)) AS times
      FROM (
        SELECT ${whoSql[entity]} AS who, max(${personSql} != '') AS known,
          transform(toString(stage), {stages:Array(String)}, {layers:Array(UInt8)}, toUInt8(0)) AS layer, min(first_at) AS at
        FROM milestones
        WHERE stage IN {stages:Array(String)} AND first_at < toDateTime64({until:Date}, 3, 'UTC')
        GROUP BY who, layer
      )
      WHERE who != ''
      GROUP BY who
    )
    ARRAY JOIN mapKeys(times) AS layer`;
}

export const inPeriodSql = (time: string) => `${time} >= toDateTime64({from:Date}, 3, 'UTC')`;
/** Came from the layer before: reached that one in the period and this one at or after it, by the period's end. */
export const convertedSql = `(had_before AND ${inPeriodSql("before")} AND at >= before)`;

const figures = `
  countIf(${inPeriodSql("at")}) AS reached,
  countIf(known AND ${inPeriodSql("at")}) AS known,
  countIf(${convertedSql}) AS converted,
  quantilesExactInclusiveIf(0.5, 0.9)(dateDiff('millisecond', before, at), ${convertedSql}) AS waits`;

const row = z.object({
  dimension: z.string(),
  layer: z.coerce.number(),
  reached: z.coerce.number(),
  known: z.coerce.number(),
  converted: z.coerce.number(),
  waits: z.array(z.coerce.number().nullable()),
});
export type ReachedRow = z.output<typeof row>;

/** Layers with what was reached in the period, by milestones alone. */
function plainQuery(entity: Entity) {
  return defineQuery({
    sql: `SELECT '' AS dimension, layer, ${figures} FROM (${reachedSql(entity)}) GROUP BY layer`,
    params: z.object(stagesParams),
    row,
  });
}

/** The same, narrowed by how each came, and told apart by one dimension of it (`dimension` "": not told apart). */
function acquiredQuery(entity: Entity) {
  const picked = dimensions.map((name) => `{by:String} = '${name}', ${name}`).join(", ");
  return defineQuery({
    sql: `
      SELECT multiIf(${picked}, '') AS dimension, layer, ${figures}
      FROM (${reachedSql(entity)}) AS reached
      LEFT JOIN (${acquiredSql(entity)}) AS acquired USING who
      WHERE ${matchSql}
      GROUP BY dimension, layer`,
    params: z.object({ ...stagesParams, ...filterParams, by: z.enum(["", ...dimensions]) }),
    row,
  });
}

export const reachedQueries = { person: plainQuery("person"), company: plainQuery("company") };
export const acquiredQueries = { person: acquiredQuery("person"), company: acquiredQuery("company") };
