import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { type FactName, facts } from "./schema";

const names = Object.keys(facts) as FactName[];

const factsQuery = defineQuery({
  sql: `
    SELECT fact, sum(value) AS value
    FROM (
      SELECT fact, subject, argMax(f.value, (f.day, f.recorded_at)) AS value, max(f.day) AS last_day
      FROM facts_daily AS f WHERE f.day < {until:Date}
      GROUP BY fact, subject
    )
    WHERE last_day >= {until:Date} - transform(toString(fact), {names:Array(String)}, {days:Array(UInt16)}, toUInt16(0))
    GROUP BY fact`,
  params: z.object({ until: z.string(), names: z.array(z.string()), days: z.array(z.number()) }),
  row: z.object({ fact: z.string(), value: z.coerce.number() }),
});

/** How each fact stood at the end of the day before `until` (YYYY-MM-DD), over all its subjects; those that nobody told of are missing. */
export async function readFacts(until: string): Promise<Map<string, number>> {
  const rows = await runQuery(factsQuery, { until, names, days: names.map((name) => facts[name].days) });
  return new Map(rows.map(({ fact, value }) => [fact, value]));
}
