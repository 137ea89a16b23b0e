import { z } from "zod";
import { defineQuery } from "@/lib/base/clickhouse/query";
import { companyKnownSql, personSql } from "@/lib/events/identity-sql";
import { layers } from "@/lib/journeys/schema";
import { type Dimension, type Entity, entitySchema, type Filter } from "../schema";
import { filterParams, knownSql, matchSql, toldApartSql, whoHashSql, whoSql } from "./acquired-sql";

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
  entity: entitySchema,
  dimension: z.string(),
  layer: z.coerce.number(),
  reached: z.coerce.number(),
  known: z.coerce.number(),
  converted: z.coerce.number(),
  waits: z.array(z.coerce.number().nullable()),
});
export type ReachedRow = z.output<typeof row>;

const layerParams = {
  /** Environments whose calls count, and '' for all that is no call. */
  environments: z.array(z.string()),
  from: z.string(),
  until: z.string(),
  ...filterParams,
};
const layerRows = `layer_firsts WHERE ${untilSql} AND environment IN {environments:Array(String)}`;

/**
 * Layers with what was reached in the period by those who are known, by each of `entities`, told apart by one dimension or not. Reads one
 * row per raw identity and layer, once for persons and companies together: most of its time goes into finding out who is known.
 */
export function knownReachedQuery(entities: readonly Entity[], filter: Filter, by: Dimension | undefined) {
  const each = entities.map((entity) => {
    const hash = `if(${knownSql[entity]}, ${whoHashSql[entity]}, 0)`;
    return `('${entity}', ${hash}, ${entity === "person" ? `${personSql} != ''` : "1"})`;
  });
  const times = layers.map(({ number }) => `minIf(first_at, layer = ${number})`);
  const matches = entities.map((entity) => `(who.1 = '${entity}' AND ${matchSql(entity, filter, "who.2")})`);
  const never = "toDateTime64(0, 3, 'UTC')";
  return defineQuery({
    sql: `
      SELECT entity, ${by ?? "''"} AS dimension, layer,
        countIf(${inPeriodSql}) AS reached,
        countIf(known AND ${inPeriodSql}) AS known,
        countIf(${convertedSql}) AS converted,
        quantilesExactInclusiveIf(0.5, 0.9)(dateDiff('millisecond', before, at), ${convertedSql}) AS waits
      FROM (
        SELECT entity, who_hash, known, layer, times[layer] AS at, if(layer = 1, ${never}, times[layer - 1]) AS before, before != ${never} AS had_before
        FROM (
          SELECT who.1 AS entity, who.2 AS who_hash, max(who.3) AS known, [${times.join(", ")}] AS times
          FROM (
            SELECT layer, first_at, arrayJoin([${each.join(", ")}]) AS who
            FROM ${layerRows} AND ${companyKnownSql}
          )
          WHERE who.2 != 0 AND (${matches.join(" OR ")})
          GROUP BY entity, who_hash
        )
        ARRAY JOIN range(1, ${layers.length + 1}) AS layer
        WHERE at != ${never}
      ) AS reached
      ${by ? `LEFT JOIN (${toldApartSql(entities[0] ?? "person", by, knownSql[entities[0] ?? "person"])}) AS told USING who_hash` : ""}
      GROUP BY entity, dimension, layer`,
    params: z.object(layerParams),
    row,
  });
}

/** The same of visitors of whom nothing is known: they reach, and that is all. By person only; a company is never anonymous. */
export function anonymousReachedQuery(filter: Filter, by: Dimension | undefined) {
  return defineQuery({
    sql: `
      SELECT 'person' AS entity, ${by ?? "''"} AS dimension, layer, count() AS reached, 0 AS known, 0 AS converted, [] AS waits
      FROM (
        SELECT visitor_hash AS who_hash, layer, min(first_at) AS at
        FROM ${layerRows} AND person_id = '' AND visitor_id != '' AND NOT dictHas('visitor_alias', visitor_hash)
          AND ${matchSql("person", filter, "visitor_hash")}
        GROUP BY who_hash, layer
        HAVING ${inPeriodSql}
      ) AS reached
      ${by ? `LEFT JOIN (${toldApartSql("person", by, `NOT ${knownSql.person} AND visitor_id != ''`)}) AS told USING who_hash` : ""}
      GROUP BY dimension, layer`,
    params: z.object(layerParams),
    row,
  });
}
