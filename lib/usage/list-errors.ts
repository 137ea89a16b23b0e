import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { filterParams, filterSchema, filterSql, type UsageFilter } from "./internal/rollup";

const errors = defineQuery({
  sql: `SELECT method, route, status, problem, sum(rollup.calls) AS calls, max(rollup.last_at) AS lastAt
        FROM (SELECT *, toDateTime(day, 'UTC') AS time FROM usage_errors_daily) AS rollup WHERE ${filterSql}
        GROUP BY method, route, status, problem
        ORDER BY calls DESC, status, route, method, problem
        LIMIT {limit:UInt32}`,
  params: z.object({ ...filterSchema, limit: z.number().int().min(1).max(1_000) }),
  row: z.object({
    method: z.string(),
    route: z.string(),
    status: z.coerce.number(),
    /** The code of the problem, `invalid_fields`; '' when nobody told it. */
    problem: z.string(),
    calls: z.coerce.number(),
    lastAt: z.coerce.date(),
  }),
});

export type UsageError = z.output<(typeof errors)["row"]>;

/** What went wrong most in whole days of a company's calls: by route, status and problem. */
export async function listErrors(filter: UsageFilter & { limit?: number }): Promise<UsageError[]> {
  return runQuery(errors, { ...filterParams(filter, "day"), limit: filter.limit ?? 20 });
}
