import { z } from "zod";
import { defineQuery } from "@/lib/base/clickhouse/query";
import { personSql } from "@/lib/events/identity-sql";

/**
 * A person's events: those that name them, and what their visitors did before anybody knew who it was. A visitor's events that name
 * somebody else are that person's (domain.md, identity 3); what a tie gave and its undoing took back is not theirs (6).
 */
export const personEventsQuery = defineQuery({
  sql: `
    SELECT event_id, name, occurred_at, visitor_id, visit_id, company_id, app_id, key_id, environment, path, properties
    FROM events
    WHERE ${personSql} = {personId:String}
    ORDER BY occurred_at, event_id
    LIMIT {limit:UInt32}`,
  params: z.object({ personId: z.string(), limit: z.number().int() }),
  row: z.object({
    event_id: z.string(),
    name: z.string(),
    occurred_at: z.string(),
    visitor_id: z.string(),
    visit_id: z.string(),
    company_id: z.string(),
    app_id: z.string(),
    key_id: z.string(),
    environment: z.string(),
    path: z.string(),
    properties: z.string().transform((text) => (text ? (JSON.parse(text) as Record<string, unknown>) : {})),
  }),
});
