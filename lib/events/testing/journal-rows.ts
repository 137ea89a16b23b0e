import type { FileJournal } from "../internal/journal/file-journal";
import type { StoredRecord } from "../internal/journal/frame";
import type { EventRow, UsageRow } from "../schema";

// The ledger forgets ids and quarantined rows by the time they were received.
const receivedAt = new Date().toISOString();

/** An event row with this id; everything else as given, or plain. */
export function eventRow(eventId: string, changes: Partial<EventRow> = {}): EventRow {
  return {
    event_id: eventId,
    name: "page_viewed",
    occurred_at: "2026-03-01T10:00:00.000Z",
    received_at: receivedAt,
    source_id: "src_test",
    sent_by: "web",
    environment: "",
    visitor_id: "vis_1",
    visit_id: "vst_1",
    person_id: "",
    company_id: "",
    app_id: "",
    key_id: "",
    audience: "human",
    path: "/docs",
    properties: "{}",
    ...changes,
  };
}

/** Every record there is, in order. */
export async function readAll(journal: FileJournal): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  let found = journal.readable({ segment: 0, offset: 0 });
  while (found) {
    const limits = { maxRows: 3, maxBytes: 1_000_000 };
    const slice = await journal.read(found.position, found.limit, found.sealed, limits);
    records.push(...slice.records);
    found = journal.readable({ segment: found.position.segment, offset: slice.end });
  }
  return records;
}

/** A usage row with this source and id; everything else as given, or plain. */
export function usageRow(source: string, id: string, changes: Partial<UsageRow> = {}): UsageRow {
  return {
    source,
    id,
    occurred_at: "2026-03-01T10:00:00.000Z",
    received_at: receivedAt,
    origin: "api",
    environment: "live",
    company_id: "com_1",
    app_id: "app_1",
    key_id: "key_1",
    person_id: "per_1",
    method: "GET",
    route: "/shipments/{id}",
    status: 200,
    latency_ms: 10,
    request_bytes: 0,
    response_bytes: 512,
    sdk: "",
    sdk_version: "",
    end_user_id: "",
    trace_id: "",
    resource: "shipments",
    quantity: 1,
    valuable: 0,
    metadata: "{}",
    ...changes,
  };
}
