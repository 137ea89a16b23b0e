import { z } from "zod";
import { attributionModelSchema, type PathModel, pathModels } from "@/lib/attribution/schema";
import { pathConverted, pathLost, pathStart } from "@/lib/attribution/weigh-markov";
import { defineQuery } from "@/lib/base/clickhouse/query";
import type { ValueKind } from "../attribution/schema";
import type { Entity, Filter } from "../schema";
import { creditParams, creditsSql, lostPathsSql, type PathDimension, pathsSql, valuedSql } from "./credit-sql";

type Asked = { entity: Entity; filter: Filter; breakdown: PathDimension; value?: ValueKind };

const params = z.object(creditParams);
const amount = z.coerce.number();

/** All conversions of the period, and what they are worth together. */
export const conversionTotalsQuery = ({ entity, filter, value }: Omit<Asked, "breakdown">) =>
  defineQuery({
    sql: `SELECT count() AS conversions, sum(c.value) AS value FROM (${valuedSql(entity, filter, value)}) AS c`,
    params,
    row: z.object({ conversions: amount, value: amount }),
  });

/** What each value of the dimension earns under each path model, in millionths of conversions and of their value. */
export const pathCreditsQuery = ({ entity, filter, breakdown, value }: Asked) =>
  defineQuery({
    sql: `
      SELECT model, dimension, sum(c.millionths) AS millionths, sum(c.value * c.millionths) / 1000000 AS value
      FROM (${creditsSql(pathsSql(entity, filter, breakdown, value), pathModels)}) AS c
      GROUP BY model, dimension`,
    params,
    row: z.object({ model: attributionModelSchema, dimension: z.string(), millionths: amount, value: amount }),
  });

/** Conversions that have a path and their value, and each dimension's part of them shared equally over the distinct ones of its path (weigh-shapley). */
export const setCreditsQuery = ({ entity, filter, breakdown, value }: Asked) =>
  defineQuery({
    sql: `
      SELECT dimension, sum(1 / m.size) AS conversions, sum(toFloat64(m.value) / m.size) AS value
      FROM (
        SELECT value, arrayDistinct(steps) AS met, length(met) AS size
        FROM (${pathsSql(entity, filter, breakdown, value)})
      ) AS m
      ARRAY JOIN met AS dimension
      GROUP BY dimension`,
    params,
    row: z.object({ dimension: z.string(), conversions: amount, value: amount }),
  });

/** A state as SQL: their first character cannot stand in a statement as it is. */
const state = (name: string) => `'${name.replace("\0", "\\0")}'`;
const movesOf = (paths: string, end: string) => `
  SELECT arrayFilter((s, i) -> i = 1 OR s != steps[i - 1], steps, arrayEnumerate(steps)) AS states,
    arrayZip(arrayPushFront(states, ${state(pathStart)}), arrayPushBack(states, ${state(end)})) AS moves
  FROM (${paths})`;

/** How often all paths together move from one value of the dimension to the next (weigh-markov). */
export const movesQuery = ({ entity, filter, breakdown }: Asked) =>
  defineQuery({
    sql: `
      SELECT move.1 AS from, move.2 AS to, count() AS count
      FROM (
        ${movesOf(pathsSql(entity, filter, breakdown, undefined), pathConverted)}
        UNION ALL
        ${movesOf(lostPathsSql(entity, filter, breakdown), pathLost)}
      )
      ARRAY JOIN moves AS move
      GROUP BY from, to`,
    params,
    row: z.object({ from: z.string(), to: z.string(), count: amount }),
  });

/** The conversions behind one cell: who, when and with how much of it. Under markov and shapley those that met the value at all. */
export const cellQuery = ({ entity, filter, breakdown, value }: Asked, model: PathModel | undefined) => {
  const paths = pathsSql(entity, filter, breakdown, value);
  const credits = model
    ? `SELECT who, at, any(c.value) AS value, sum(c.millionths) AS millionths
       FROM (${creditsSql(paths, [model])}) AS c WHERE dimension = {of:String} GROUP BY who, at`
    : `SELECT who, at, value, intDiv(1000000, length(arrayDistinct(steps))) AS millionths FROM (${paths}) WHERE has(steps, {of:String})`;
  return defineQuery({
    sql: `
      SELECT who, at, value, millionths FROM (${credits})
      WHERE (at, who) < (parseDateTime64BestEffort({after:String}, 3, 'UTC'), {after_who:String})
      ORDER BY at DESC, who DESC
      LIMIT {limit:UInt32}`,
    params: z.object({
      ...creditParams,
      of: z.string(),
      after: z.string(),
      after_who: z.string(),
      limit: z.number(),
    }),
    row: z.object({ who: z.string(), at: z.coerce.date(), value: amount, millionths: amount }),
  });
};
