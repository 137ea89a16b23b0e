import { z } from "zod";
import { defineQuery } from "@/lib/base/clickhouse/query";
import { companyHashSql, personHashSql } from "@/lib/events/identity-sql";
import type { Entity, Filter } from "../schema";
import { filterParams, matchSql, referringSql, whoHashSql } from "./acquired-sql";

const period = { from: z.string(), until: z.string() };
const days = "day >= {from:Date} AND day < {until:Date}";
const hours = "hour >= toDateTime({from:Date}, 'UTC') AND hour < toDateTime({until:Date}, 'UTC')";

const eventsRow = z.object({ name: z.string(), events: z.coerce.number(), visitors: z.coerce.number() });

/** Whether a month lies in a range as a whole: its rollup then stands for its days. */
const wholeMonthSql = (month: string, from = "{from:Date}", until = "{until:Date}") =>
  `(${month} >= ${from} AND addMonths(${month}, 1) <= ${until})`;

/** Events of a period by name, and the visitors in them where a metric counts those: merging what nobody shows would take most of the time. */
export const eventsQuery = defineQuery({
  sql: `
    SELECT counted.name AS name, counted.events AS events, if(counted.name = 'page_viewed', seen.visitors, 0) AS visitors
    FROM (SELECT name, sum(e.events) AS events FROM events_daily AS e WHERE ${days} GROUP BY name) AS counted
    CROSS JOIN (
      SELECT uniqMerge(u.visitors) AS visitors
      FROM (
        SELECT visitors FROM page_visitors_monthly WHERE ${wholeMonthSql("month")}
        UNION ALL
        SELECT visitors FROM events_daily WHERE name = 'page_viewed' AND ${days} AND NOT ${wholeMonthSql("toStartOfMonth(day)")}
      ) AS u
    ) AS seen`,
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
  /** "" stands for all methods, and for all resources; at most one of the two is told apart. */
  method: z.string(),
  resource: z.string(),
  calls: z.coerce.number(),
  successful: z.coerce.number(),
  valuable: z.coerce.number(),
  quantity: z.coerce.number(),
});
export type CallsRow = z.output<typeof callsRow>;

const callsSql = (from: string) => `
  SELECT environment, if(grouping(u.method) = 1, '', toString(u.method)) AS method, if(grouping(u.resource) = 1, '', toString(u.resource)) AS resource,
    sum(u.calls) AS calls, sum(u.successful) AS successful, sum(u.valuable) AS valuable, sum(u.quantity) AS quantity
  FROM (${from}) AS u
  GROUP BY GROUPING SETS ((environment), (environment, u.method), (environment, u.resource))
  HAVING grouping(u.resource) = 1 OR u.resource != ''`;

/** Calls of a period by environment: in all, by method, by resource. */
export const callsQuery = defineQuery({
  sql: callsSql(`SELECT * FROM calls_daily WHERE ${days}`),
  params: z.object(period),
  row: callsRow,
});

/** The same for those who came a certain way. */
export const narrowedCallsQuery = (entity: Entity, filter: Filter) =>
  defineQuery({
    sql: callsSql(`
      SELECT environment, method, resource, h.calls AS calls, if(status_class = 2, h.calls, 0) AS successful, h.valuable_calls AS valuable, h.quantity AS quantity
      FROM usage_hourly AS h WHERE ${hours} AND ${narrowedSql(entity, filter)}`),
    params: z.object({ ...period, ...filterParams }),
    row: callsRow,
  });
const narrowedSql = (entity: Entity, filter: Filter) =>
  `${entity}_id != '' AND ${matchSql(entity, filter, `cityHash64(${entity}_id)`)}`;

const callersRow = z.object({
  environment: z.string(),
  persons: z.coerce.number(),
  companies: z.coerce.number(),
  end_users: z.coerce.number(),
  end_user_sessions: z.coerce.number(),
  /** Of the end users: seen in the period of the same length before as well. */
  retained_end_users: z.coerce.number(),
});
export type CallersRow = z.output<typeof callersRow>;

const callersParams = { ...period, before: z.string() };

/** Who called in a period, by environment. Exact up to some 65,000 of each, then to about one in a hundred. */
export const callersQuery = defineQuery({
  sql: `
    SELECT environment, uniqMergeIf(u.persons, now) AS persons, uniqMergeIf(u.companies, now) AS companies, uniqMergeIf(u.end_users, now) AS end_users,
      uniqMergeIf(u.end_user_sessions, now) AS end_user_sessions,
      greatest(0, toInt64(end_users) + toInt64(uniqMergeIf(u.end_users, NOT now)) - toInt64(uniqMerge(u.end_users))) AS retained_end_users
    FROM (
      SELECT environment, persons, companies, end_users, end_user_sessions, month >= {from:Date} AS now FROM callers_monthly WHERE ${wholeMonthSql("month")} OR ${wholeMonthSql("month", "{before:Date}", "{from:Date}")}
      UNION ALL
      SELECT environment, persons, companies, end_users, end_user_sessions, day >= {from:Date} AS now FROM callers_daily
      WHERE day >= {before:Date} AND day < {until:Date} AND NOT if(now, ${wholeMonthSql("toStartOfMonth(day)")}, ${wholeMonthSql("toStartOfMonth(day)", "{before:Date}", "{from:Date}")})
    ) AS u
    GROUP BY environment`,
  params: z.object(callersParams),
  row: callersRow,
});

