import { findReadable, type JournalExtent, type JournalReader, type Readable } from "./journal-reader";
import { type ReadLimits, readSlice, type Slice } from "./segment-reader";
import type { Position } from "./segments";

/** What the thread that appends tells a thread that reads, and how it is answered. */
export type ReaderNews = { extent: JournalExtent };
export type ReaderWord = { wantsNews: true } | { done: Position };

/**
 * The journal as one consumer in another thread sees it. It hears of news only when it has asked: thousands of commits a second must not cost
 * the thread that appends thousands of messages.
 */
export class ShadowJournal implements JournalReader {
  private readonly listeners = new Set<() => void>();
  private asked = false;

  constructor(
    readonly directory: string,
    private extent: JournalExtent,
    private readonly place: { done: Position; skippedEvents: number },
    private readonly tell: (word: ReaderWord) => void,
  ) {}

  hear({ extent }: ReaderNews): void {
    this.extent = extent;
    this.asked = false;
    for (const listener of this.listeners) listener();
  }

  readable(position: Position): Readable | null {
    if (!this.asked) {
      this.asked = true;
      this.tell({ wantsNews: true });
    }
    return findReadable(this.extent, position);
  }

  read(from: Position, limit: number, sealed: boolean, limits: ReadLimits): Promise<Slice> {
    return readSlice(this.directory, from, limit, sealed, limits);
  }

  placeOf() {
    return this.place;
  }

  async release(_consumer: string, done: Position): Promise<void> {
    this.tell({ done });
  }

  onCommit(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
