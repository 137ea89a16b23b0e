import { z } from "zod";
import { defineQuery } from "@/lib/base/clickhouse/query";

/** The calls made with keys of this person's, as they stand in the ledger; newest first, since a reader looks for what was last. */
export const personCallsQuery = defineQuery({
  sql: `
    SELECT source, id, occurred_at, environment, company_id, app_id, key_id, method, route, status, latency_ms, request_bytes,
      response_bytes, sdk, sdk_version, end_user_id, trace_id, resource, toString(quantity) AS quantity, metadata
    FROM usage_events
    WHERE person_id = {personId:String}
    ORDER BY usage_events.occurred_at DESC, source, id
    LIMIT {limit:UInt32}`,
  params: z.object({ personId: z.string(), limit: z.number().int() }),
  row: z.looseObject({
    id: z.string(),
    metadata: z.string().transform((text) => (text ? (JSON.parse(text) as Record<string, unknown>) : {})),
  }),
});
