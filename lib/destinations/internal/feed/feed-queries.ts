import { z } from "zod";
import { defineQuery } from "@/lib/base/clickhouse/query";
import { companySql, personKnownSql, personSql } from "@/lib/events/identity-sql";
import type { Feed } from "../../conversions/schema";

type Entity = Feed["entity"];

const whoSql: Record<Entity, string> = { person: "person", company: "company" };

/**
 * A page of the first times that people or companies reached one of `stages`, oldest first, after (`afterMs`, `afterStage`, `afterWho`) and
 * before `untilMs`; or the `newest` of them, latest first. `person` and `company`: of whom it was that did it.
 */
export const milestonesQuery = (entity: Entity, newest = false) =>
  defineQuery({
    sql: `
      SELECT who, stage, toUnixTimestamp64Milli(at) AS at_ms, first.1 AS person, first.2 AS company
      FROM (
        SELECT ${whoSql[entity]} AS who, stage, min(first_at) AS at, argMin(tuple(person, company), tuple(first_at, person)) AS first
        FROM (
          SELECT stage, first_at, ${personSql} AS person, ${companySql} AS company
          FROM milestones
          WHERE stage IN {stages:Array(String)} AND ${personKnownSql}
        )
        GROUP BY who, stage
        HAVING who != ''
      )
      WHERE (at_ms, stage, who) > ({afterMs:Int64}, {afterStage:String}, {afterWho:String}) AND at_ms < {untilMs:Int64}
      ORDER BY ${newest ? "at_ms DESC, stage DESC, who DESC" : "at_ms, stage, who"}
      LIMIT {limit:UInt32}`,
    params: z.object({
      stages: z.array(z.string()),
      afterMs: z.number(),
      afterStage: z.string(),
      afterWho: z.string(),
      untilMs: z.number(),
      limit: z.number(),
    }),
    row: z.object({
      who: z.string(),
      stage: z.string(),
      at_ms: z.coerce.number(),
      person: z.string(),
      company: z.string(),
    }),
  });
export type Milestone = z.output<ReturnType<typeof milestonesQuery>["row"]>;

/** Clicks on a platform's ads by these people or companies, latest first. Who asks not to be tracked has none: their name is of the day. */
export const clicksQuery = (entity: Entity) =>
  defineQuery({
    sql: `
      SELECT ${whoSql[entity]} AS who, person, click_id_kind AS kind, click_id AS id, toUnixTimestamp64Milli(occurred_at) AS at_ms
      FROM (
        SELECT visit_id, click_id_kind, click_id, occurred_at, ${personSql} AS person, ${companySql} AS company
        FROM touches FINAL
        WHERE click_id_kind IN {kinds:Array(String)} AND click_id != '' AND audience = 'human' AND NOT startsWith(visitor_id, 'day_')
          AND occurred_at >= fromUnixTimestamp64Milli({sinceMs:Int64}) AND occurred_at <= fromUnixTimestamp64Milli({untilMs:Int64})
      )
      WHERE who IN {whos:Array(String)} AND person != ''
      ORDER BY at_ms DESC, visit_id DESC
      LIMIT 1000 BY who`,
    params: z.object({
      kinds: z.array(z.string()),
      whos: z.array(z.string()),
      sinceMs: z.number(),
      untilMs: z.number(),
    }),
    row: z.object({
      who: z.string(),
      person: z.string(),
      kind: z.string(),
      id: z.string(),
      at_ms: z.coerce.number(),
    }),
  });
export type Click = z.output<ReturnType<typeof clicksQuery>["row"]>;

/** Which of these people came in a browser that may be recognised: no privacy signal and, where the portal asks, a yes. */
export const recognisedQuery = defineQuery({
  sql: `
    SELECT DISTINCT ${personSql} AS person
    FROM touches
    WHERE NOT startsWith(visitor_id, 'day_') AND person IN {persons:Array(String)}`,
  params: z.object({ persons: z.array(z.string()) }),
  row: z.object({ person: z.string() }),
});

/** Valuable calls by day of these people's keys, or of these companies. */
export const valuableCallsQuery = (entity: Entity) =>
  defineQuery({
    sql: `
      SELECT ${entity}_id AS who, toUnixTimestamp(toStartOfDay(hour)) * 1000 AS day_ms, sum(valuable_calls) AS calls
      FROM usage_hourly
      WHERE environment = 'live' AND ${entity}_id IN {whos:Array(String)}
        AND hour >= fromUnixTimestamp64Milli({sinceMs:Int64}) AND hour < fromUnixTimestamp64Milli({untilMs:Int64})
      GROUP BY who, day_ms`,
    params: z.object({ whos: z.array(z.string()), sinceMs: z.number(), untilMs: z.number() }),
    row: z.object({ who: z.string(), day_ms: z.coerce.number(), calls: z.string() }),
  });
