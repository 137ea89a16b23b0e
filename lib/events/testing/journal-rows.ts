import type { FileJournal } from "../internal/journal/file-journal";
import type { StoredRecord } from "../internal/journal/frame";
import type { EventRow } from "../schema";

/** An event row with this id; everything else as given, or plain. */
export function eventRow(eventId: string, changes: Partial<EventRow> = {}): EventRow {
  return {
    event_id: eventId,
    name: "page_viewed",
    occurred_at: "2026-03-01T10:00:00.000Z",
    received_at: "2026-03-01T10:00:01.000Z",
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
