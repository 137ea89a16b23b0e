import { z } from "zod";
import { defineQuery } from "@/lib/base/clickhouse/query";

/** What could not be understood, of this person's browsers or under their id: as it was sent, for as long as it is kept. */
export const personQuarantineQuery = defineQuery({
  sql: `
    SELECT event_id, name, received_at, reason, visitor_id, visit_id, payload
    FROM quarantine
    WHERE outcome = '' AND (
      (visitor_id != '' AND dictGetOrDefault('visitor_alias', 'person_id', cityHash64(visitor_id), '') = {personId:String})
      OR JSONExtractString(payload, 'userId') = {personId:String})
    ORDER BY quarantine.received_at, event_id
    LIMIT {limit:UInt32}`,
  params: z.object({ personId: z.string(), limit: z.number().int() }),
  row: z.looseObject({ event_id: z.string(), payload: z.string() }),
});
