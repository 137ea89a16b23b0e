import type { ReadLimits, Slice } from "./segment-reader";
import type { Position, Segment } from "./segments";

/** A stretch of bytes that can be read now. */
export type Readable = { position: Position; limit: number; sealed: boolean };

/** Which segments there are, and how far the newest can be read. */
export type JournalExtent = { sealed: Segment[]; open: { segment: number; durable: number } };

/** What a consumer needs of the journal; itself in the thread that appends, or its shadow in another. */
export type JournalReader = {
  readonly directory: string;
  readable(position: Position): Readable | null;
  read(from: Position, limit: number, sealed: boolean, limits: ReadLimits): Promise<Slice>;
  placeOf(consumer: string): { done: Position; skippedEvents: number };
  release(consumer: string, done: Position): Promise<void>;
  onCommit(listener: () => void): () => void;
};

/** The first place at or after `position` that can be read, or null when nothing waits there. Steps over segments that ended or are gone. */
export function findReadable({ sealed, open }: JournalExtent, position: Position): Readable | null {
  for (const { segment, bytes } of sealed) {
    if (segment < position.segment) continue;
    const offset = segment === position.segment ? position.offset : 0;
    if (offset < bytes) return { position: { segment, offset }, limit: bytes, sealed: true };
  }
  const { segment, durable } = open;
  const offset = segment === position.segment ? position.offset : 0;
  return segment >= position.segment && offset < durable
    ? { position: { segment, offset }, limit: durable, sealed: false }
    : null;
}
