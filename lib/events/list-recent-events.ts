import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { dayMs, nowMs } from "@/lib/base/clock";
import { companySql, personSql } from "./identity-sql";

/** How long the live view can look back (0005_live.sql). */
export const recentMs = 7 * dayMs;

export const recentEventsFilter = z.object({
  /** Came into the ledger at or after this, milliseconds; at most `recentMs` ago. */
  sinceMs: z.number().int(),
  name: z.string().default(""),
  sourceId: z.string().default(""),
  /** Any id the event may carry: person, company, visitor, visit, app or key. */
  who: z.string().default(""),
  limit: z.number().int().min(1).max(500).default(100),
});

/** `resolved` is whom reports count it for; what the event itself says is in `person_id`. Read from the table's end: no scan. */
const query = defineQuery({
  sql: `
    SELECT
      toUnixTimestamp64Milli(stored_at) AS stored_ms,
      event_id, name, occurred_at, received_at, source_id, sent_by, environment, visitor_id, visit_id, person_id, company_id,
      app_id, key_id, audience, path, properties,
      ${personSql} AS resolved_person_id,
      ${companySql} AS resolved_company_id
    FROM recent_events
    WHERE stored_at >= fromUnixTimestamp64Milli({since:Int64})
      AND ({name:String} = '' OR name = {name:String})
      AND ({source:String} = '' OR source_id = {source:String})
      AND ({who:String} = '' OR {who:String} IN (person_id, company_id, visitor_id, visit_id, app_id, key_id, resolved_person_id, resolved_company_id))
    ORDER BY stored_at DESC, event_id DESC
    LIMIT {limit:UInt32}`,
  params: z.object({ since: z.number(), name: z.string(), source: z.string(), who: z.string(), limit: z.number() }),
  row: z.object({
    stored_ms: z.coerce.number(),
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
    resolved_person_id: z.string(),
    resolved_company_id: z.string(),
  }),
});

export type RecentEvent = Omit<
  z.output<typeof query.row>,
  "stored_ms" | "resolved_person_id" | "resolved_company_id"
> & {
  /** When it came into the ledger, milliseconds by the store's clock: what the order goes by. */
  storedMs: number;
  /** Whom it belongs to in reports: as it says itself, or as its visitor turned out to be. '' while nobody knows. */
  resolvedPersonId: string;
  resolvedCompanyId: string;
};

/** The events that came last, newest first, with whom they belong to now. */
export async function listRecentEvents(filter: z.input<typeof recentEventsFilter>): Promise<RecentEvent[]> {
  const { sinceMs, name, sourceId, who, limit } = recentEventsFilter.parse(filter);
  const since = Math.max(sinceMs, nowMs() - recentMs);
  const rows = await runQuery(query, { since, name, source: sourceId, who, limit });
  return rows.map(({ stored_ms, resolved_person_id, resolved_company_id, ...row }) => ({
    ...row,
    storedMs: stored_ms,
    resolvedPersonId: resolved_person_id,
    resolvedCompanyId: resolved_company_id,
  }));
}
