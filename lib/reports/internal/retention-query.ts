import { z } from "zod";
import { defineQuery } from "@/lib/base/clickhouse/query";
import { personSql } from "@/lib/events/identity-sql";
import type { Entity, Filter, RetentionGroup, RetentionOn } from "../schema";
import { filterParams, knownSql, matchSql, toldApartSql, whoSql } from "./acquired-sql";

/** Days on which somebody was active: made a call (of one environment or any), or saw a page. Rows with nobody known are left out. */
function activeDaysSql(entity: Entity, on: RetentionOn): string {
  if (on === "api") {
    return `
      SELECT ${entity}_id AS who, toDate(hour) AS day, sdk
      FROM usage_hourly
      WHERE ${entity}_id != '' AND hour < toDateTime({until:Date}, 'UTC') AND ({environment:String} = '' OR environment = {environment:String})`;
  }
  const known = entity === "person" ? `${personSql} != ''` : knownSql.company;
  return `SELECT ${whoSql[entity]} AS who, day, '' AS sdk FROM activity_daily WHERE name = 'page_viewed' AND day < {until:Date} AND ${known}`;
}

/**
 * Who began in the period (their first active day ever) and in which later weeks or months they were active again: a row per group,
 * cohort and distance from it.
 */
export function retentionQuery(entity: Entity, on: RetentionOn, filter: Filter, group: RetentionGroup) {
  const touched = group !== "cohort" && group !== "sdk";
  const bucket = (of: string) => `toDate(dateTrunc({grain:String}, ${of}))`;
  return defineQuery({
    sql: `
      SELECT ${group === "cohort" ? "''" : group} AS value, toString(began) AS cohort, dateDiff({grain:String}, began, active_in) AS distance, count() AS active
      FROM (
        SELECT cityHash64(who) AS who_hash, ${bucket("min(day)")} AS began, groupUniqArray(${bucket("day")}) AS buckets, argMin(sdk, (day, sdk = '', sdk)) AS sdk
        FROM (${activeDaysSql(entity, on)})
        GROUP BY who
        HAVING who != '' AND min(day) >= {from:Date} AND min(day) < {until:Date} AND ${matchSql(entity, filter, "who_hash")}
      ) AS began
      ${touched ? `LEFT JOIN (${toldApartSql(entity, group, knownSql[entity])}) AS told USING who_hash` : ""}
      ARRAY JOIN buckets AS active_in
      GROUP BY value, cohort, distance`,
    params: z.object({
      from: z.string(),
      until: z.string(),
      grain: z.string(),
      environment: z.string(),
      ...filterParams,
    }),
    row: z.object({
      value: z.string(),
      cohort: z.string(),
      distance: z.coerce.number(),
      active: z.coerce.number(),
    }),
  });
}
