import { z } from "zod";
import { defineQuery } from "@/lib/base/clickhouse/query";
import { companyHashSql, companyKnownSql, personHashSql, personSql } from "@/lib/events/identity-sql";
import { layers } from "@/lib/journeys/schema";
import { type Dimension, type Entity, entitySchema, type Filter } from "../schema";
import { filterParams, knownSql, matchSql, toldApartSql, visitorSql, whoHashSql, whoSql } from "./acquired-sql";

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

const neverMs = "toInt64(9223372036854775807)";

/**
 * Layers with what was reached in the period by those who are known, by each of `entities`, told apart by one dimension or not. Reads one
 * row per raw identity and layer, once for persons and companies together: first who is in which company (of which there are few more than
 * persons), then each by itself. The text of the identity stands innermost and
 * little stands around it: the engine looks through the whole text below at each expression above, which took longer than the reading.
 */
export function knownReachedQuery(entities: readonly Entity[], filter: Filter, by: Dimension | undefined) {
  const each = entities.map((entity) => `(${kinds[entity]}, ${entity})`);
  const matches = entities.map((entity) => `(kind = ${kinds[entity]} AND ${matchSql(entity, filter, "who_hash")})`);
  const times = layers.map(({ number }) => `min(if(layer = ${number}, toUnixTimestamp64Milli(first_at), ${neverMs}))`);
  const first = entities[0] ?? "person";
  return defineQuery({
    sql: `
      SELECT ['person', 'company'][kind] AS entity, ${by ?? "''"} AS dimension, layer,
        countIf(in_period) AS reached, reached AS known, countIf(came) AS converted,
        quantilesExactInclusiveIf(0.5, 0.9)(at - before, came) AS waits
      FROM (
        SELECT kind, who_hash, layer, at, before,
          at >= toUnixTimestamp64Milli(toDateTime64({from:Date}, 3, 'UTC')) AS in_period,
          before >= toUnixTimestamp64Milli(toDateTime64({from:Date}, 3, 'UTC')) AND at >= before AS came
        FROM (
          SELECT who.1 AS kind, who.2 AS who_hash, minForEach(pair_times) AS times
          FROM (
            SELECT ${personHashSql} AS person, ${companyHashSql} AS company, [${times.join(", ")}] AS pair_times
            FROM ${layerRows} AND ${companyKnownSql}
            GROUP BY person, company
          )
          ARRAY JOIN [${each.join(", ")}] AS who
          WHERE who_hash != 0 AND (${matches.join(" OR ")})
          GROUP BY kind, who_hash
        )
        ARRAY JOIN times AS at, arrayPushFront(arrayPopBack(times), ${neverMs}) AS before, [${layers.map(({ number }) => number).join(", ")}] AS layer
        WHERE at != ${neverMs}
      ) AS reached
      ${by ? `LEFT JOIN (${toldApartSql(first, by, knownSql[first])}) AS told USING who_hash` : ""}
      GROUP BY kind, dimension, layer`,
    params: z.object(layerParams),
    row,
  });
}
const kinds: Record<Entity, number> = { person: 1, company: 2 };

/**
 * The same of visitors of whom nothing is known: they reach, and that is all. By person only; a company is never anonymous. Counted as those
 * who were there by the end less those who were there by the beginning, which takes a set and no time for each of them.
 */
export function anonymousReachedQuery(filter: Filter, by: Dimension | undefined) {
  return defineQuery({
    sql: `
      SELECT 'person' AS entity, ${by ?? "''"} AS dimension, layer,
        uniqExact(who_hash) - uniqExactIf(who_hash, NOT ${fromSql("first_at")}) AS reached, 0 AS known, 0 AS converted, [] AS waits
      FROM (
        SELECT visitor_hash AS who_hash, layer, first_at
        FROM ${layerRows} AND person_id = '' AND ${visitorSql} AND NOT dictHas('visitor_alias', visitor_hash)
          AND ${matchSql("person", filter, "visitor_hash")}
      ) AS reached
      ${by ? `LEFT JOIN (${toldApartSql("person", by, `NOT ${knownSql.person} AND ${visitorSql}`)}) AS told USING who_hash` : ""}
      GROUP BY dimension, layer
      HAVING reached > 0`,
    params: z.object(layerParams),
    row,
  });
}
