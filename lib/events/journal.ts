import { mkdir } from "node:fs/promises";
import type { Logger } from "@/lib/base/log";
import type { ConsumerSpec, KnownConsumer } from "./internal/journal/consumer-places";
import { listCursors, readCursor, removeCursor } from "./internal/journal/cursor";
import { FileJournal } from "./internal/journal/file-journal";
import { openSegments } from "./internal/journal/open-segments";
import { RecentIds } from "./internal/journal/recent-ids";
import type { SegmentFile } from "./internal/journal/segment-writer";
import { isAfter, type Position } from "./internal/journal/segments";

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
  /**
   * Everybody who reads it (default: the ledger alone); rows are kept until all of them are past. A new one begins at the oldest row that
   * is still there. One that is no longer named is forgotten, and holds nothing.
   */
  consumers?: ConsumerSpec[];
  /** Tests only: smaller segments, and a disk that refuses. */
  segmentBytes?: number;
  openSegment?: (file: string) => Promise<SegmentFile>;
};

/** The consumer for whom everything waits. */
export const ledgerConsumer = "ledger";

const defaultSegmentBytes = 64 * 1024 * 1024;

/** Opens the journal in `directory` (made when missing). One process at a time: callers hold a lock on it. */
export async function openJournal(options: JournalOptions): Promise<FileJournal> {
  const { directory, maxBytes, log, openSegment } = options;
  // What people did is read by the portal alone.
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const wanted = options.consumers ?? [{ name: ledgerConsumer }];
  for (const name of await listCursors(directory)) {
    if (wanted.some((one) => one.name === name)) continue;
    log.info({ consumer: name }, "the journal has lost a consumer: nothing waits for it any more");
    await removeCursor(directory, name);
  }
  const found = await Promise.all(wanted.map((spec) => findPlace(directory, spec, log)));
  const recent = new RecentIds();
  const segments = await openSegments(directory, slowestOf(found), recent, log);
  const reached = found.flatMap(({ done }) => (done ? [done.segment] : []));
  const start = { segment: segments[0]?.segment ?? Math.max(1, ...reached), offset: 0 };
  const consumers = found.map((one): KnownConsumer => ({ ...one, done: one.done ?? start }));
  // A small journal is cut finer, so that parts of it that nobody needs are given back in time.
  const segmentBytes = options.segmentBytes ?? Math.min(defaultSegmentBytes, Math.ceil(maxBytes / 8));
  return new FileJournal({ directory, maxBytes, log, openSegment, segments, consumers, recent, segmentBytes });
}

type Found = ConsumerSpec & { done: Position | null; skippedEvents: number };

async function findPlace(directory: string, spec: ConsumerSpec, log: Logger): Promise<Found> {
  const { cursor, damaged } = await readCursor(directory, spec.name);
  if (damaged) {
    const text = "a cursor of the journal is not readable: everything still in the journal is given out again";
    log.error({ consumer: spec.name }, text);
  }
  return { ...spec, done: cursor?.done ?? null, skippedEvents: cursor?.skippedEvents ?? 0 };
}

/** Null when somebody has no place yet: then everything is still needed. */
function slowestOf(found: Found[]): Position | null {
  let slowest: Position | null = null;
  for (const { done } of found) {
    if (!done) return null;
    if (!slowest || isAfter(slowest, done)) slowest = done;
  }
  return slowest;
}
