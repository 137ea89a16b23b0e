import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { personSql } from "@/lib/events/identity-sql";
import { layers, type Metric, type MetricSource } from "@/lib/journeys/schema";
import { defineReport } from "./define-report";
import { filterParams, matchSql, whoHashSql, whoSql } from "./internal/acquired-sql";
import { readCursor, writeCursor } from "./internal/cursor";
import { kindOf, namesOf } from "./internal/name-rows";
import { resolvePeriod } from "./internal/period";
import { readFirstTouches } from "./internal/read-first-touches";
import {
  type Activity,
  cursorParam,
  type Entity,
  entityParam,
  type Filter,
  filterParam,
  limitParam,
  rangeParams,
} from "./schema";

/** Metrics that are counted of somebody; the others are made of them. */
type CountedMetric = Metric & { source: Extract<MetricSource, { kind: "events" | "calls" }> };
const activityMetrics = layers
  .flatMap((layer) => layer.metrics)
  .filter((metric): metric is CountedMetric => metric.source.kind === "events" || metric.source.kind === "calls");

const params = z.strictObject({
  ...rangeParams,
  entity: entityParam,
  metric: z.enum(activityMetrics.map((metric) => metric.id) as [string, ...string[]]),
  filter: filterParam,
  limit: limitParam,
  cursor: cursorParam,
});

const row = z.object({
  who: z.string(),
  known: z.coerce.boolean(),
  value: z.coerce.number(),
  last_at: z.coerce.date(),
});
const shared = {
  from: z.string(),
  until: z.string(),
  ...filterParams,
  after: z.number(),
  after_who: z.string(),
  limit: z.number(),
};

const listSql = (counted: string) => `
  SELECT who, known, value, last_at
  FROM (${counted})
  WHERE value > 0 AND ({after:Float64} < 0 OR value < {after:Float64} OR (value = {after:Float64} AND who > {after_who:String}))
  ORDER BY value DESC, who
  LIMIT {limit:UInt32}`;

const eventsQuery = (entity: Entity, filter: Filter) =>
  defineQuery({
    sql: listSql(
      `SELECT ${whoSql[entity]} AS who, max(${personSql} != '') AS known,
         toFloat64(if({of:String} = 'visitors', uniqExactIf(visitor_id, visitor_id != ''), sum(a.events))) AS value, max(a.last_at) AS last_at
       FROM activity_daily AS a
       WHERE name IN {names:Array(String)} AND day >= {from:Date} AND day < {until:Date}
         AND ${matchSql(entity, filter, whoHashSql[entity])}
       GROUP BY who`,
    ),
    params: z.object({ ...shared, names: z.array(z.string()), of: z.string() }),
    row,
  });

const callsQuery = (entity: Entity, filter: Filter) =>
  defineQuery({
    sql: listSql(
      `SELECT ${entity}_id AS who, who != '' AS known,
         toFloat64(multiIf(
           {of:String} = 'successful', sumIf(u.calls, status_class = 2), {of:String} = 'valuable', sum(valuable_calls),
           {of:String} = 'quantity', sum(quantity), {of:String} = 'persons', uniqExactIf(person_id, person_id != ''),
           {of:String} = 'companies', uniqExactIf(company_id, company_id != ''),
           {of:String} = 'end_users', uniqMerge(u.end_users), sum(u.calls)
         )) AS value,
         max(u.last_at) AS last_at
       FROM usage_hourly AS u
       WHERE environment = {environment:String} AND ({method:String} = '' OR method = {method:String})
         AND hour >= toDateTime({from:Date}, 'UTC') AND hour < toDateTime({until:Date}, 'UTC')
         AND ${matchSql(entity, filter, `if(${entity}_id = '', 0, cityHash64(${entity}_id))`)}
       GROUP BY who`,
    ),
    params: z.object({ ...shared, environment: z.string(), method: z.string(), of: z.string() }),
    row,
  });

/** Whose events or calls a metric of the journey report is made of, most first. One row may be nobody: what carried no id. */
export const activityReport = defineReport({
  name: "activity",
  title: "Activity",
  description: "The persons or companies behind a metric of the journey report, and how much of it is theirs.",
  params,
  async run(given) {
    const period = resolvePeriod(given);
    const metric = activityMetrics.find((one) => one.id === given.metric) as CountedMetric;
    const cursor = readCursor(given.cursor, /^\d+(\.\d+)?$/);
    const { entity, filter } = given;
    const common = {
      from: period.from,
      until: period.until,
      ...filter,
      after: cursor ? Number(cursor.value) : -1,
      after_who: cursor?.id ?? "",
      limit: given.limit + 1,
    };
    const { source } = metric;
    const rows =
      source.kind === "calls"
        ? await runQuery(callsQuery(entity, filter), { ...common, ...source, method: source.method ?? "" })
        : await runQuery(eventsQuery(entity, filter), { ...common, ...source, names: [...source.names] });
    const shown = rows.slice(0, given.limit);
    const ids = shown.map((one) => one.who).filter(Boolean);
    const [names, firstTouchOf] = await Promise.all([namesOf(entity, shown), readFirstTouches(entity, ids)]);
    const last = shown.at(-1);
    return {
      period: { from: period.from, to: period.to },
      entity,
      metric: { id: metric.id, label: metric.label },
      data: shown.map(
        (one): Activity => ({
          kind: kindOf(entity, one),
          id: one.who,
          name: names.get(one.who)?.name ?? null,
          value: one.value,
          lastAt: one.last_at,
          firstTouch: firstTouchOf(one.who),
        }),
      ),
      nextCursor: rows.length > given.limit && last ? writeCursor(String(last.value), last.who) : null,
    };
  },
  toTable: (result) => ({
    columns: ["kind", "id", "name", result.metric.id, "last_at", "channel", "campaign"],
    rows: result.data.map((one) => [
      one.kind,
      one.id,
      one.name,
      one.value,
      one.lastAt.toISOString(),
      one.firstTouch.channel,
      one.firstTouch.campaign,
    ]),
  }),
});
