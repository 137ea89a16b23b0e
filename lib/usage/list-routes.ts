import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";

const routes = defineQuery({
  sql: `SELECT method, route, sum(usage_hourly.calls) AS calls, sumIf(usage_hourly.calls, status_class >= 4) AS errors,
          quantilesTDigestMerge(0.5, 0.95, 0.99)(latency) AS latencies
        FROM usage_hourly
        WHERE company_id = {companyId:String} AND hour >= {from:DateTime('UTC')} AND hour < {to:DateTime('UTC')}
          AND ({environment:String} = '' OR environment = {environment:String})
        GROUP BY method, route
        ORDER BY calls DESC, route, method
        LIMIT {limit:UInt32}`,
  params: z.object({
    companyId: z.string(),
    from: z.date(),
    to: z.date(),
    environment: z.enum(["", "sandbox", "live"]),
    limit: z.number().int().min(1).max(1_000),
  }),
  row: z
    .object({
      method: z.string(),
      route: z.string(),
      calls: z.coerce.number(),
      errors: z.coerce.number(),
      latencies: z.tuple([z.number(), z.number(), z.number()]),
    })
    .transform(({ latencies: [p50Ms, p95Ms, p99Ms], ...row }) => ({ ...row, p50Ms, p95Ms, p99Ms })),
});

export type RouteUsage = z.output<(typeof routes)["row"]>;

/** What a company calls most: calls, errors (4xx and 5xx) and latency percentiles by method and route. */
export async function listRoutes(filter: {
  companyId: string;
  from: Date;
  to: Date;
  environment?: "sandbox" | "live";
  limit?: number;
}): Promise<RouteUsage[]> {
  return runQuery(routes, { ...filter, environment: filter.environment ?? "", limit: filter.limit ?? 50 });
}
