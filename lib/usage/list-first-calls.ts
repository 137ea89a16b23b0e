import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";

const firstCalls = defineQuery({
  sql: `SELECT app_id AS appId, environment, method, route, status, min(first_at) AS at FROM first_calls
        WHERE company_id = {companyId:String} AND person_id = {personId:String} AND route IN {routes:Array(String)}
        GROUP BY appId, environment, method, route, status ORDER BY at`,
  params: z.object({ companyId: z.string(), personId: z.string(), routes: z.array(z.string()) }),
  row: z.object({
    appId: z.string(),
    environment: z.enum(["sandbox", "live"]),
    method: z.string(),
    route: z.string(),
    status: z.coerce.number(),
    at: z.string(),
  }),
});

export type FirstCall = z.output<(typeof firstCalls)["row"]>;

/** When keys of a person's first called these routes and got each answer, by app. */
export async function listFirstCalls(companyId: string, personId: string, routes: string[]): Promise<FirstCall[]> {
  return routes.length === 0 ? [] : runQuery(firstCalls, { companyId, personId, routes });
}
