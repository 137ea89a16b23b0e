import type { EventRow } from "@/lib/events/schema";
import { sqlTime } from "../delivery-rows";
import type { Decision } from "./decide-conversion";

/** A row of the outbox like those of the ledger's events, told apart by its source. */
export function toEventRow({ eventId, stage, personId, atMs, conversion }: Decision): EventRow {
  const at = sqlTime(atMs);
  const nobody = { visitor_id: "", visit_id: "", company_id: "", app_id: "", key_id: "", path: "" };
  return {
    ...nobody,
    event_id: eventId,
    name: stage,
    occurred_at: at,
    received_at: sqlTime(),
    source_id: "conversions",
    sent_by: "server",
    environment: "",
    person_id: personId,
    audience: "human",
    properties: JSON.stringify(conversion),
  };
}
