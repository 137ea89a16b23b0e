import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { filterParams, filterSchema, filterSql, rollupOf, type UsageFilter } from "./internal/rollup";

export type UsageTotals = {
  calls: number;
  /** 4xx and 5xx. */
  errors: number;
  /** Of the live environment: in the sandbox nothing of value happens. */
  valuableCalls: number;
  quantity: number;
  endUsers: number;
  /** Milliseconds; null where nothing was called. */
  p50Ms: number | null;
  p95Ms: number | null;
};

const totals = defineQuery({
  sql: `SELECT sum(rollup.calls) AS calls, sumIf(rollup.calls, status_class >= 4) AS errors, sumIf(valuable_calls, rollup.environment = 'live') AS valuableCalls,
          sum(rollup.quantity) AS quantity, uniqMerge(end_users) AS endUsers,
          quantilesTDigestMerge(0.5, 0.95, 0.99)(latency) AS latencies
        FROM ${rollupOf("day")} WHERE ${filterSql}`,
  params: z.object(filterSchema),
  row: z.object({
    calls: z.coerce.number(),
    errors: z.coerce.number(),
    valuableCalls: z.coerce.number(),
    quantity: z.coerce.number(),
    endUsers: z.coerce.number(),
    // Of no calls at all, not a number.
    latencies: z.array(z.number().nullable()),
  }),
});

/** What a company's calls of whole days come to; end users are estimated (uniq, about 1%). */
export async function getUsageTotals(filter: UsageFilter): Promise<UsageTotals> {
  const [row] = await runQuery(totals, filterParams(filter, "day"));
  if (!row) throw new Error("a sum has one row");
  const { latencies, ...sums } = row;
  const told = sums.calls > 0;
  return { ...sums, p50Ms: told ? (latencies[0] ?? null) : null, p95Ms: told ? (latencies[1] ?? null) : null };
}
