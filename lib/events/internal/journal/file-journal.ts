import { rm } from "node:fs/promises";
import { PortalError } from "@/lib/base/errors";
import type { Logger } from "@/lib/base/log";
import type { AppendOutcome, EventRow, JournalStatus, QuarantineRow, UsageRow } from "../../schema";
import { ConsumerPlaces, type KnownConsumer } from "./consumer-places";
import { encodeFrame, type JournalRecord, linkFlag, recordKinds } from "./frame";
import { findReadable, type JournalExtent, type JournalReader, type Readable } from "./journal-reader";
import type { RecentIds } from "./recent-ids";
import { type ReadLimits, readSlice, type Slice } from "./segment-reader";
import { journalFull, SegmentWriter, type WriterOptions } from "./segment-writer";
import { type Position, type Segment, segmentPath } from "./segments";

type Rows = { events?: EventRow[]; usage?: UsageRow[]; quarantine?: QuarantineRow[] };

export type FileJournalOptions = WriterOptions & {
  maxBytes: number;
  /** Segments found at start, oldest first, and who reads them from where. */
  segments: Segment[];
  consumers: KnownConsumer[];
  recent: RecentIds;
  log: Logger;
};

const noBytes = Buffer.alloc(0);
/** Counted at a time, so that nobody waits for it. */
const countBytes = 1024 * 1024;

/** The journal over its directory: appends at the end, lets consumers read from any place, forgets segments that all of them are past. */
export class FileJournal implements JournalReader {
  private readonly writer: SegmentWriter;
  private readonly sealed: Segment[];
  private readonly listeners = new Set<() => void>();
  private readonly places: ConsumerPlaces;

  constructor(private readonly options: FileJournalOptions) {
    this.sealed = [...options.segments];
    const places = options.consumers.map(({ done }) => done.segment);
    // Never below a place that somebody has reached: what is written next must be new to everybody.
    const next = Math.max((this.sealed.at(-1)?.segment ?? 0) + 1, ...places);
    this.writer = new SegmentWriter(
      options,
      next,
      () => {
        for (const listener of this.listeners) listener();
      },
      (sealed) => {
        this.sealed.push(sealed);
        this.checkLag();
      },
    );
    this.places = new ConsumerPlaces(options.consumers, this, options.log);
    this.checkLag();
  }

  append(rows: Rows): Promise<AppendOutcome> {
    const records: JournalRecord[] = [];
    const taken: string[] = [];
    let duplicates = 0;
    const take = (id: string, record: JournalRecord) => {
      if (!this.options.recent.add(id)) {
        duplicates++;
        return;
      }
      taken.push(id);
      records.push(record);
    };
    const giveBack = () => {
      for (const id of taken) this.options.recent.remove(id);
    };
    let written: Promise<void>;
    try {
      for (const row of rows.events ?? []) {
        const flags = tellsLink(row) ? linkFlag : 0;
        take(row.event_id, { kind: recordKinds.event, flags, id: row.event_id, text: JSON.stringify(row) });
      }
      for (const row of rows.usage ?? []) {
        const id = usageId(row.source, row.id);
        take(id, { kind: recordKinds.usage, flags: 0, id, text: JSON.stringify(row) });
      }
      for (const row of rows.quarantine ?? []) {
        records.push({ kind: recordKinds.quarantine, flags: 0, id: "", text: JSON.stringify(row) });
      }
      written = this.write(records);
    } catch (error) {
      // Before anybody else's turn: whoever sends the same ids now must not hear that they are on their way to the disk.
      giveBack();
      return Promise.reject(error);
    }
    return written.then(
      () => ({ accepted: records.length, duplicates }),
      (error) => {
        giveBack();
        throw error;
      },
    );
  }

  appendEvents(rows: EventRow[]): Promise<AppendOutcome> {
    return this.append({ events: rows });
  }

  appendUsage(rows: UsageRow[]): Promise<AppendOutcome> {
    return this.append({ usage: rows });
  }

  appendQuarantine(rows: QuarantineRow[]): Promise<AppendOutcome> {
    return this.append({ quarantine: rows });
  }

  status(): JournalStatus {
    return {
      bytes: this.bytes,
      consumers: this.places.status(),
      maxBytes: this.options.maxBytes,
      fault: this.writer.fault,
    };
  }

