import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { type CallStage, callStages } from "./schema";

const firstCalls = defineQuery({
  sql: `SELECT stage, min(first_at) AS at FROM milestones
        WHERE stage IN {stages:Array(String)}
          AND ({companyId:String} = '' OR company_id = {companyId:String})
          AND ({personId:String} = '' OR person_id = {personId:String})
          AND ({appId:String} = '' OR app_id = {appId:String})
        GROUP BY stage`,
  params: z.object({
    stages: z.array(z.enum(callStages)),
    companyId: z.string(),
    personId: z.string(),
    appId: z.string(),
  }),
  row: z.object({ stage: z.enum(callStages), at: z.coerce.date() }),
});

/** When a company, a person (by the keys they made) or an app reached each stage of calls; a stage that was not reached is absent. */
export async function getFirstCalls(
  entity: { companyId: string } | { personId: string } | { appId: string },
): Promise<Partial<Record<CallStage, Date>>> {
  const rows = await runQuery(firstCalls, {
    stages: [...callStages],
    companyId: "",
    personId: "",
    appId: "",
    ...entity,
  });
  return Object.fromEntries(rows.map(({ stage, at }) => [stage, at]));
}
