import { mkdir } from "node:fs/promises";
import type { Logger } from "@/lib/base/log";
import { readCursor } from "./internal/journal/cursor";
import { FileJournal } from "./internal/journal/file-journal";
import { openSegments } from "./internal/journal/open-segments";
import { RecentIds } from "./internal/journal/recent-ids";
import type { SegmentFile } from "./internal/journal/segment-writer";

/**
 * The only way into the ledger. Every `append` resolves once its rows are durable on this disk, and rejects with `journal_full` (429,
 * Retry-After) when they cannot be: a sender that got an answer has nothing to fear, one that did not sends again.
 */
export type Journal = Pick<
  FileJournal,
  "append" | "appendEvents" | "appendUsage" | "appendQuarantine" | "status" | "close"
>;

export type JournalOptions = {
  directory: string;
  /** Bytes on disk above which appends are refused. */
  maxBytes: number;
  log: Logger;
  /** Tests only: smaller segments, and a disk that refuses. */
  segmentBytes?: number;
  openSegment?: (file: string) => Promise<SegmentFile>;
};

const defaultSegmentBytes = 64 * 1024 * 1024;

/** Opens the journal in `directory` (made when missing). One process at a time: callers hold a lock on it. */
export async function openJournal(options: JournalOptions): Promise<FileJournal> {
  const { directory, maxBytes, log, openSegment } = options;
  // What people did is read by the portal alone.
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const { cursor, damaged } = await readCursor(directory);
  if (damaged) log.error("the journal's cursor is not readable: everything still in the journal is sent again");
  const recent = new RecentIds();
  const done = cursor?.done ?? null;
  const segments = await openSegments(directory, done, recent, log);
  // A small journal is cut finer, so that drained parts of it are given back in time.
  const segmentBytes = options.segmentBytes ?? Math.min(defaultSegmentBytes, Math.ceil(maxBytes / 8));
  return new FileJournal({ directory, maxBytes, log, openSegment, segments, done, recent, segmentBytes });
}
