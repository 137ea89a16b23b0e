import { z } from "zod";
import { defineQuery } from "@/lib/base/clickhouse/query";
import type { Entity, Filter } from "../schema";
import { filterParams, knownSql, matchSql, whoHashSql, whoSql } from "./acquired-sql";

const day = (name: string) => `toDateTime64({${name}:Date}, 3, 'UTC')`;

/**
 * Who began a row of steps in the period, and how far they had come by its end: a step counts once all before it are reached too,
 * in whatever order. `began`: how many; at each place of the arrays one step. By person, `withVisitors` counts those who never signed up.
 */
export function stepsQuery(entity: Entity, filter: Filter, stages: readonly string[], withVisitors: boolean) {
  const times = stages.map((stage) => `minIf(first_at, stage = '${stage}')`);
  const has = stages.map((stage) => `countIf(stage = '${stage}') > 0`);
  const each = <T>(make: (step: number) => T) => stages.map((_, index) => make(index + 1));
  return defineQuery({
    sql: `
      SELECT [${each((step) => `countIf(reached >= ${step})`).join(", ")}] AS counts,
        [${each((step) =>
          step === 1
            ? "NULL"
            : `quantileExactInclusiveIf(0.5)(greatest(0, dateDiff('millisecond', times[${step - 1}], times[${step}])), reached >= ${step})`,
        ).join(", ")}] AS medians
      FROM (
        SELECT ${whoSql[entity]} AS who, [${times.join(", ")}] AS times, [${has.join(", ")}] AS has,
          arrayFirstIndex(one -> one = 0, arrayPushBack(has, 0)) - 1 AS reached
        FROM milestones
        WHERE stage IN {stages:Array(String)} AND first_at < ${day("until")} ${withVisitors ? "" : `AND ${knownSql[entity]}`}
          AND ${matchSql(entity, filter, whoHashSql[entity])}
        GROUP BY who
        HAVING who != '' AND has[1] AND times[1] >= ${day("from")}
      )`,
    params: z.object({ from: z.string(), until: z.string(), stages: z.array(z.string()), ...filterParams }),
    row: z.object({
      counts: z.array(z.coerce.number()),
      medians: z.array(z.coerce.number().nullable()),
    }),
  });
}
