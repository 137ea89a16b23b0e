import { clickhouse } from "@/lib/base/clickhouse/client";
import { newId } from "@/lib/base/ids";
import { postgres } from "@/lib/base/postgres";
import { recorded } from "./identity-fixtures";

type Told = { visitorId: string; personId: string; at?: Date };

/** Puts what waits in the outbox into the ledger, as worker, edge and drain do, and ties that a service told beside it. */
export async function deliverToLedger(told: Told[] = []): Promise<void> {
  const waiting = (await recorded()).map((payload) => ({
    event_id: payload.messageId,
    name: payload.event as string,
    occurred_at: payload.timestamp,
    received_at: payload.timestamp,
    sent_by: payload.context.waymark.sentBy,
    visitor_id: payload.anonymousId ?? "",
    person_id: payload.userId ?? "",
    company_id: payload.context.waymark.companyId ?? "",
    audience: "human",
    properties: JSON.stringify(payload.properties),
  }));
  const ties = told.map(({ visitorId, personId, at = new Date() }) => ({
    event_id: newId("event"),
    name: "visitor_identified",
    occurred_at: at.toISOString(),
    received_at: new Date().toISOString(),
    sent_by: "server",
    visitor_id: visitorId,
    person_id: personId,
    company_id: "",
    audience: "human",
    properties: "{}",
  }));
  const values = [...waiting, ...ties];
  if (values.length) await clickhouse().insert({ table: "events", values, format: "JSONEachRow" });
  await postgres().eventOutbox.deleteMany();
}

/** Page views of a visitor nobody knows. */
export async function ledgerPages(visitorId: string, count: number, visitId: string): Promise<void> {
  const values = Array.from({ length: count }, () => ({
    event_id: newId("event"),
    name: "page_viewed",
    occurred_at: new Date().toISOString(),
    received_at: new Date().toISOString(),
    sent_by: "web",
    visitor_id: visitorId,
    visit_id: visitId,
    audience: "human",
    properties: "{}",
  }));
  await clickhouse().insert({ table: "events", values, format: "JSONEachRow" });
}

/** Whom the reports take a visitor for. */
export async function dictionaryOf(visitorId: string): Promise<string> {
  await clickhouse().command({ query: "SYSTEM RELOAD DICTIONARY visitor_alias" });
  const result = await clickhouse().query({
    query: "SELECT dictGetOrDefault('visitor_alias', 'person_id', cityHash64({visitor:String}), '') AS person",
    query_params: { visitor: visitorId },
    format: "JSONEachRow",
  });
  return (await result.json<{ person: string }>())[0]?.person ?? "";
}
