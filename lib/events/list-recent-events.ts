import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { nowMs } from "@/lib/base/clock";

export const recentEventsFilter = z.object({
  /** How far back, milliseconds. */
  withinMs: z.number().int().positive(),
  name: z.string().default(""),
  sourceId: z.string().default(""),
  /** Any id the event may carry: person, company, visitor, visit, app or key. */
  who: z.string().default(""),
  limit: z.number().int().min(1).max(500).default(100),
});

/** `alias` is whom the visitor turned out to be; what the event itself says is in `person_id`. */
const query = defineQuery({
  sql: `
    SELECT
      event_id, name, occurred_at, received_at, source_id, sent_by, environment, visitor_id, visit_id, person_id, company_id,
      app_id, key_id, audience, path, properties,
      dictGetOrDefault('visitor_alias', 'person_id', visitor_hash, '') AS alias_person_id,
      dictGetOrDefault('visitor_alias', 'company_id', visitor_hash, '') AS alias_company_id
    FROM events
    WHERE received_at >= fromUnixTimestamp64Milli({since:Int64})
      AND ({name:String} = '' OR name = {name:String})
      AND ({source:String} = '' OR source_id = {source:String})
      AND ({who:String} = '' OR {who:String} IN (person_id, company_id, visitor_id, visit_id, app_id, key_id, alias_person_id))
    ORDER BY received_at DESC, event_id DESC
    LIMIT {limit:UInt32}`,
  params: z.object({ since: z.number(), name: z.string(), source: z.string(), who: z.string(), limit: z.number() }),
  row: z.object({
    event_id: z.string(),
    name: z.string(),
    occurred_at: z.string(),
    received_at: z.string(),
    source_id: z.string(),
    sent_by: z.string(),
    environment: z.string(),
    visitor_id: z.string(),
    visit_id: z.string(),
    person_id: z.string(),
    company_id: z.string(),
    app_id: z.string(),
    key_id: z.string(),
    audience: z.string(),
    path: z.string(),
    properties: z.string(),
    alias_person_id: z.string(),
    alias_company_id: z.string(),
  }),
});

export type RecentEvent = Omit<z.output<typeof query.row>, "alias_person_id" | "alias_company_id"> & {
  /** Whom it belongs to in reports: as it says itself, or as its visitor turned out to be. '' while nobody knows. */
  resolvedPersonId: string;
  resolvedCompanyId: string;
};

/** The events that arrived last, newest first, with whom they belong to now. */
export async function listRecentEvents(filter: z.input<typeof recentEventsFilter>): Promise<RecentEvent[]> {
  const { withinMs, name, sourceId, who, limit } = recentEventsFilter.parse(filter);
  const rows = await runQuery(query, { since: nowMs() - withinMs, name, source: sourceId, who, limit });
  return rows.map(({ alias_person_id, alias_company_id, ...row }) => {
    const known = row.visitor_id !== "";
    const resolvedPersonId = row.person_id || (known ? alias_person_id : "");
    // The visitor's company is that of the visitor's person, and of nobody else who used the browser.
    const ofVisitor = known && resolvedPersonId === alias_person_id ? alias_company_id : "";
    return { ...row, resolvedPersonId, resolvedCompanyId: row.company_id || ofVisitor };
  });
}
