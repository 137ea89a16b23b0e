import { z } from "zod";
import { defineQuery } from "@/lib/base/clickhouse/query";
import { companySql, personKnownSql, personSql } from "@/lib/events/identity-sql";
import type { Entity, Filter } from "../schema";
import { filterParams, matchSql, referringSql, whoHashSql } from "./acquired-sql";

const period = { from: z.string(), until: z.string() };
const days = "day >= {from:Date} AND day < {until:Date}";
const hours = "hour >= toDateTime({from:Date}, 'UTC') AND hour < toDateTime({until:Date}, 'UTC')";

const eventsRow = z.object({ name: z.string(), events: z.coerce.number(), visitors: z.coerce.number() });

/** Events of a period by name, and the visitors in them. */
export const eventsQuery = defineQuery({
  sql: `SELECT name, sum(events) AS events, uniqMerge(visitors) AS visitors FROM events_daily WHERE ${days} GROUP BY name`,
  params: z.object(period),
  row: eventsRow,
});

/** The same for those who came a certain way. */
export const narrowedEventsQuery = (entity: Entity, filter: Filter) =>
  defineQuery({
    sql: `
      SELECT name, sum(events) AS events, uniqIf(visitor_id, visitor_id != '') AS visitors
      FROM activity_daily WHERE ${days} AND ${matchSql(entity, filter, whoHashSql[entity])}
      GROUP BY name`,
    params: z.object({ ...period, ...filterParams }),
    row: eventsRow,
  });

const callsRow = z.object({
  environment: z.string(),
  /** "" stands for all methods. */
  method: z.string(),
  calls: z.coerce.number(),
  successful: z.coerce.number(),
  valuable: z.coerce.number(),
  quantity: z.coerce.number(),
  persons: z.coerce.number(),
  companies: z.coerce.number(),
  end_users: z.coerce.number(),
});
export type CallsRow = z.output<typeof callsRow>;

const callsSql = (where: string) => `
  SELECT environment, if(grouping(u.method) = 1, '', toString(u.method)) AS method,
    sum(u.calls) AS calls, sumIf(u.calls, status_class = 2) AS successful, sum(valuable_calls) AS valuable,
    sum(u.quantity) AS quantity, uniqExactIf(person_id, person_id != '') AS persons,
    uniqExactIf(company_id, company_id != '') AS companies, uniqMerge(u.end_users) AS end_users
  FROM usage_hourly AS u
  WHERE ${hours} ${where}
  GROUP BY GROUPING SETS ((environment), (environment, u.method))`;

/** Calls of a period by environment, in all and by method. */
export const callsQuery = defineQuery({ sql: callsSql(""), params: z.object(period), row: callsRow });

/** The same for those who came a certain way. */
export const narrowedCallsQuery = (entity: Entity, filter: Filter) =>
  defineQuery({
    sql: callsSql(`AND ${entity}_id != '' AND ${matchSql(entity, filter, `cityHash64(${entity}_id)`)}`),
    params: z.object({ ...period, ...filterParams }),
    row: callsRow,
  });

const advocacyRow = z.object({ persons: z.coerce.number(), referred: z.coerce.number() });

/** Persons signed up by the end of the period, and sign-ups within it that had an invite or a listing among the touches before them. */
const advocacySql = (where: string) => `
  SELECT count() AS persons,
    countIf(signed_up_at >= toDateTime64({from:Date}, 3, 'UTC') AND touched_at > toDateTime64(0, 3, 'UTC') AND touched_at <= signed_up_at) AS referred
  FROM (
    SELECT ${personSql} AS who, who AS person, argMin(${companySql}, first_at) AS company, min(first_at) AS signed_up_at
    FROM milestones WHERE stage = 'signed_up' AND ${personKnownSql} AND first_at < toDateTime64({until:Date}, 3, 'UTC')
    GROUP BY who
  ) AS joined
  LEFT JOIN (${referringSql("person")}) AS referring USING who
  WHERE who != '' ${where}`;

export const advocacyQuery = defineQuery({ sql: advocacySql(""), params: z.object(period), row: advocacyRow });

export const narrowedAdvocacyQuery = (entity: Entity, filter: Filter) =>
  defineQuery({
    sql: advocacySql(`AND ${matchSql(entity, filter, `cityHash64(${entity})`)}`),
    params: z.object({ ...period, ...filterParams }),
    row: advocacyRow,
  });

const seriesRow = z.object({ bucket: z.string(), name: z.string(), value: z.coerce.number() });
const bucketSql = (column: string) => `
  multiIf({grain:String} = 'month', toStartOfMonth(${column}), {grain:String} = 'week', toStartOfWeek(${column}, 1), toDate(${column}))`;

/** What the layers' counts are made of, by bucket: events by name; calls as `<environment>_calls`, `valuable`, `end_users`. */
export const seriesQuery = defineQuery({
  sql: `
    SELECT toString(${bucketSql("day")}) AS bucket, toString(name) AS name, sum(events) AS value
    FROM events_daily WHERE ${days} GROUP BY bucket, name
    UNION ALL
    SELECT toString(bucket) AS bucket, entry.1 AS name, entry.2 AS value
    FROM (
      SELECT ${bucketSql("hour")} AS bucket, arrayJoin([
        ('sandbox_calls', sumIf(calls, environment = 'sandbox')),
        ('live_calls', sumIf(calls, environment = 'live')),
        ('valuable_calls', sumIf(valuable_calls, environment = 'live')),
        ('end_users', uniqMergeIf(end_users, environment = 'live'))
      ]) AS entry
      FROM usage_hourly WHERE ${hours} GROUP BY bucket
    )`,
  params: z.object({ ...period, grain: z.enum(["day", "week", "month"]) }),
  row: seriesRow,
});
export type SeriesRow = z.output<typeof seriesRow>;
