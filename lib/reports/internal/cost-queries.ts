import { z } from "zod";
import type { PathModel } from "@/lib/attribution/schema";
import { defineQuery } from "@/lib/base/clickhouse/query";
import type { ValueKind } from "../attribution/schema";
import type { Entity, Filter } from "../schema";
import { creditParams, creditsSql, type PathDimension, pathsSql } from "./credit-sql";

type Asked = { entity: Entity; filter: Filter; breakdown: PathDimension; value?: ValueKind };

const params = z.object(creditParams);
const whole = z.coerce.number();

/** What each value of the dimension earns under one path model: millionths of conversions, and their worth as decimal text. */
export const costCreditsQuery = ({ entity, filter, breakdown, value }: Asked, model: PathModel) =>
  defineQuery({
    sql: `
      SELECT dimension, sum(c.millionths) AS earned, toString(sum(toDecimal128(c.value, 6) * c.millionths)) AS worth
      FROM (${creditsSql(pathsSql(entity, filter, breakdown, value), [model])}) AS c
      GROUP BY dimension`,
    params,
    row: z.object({ dimension: z.string(), earned: whole, worth: z.string() }),
  });
