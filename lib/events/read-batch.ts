import type { JournalBatch } from "./consume-journal";
import { recordKinds } from "./internal/journal/frame";
import type { EventRow } from "./schema";

/** The events of a batch as the ledger gets them, in the journal's order. An event whose id was sent twice may come twice. */
export function readEvents(batch: JournalBatch): EventRow[] {
  const rows: EventRow[] = [];
  for (const { kind, text } of batch.records) {
    if (kind === recordKinds.event) rows.push(JSON.parse(text.toString("utf8")) as EventRow);
  }
  return rows;
}