  close(): Promise<void> {
    return this.writer.close();
  }

  /** Where the oldest segment begins. */
  get start(): Position {
    return { segment: this.sealed[0]?.segment ?? this.writer.segment, offset: 0 };
  }

  /** Behind the last durable byte. */
  get end(): Position {
    return { segment: this.writer.segment, offset: this.writer.durable };
  }

  get directory(): string {
    return this.options.directory;
  }

  onCommit(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  readable(position: Position): Readable | null {
    return findReadable(this.extent, position);
  }

  get extent(): JournalExtent {
    const { segment, durable } = this.writer;
    return { sealed: this.sealed, open: { segment, durable } };
  }

  read(from: Position, limit: number, sealed: boolean, limits: ReadLimits): Promise<Slice> {
    return readSlice(this.directory, from, limit, sealed, limits);
  }

  /** Where a consumer is: further than it knows itself once it was moved forward, see `skippedEvents`. */
  placeOf(consumer: string): KnownConsumer {
    return this.places.of(consumer);
  }

  /** This consumer needs nothing before `done` any more, durably. What nobody needs is removed. */
  release(consumer: string, done: Position): Promise<void> {
    this.places.advance(consumer, done);
    return this.prune();
  }

  async prune(): Promise<void> {
    const done = this.places.slowest;
    while (done && this.sealed[0]) {
      const { segment, bytes } = this.sealed[0];
      if (segment > done.segment || (segment === done.segment && done.offset < bytes)) break;
      // Before the wait: another consumer may be here at the same time.
      this.sealed.shift();
      await rm(segmentPath(this.directory, segment), { force: true });
    }
  }

  /** Records of a sealed segment from `from` on; what cannot be read counts as none. */
  async countRecords(from: Position, limit: number): Promise<number> {
    let count = 0;
    let offset = from.offset;
    try {
      while (offset < limit) {
        const at = { segment: from.segment, offset };
        const slice = await this.read(at, limit, true, { maxRows: Number.POSITIVE_INFINITY, maxBytes: countBytes });
        count += slice.records.length;
        offset = slice.end;
      }
    } catch (error) {
      this.options.log.warn({ err: error }, "a segment of the journal cannot be read");
    }
    return count;
  }

  private checkLag(): void {
    void this.places.skipBehind();
  }

  /** Throws at once what cannot be written; rejects when the disk refuses. */
  private write(records: JournalRecord[]): Promise<void> {
    // Nothing new, but what it repeats may still be on its way to the disk: wait for the same commit.
    if (records.length === 0) return this.writer.append(noBytes);
    const frame = encodeFrame(records);
    if (this.bytes + this.writer.waitingBytes + frame.length > this.options.maxBytes) {
      throw journalFull("The journal has reached its limit");
    }
    return this.writer.append(frame);
  }

  private get bytes(): number {
    return this.sealed.reduce((sum, { bytes }) => sum + bytes, this.writer.durable);
  }

  bytesAfter(position: Position): number {
    let sum = 0;
    for (const { segment, bytes } of [...this.sealed, { segment: this.writer.segment, bytes: this.writer.durable }]) {
      if (segment === position.segment) sum += Math.max(0, bytes - position.offset);
      else if (segment > position.segment) sum += bytes;
    }
    return sum;
  }
}

/** Events beside ties that change whose the past is. */
const movesIdentity = new Set([
  "link_undone",
  "link_redone",
  "company_changed",
  "company_joined",
  "company_identified",
]);

/** Whether this may be the first word of a tie. SDKs name the person on every page they send; the tie is known by then. */
function tellsLink(row: EventRow): boolean {
  if (movesIdentity.has(row.name)) return true;
  if (row.visitor_id === "" || row.person_id === "") return false;
  return row.sent_by !== "web" || row.name === "visitor_identified";
}

/** The id of a usage row as the journal knows it: its source and its id there. */
export function usageId(source: string, id: string): string {
  // NUL cannot stand in either, so two pairs never look alike.
  if (source.includes("\0") || id.includes("\0")) throw new PortalError("invalid_fields", "an id may not contain NUL");
  return `${source}\0${id}`;
}
