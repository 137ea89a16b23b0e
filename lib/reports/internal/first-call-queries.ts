import { z } from "zod";
import { defineQuery } from "@/lib/base/clickhouse/query";
import { type Entity, type Filter, type FirstCallGroup, firstCallBounds } from "../schema";
import { filterParams, knownSql, matchSql, toldApartSql, whoHashSql, whoSql } from "./acquired-sql";

const params = z.object({
  from: z.string(),
  until: z.string(),
  grain: z.string(),
  quickstarts: z.array(z.string()),
  ...filterParams,
});
const day = (name: string) => `toDateTime64({${name}:Date}, 3, 'UTC')`;

/** Who signed up in the period, when, and when they made their first successful call in each environment (`has_` tells epoch from never). */
function signUpsSql(entity: Entity, filter: Filter): string {
  const first = (stage: string, as: string) =>
    `minIf(first_at, stage = '${stage}') AS ${as}_at, countIf(stage = '${stage}') > 0 AS has_${as}`;
  return `
    SELECT ${whoSql[entity]} AS who, cityHash64(who) AS who_hash, ${first("signed_up", "joined")},
      ${first("first_sandbox_2xx", "sandbox")}, ${first("first_live_2xx", "live")}
    FROM milestones
    WHERE stage IN ('signed_up', 'first_sandbox_2xx', 'first_live_2xx') AND ${knownSql[entity]}
      AND ${matchSql(entity, filter, whoHashSql[entity])}
    GROUP BY who
    HAVING who != '' AND has_joined AND joined_at >= ${day("from")} AND joined_at < ${day("until")}`;
}

/** The SDK of somebody's first hour of calls in an environment, a named one before none. */
const sdkSql = (entity: Entity) => `
  SELECT cityHash64(${entity}_id) AS who_hash, environment, argMin(sdk, (hour, sdk = '', sdk)) AS sdk
  FROM usage_hourly WHERE ${entity}_id != '' AND environment != '' GROUP BY who_hash, environment`;

const cohortSql = "toString(toDate(dateTrunc({grain:String}, joined_at, 'UTC')))";

/** The first quickstart that somebody read: a page whose path has one of {quickstarts}. */
const quickstartSql = (entity: Entity) => `
  SELECT who_hash, argMin(path, (first_at, path)) AS quickstart
  FROM (
    SELECT ${whoHashSql[entity]} AS who_hash, path, first_at FROM docs_readers
    WHERE multiSearchAny(path, {quickstarts:Array(String)}) AND ${knownSql[entity]}
  )
  WHERE who_hash != 0 GROUP BY who_hash`;

/**
 * Time from sign-up to the first 2xx call of those who signed up in the period, by a group and by environment: quantiles in milliseconds
 * of those who called, and how many had called within each of firstCallBounds.
 */
export function firstCallQuery(entity: Entity, filter: Filter, group: FirstCallGroup | undefined) {
  const within = firstCallBounds.map(({ ms }) => `countIf(called AND took <= ${ms})`);
  return defineQuery({
    sql: `
      SELECT ${group === "cohort" ? cohortSql : (group ?? "''")} AS value, environment, count() AS joined, countIf(called) AS called_by_now,
        quantilesExactInclusiveIf(0.25, 0.5, 0.75, 0.9)(took, called) AS quantiles, [${within.join(", ")}] AS within
      FROM (
        SELECT who_hash, joined_at, call.1 AS environment, call.3 AS called,
          greatest(0, dateDiff('millisecond', joined_at, call.2)) AS took
        FROM (${signUpsSql(entity, filter)})
        ARRAY JOIN [('sandbox', sandbox_at, has_sandbox), ('live', live_at, has_live)] AS call
      ) AS calls
      ${joinSql(entity, group)}
      GROUP BY value, environment`,
    params,
    row: z.object({
      value: z.string(),
      environment: z.enum(["sandbox", "live"]),
      joined: z.coerce.number(),
      called_by_now: z.coerce.number(),
      quantiles: z.array(z.coerce.number().nullable()),
      within: z.array(z.coerce.number()),
    }),
  });
}

function joinSql(entity: Entity, group: FirstCallGroup | undefined): string {
  if (group === undefined || group === "cohort") return "";
  if (group === "sdk") return `LEFT JOIN (${sdkSql(entity)}) AS told USING who_hash, environment`;
  const told = group === "quickstart" ? quickstartSql(entity) : toldApartSql(entity, group, knownSql[entity]);
  return `LEFT JOIN (${told}) AS told USING who_hash`;
}
