import type { Logger } from "@/lib/base/log";
import type { AppendOutcome, EventRow, JournalStatus, QuarantineRow, UsageRow } from "./schema";

export type JournalOptions = { directory: string; maxBytes: number; log: Logger };

/** The only way into the ledger. Every `append` resolves once its rows are durable and rejects with `journal_full` (429) otherwise. */
export type Journal = {
  append(rows: { events?: EventRow[]; usage?: UsageRow[]; quarantine?: QuarantineRow[] }): Promise<AppendOutcome>;
  appendEvents(rows: EventRow[]): Promise<AppendOutcome>;
  appendUsage(rows: UsageRow[]): Promise<AppendOutcome>;
  appendQuarantine(rows: QuarantineRow[]): Promise<AppendOutcome>;
  status(): JournalStatus;
  /** Waits for what is being written; appends after it are refused. */
  close(): Promise<void>;
};