/** The same for those who came a certain way, exactly. */
export const narrowedCallersQuery = (entity: Entity, filter: Filter) =>
  defineQuery({
    sql: `
      SELECT environment, uniqExactIf(person_id, now AND person_id != '') AS persons, uniqExactIf(company_id, now AND company_id != '') AS companies,
        uniqExactIf((company_id, end_user_id), now AND end_user_id != '') AS end_users,
        uniqExactIf((company_id, end_user_id, intDiv(toUnixTimestamp64Second(occurred_at), 1800)), now AND end_user_id != '') AS end_user_sessions,
        end_users + uniqExactIf((company_id, end_user_id), NOT now AND end_user_id != '') - uniqExactIf((company_id, end_user_id), end_user_id != '') AS retained_end_users
      FROM (
        SELECT environment, person_id, company_id, end_user_id, occurred_at, occurred_at >= toDateTime64({from:Date}, 3, 'UTC') AS now
        FROM usage_events
        WHERE occurred_at >= toDateTime64({before:Date}, 3, 'UTC') AND occurred_at < toDateTime64({until:Date}, 3, 'UTC') AND ${narrowedSql(entity, filter)}
      )
      GROUP BY environment`,
    params: z.object({ ...callersParams, ...filterParams }),
    row: callersRow,
  });

const answersRow = z.object({ answered: z.coerce.number(), median_ms: z.coerce.number().nullable() });

/** From a support request of the period to its first answer. */
export const answersQuery = (entity: Entity, filter: Filter) =>
  defineQuery({
    sql: `
      SELECT count() AS answered, quantileExactInclusiveOrNull(0.5)(dateDiff('millisecond', asked_at, answered_at)) AS median_ms
      FROM (
        SELECT JSONExtractString(properties, 'request_id') AS request, minIf(occurred_at, name = 'support_requested') AS asked_at,
          minIf(occurred_at, name = 'support_answered') AS answered_at, countIf(name = 'support_requested' AND ${matchSql(entity, filter, whoHashSql[entity])}) > 0 AS asked,
          countIf(name = 'support_answered') > 0 AS answered
        FROM events
        WHERE name IN ('support_requested', 'support_answered') AND occurred_at >= toDateTime64({from:Date}, 3, 'UTC')
        GROUP BY request
        HAVING request != '' AND asked AND answered AND asked_at < toDateTime64({until:Date}, 3, 'UTC') AND answered_at >= asked_at
      )`,
    params: z.object({ ...period, ...filterParams }),
    row: answersRow,
  });

const advocacyRow = z.object({ persons: z.coerce.number(), referred: z.coerce.number() });

/**
 * Persons signed up by the end of the period, and sign-ups within it that had an invite or a listing among the touches before them. Both
 * under one another and grouped, which takes a fifth of the time of a join.
 */
const advocacySql = (where: string, company: string) => `
  SELECT count() AS persons,
    countIf(signed_up_at >= toDateTime64({from:Date}, 3, 'UTC') AND touched_at > ${never} AND touched_at <= signed_up_at) AS referred
  FROM (
    SELECT person, minIf(at, signing) AS signed_up_at, minIf(at, NOT signing) AS touched_at ${company && ", argMinIf(at_company, at, signing) AS company"}
    FROM (
      SELECT ${personHashSql} AS person, true AS signing, first_at AS at ${company && `, ${company} AS at_company`}
      FROM milestones WHERE stage = 'signed_up' AND first_at < toDateTime64({until:Date}, 3, 'UTC')
      UNION ALL
      SELECT who_hash AS person, false AS signing, touched_at AS at ${company && ", toUInt64(0) AS at_company"}
      FROM (${referringSql("person")})
    )
    GROUP BY person
    HAVING person != 0 AND countIf(signing) > 0
  )
  WHERE 1 ${where}`;
const never = "toDateTime64(0, 3, 'UTC')";

export const advocacyQuery = defineQuery({ sql: advocacySql("", ""), params: z.object(period), row: advocacyRow });

export const narrowedAdvocacyQuery = (entity: Entity, filter: Filter) =>
  defineQuery({
    sql: advocacySql(`AND ${matchSql(entity, filter, entity)}`, entity === "company" ? companyHashSql : ""),
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
      SELECT ${bucketSql("day")} AS bucket, arrayJoin([
        ('sandbox_calls', sumIf(calls, environment = 'sandbox')),
        ('live_calls', sumIf(calls, environment = 'live')),
        ('valuable_calls', sumIf(valuable, environment = 'live'))
      ]) AS entry
      FROM calls_daily WHERE ${days} GROUP BY bucket
    )
    UNION ALL
    SELECT toString(${bucketSql("day")}) AS bucket, 'end_users' AS name, uniqMerge(end_users) AS value
    FROM callers_daily WHERE ${days} AND environment = 'live' GROUP BY bucket`,
  params: z.object({ ...period, grain: z.enum(["day", "week", "month"]) }),
  row: seriesRow,
});
export type SeriesRow = z.output<typeof seriesRow>;
