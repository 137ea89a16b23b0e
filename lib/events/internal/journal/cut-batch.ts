import type { StoredRecord } from "./frame";
import type { JournalReader } from "./journal-reader";
import type { ReadLimits } from "./segment-reader";
import type { Position } from "./segments";

/** What a consumer gets at a time: rows in the journal's order, under a name that no other rows of any journal have. */
export type JournalBatch = { name: string; records: StoredRecord[] };

export type CutBatch = JournalBatch & {
  from: Position;
  to: Position;
  /** Bytes in between that are no frame. */
  damaged: number;
};

/** The next rows from `from` on. Null when nothing waits. */
export async function cutBatch(
  journal: JournalReader,
  journalName: string,
  from: Position,
  limits: ReadLimits,
): Promise<CutBatch | null> {
  const found = journal.readable(from);
  if (!found) return null;
  const { position, limit, sealed } = found;
  const { records, end, damaged } = await journal.read(position, limit, sealed, limits);
  if (end === position.offset) return null;
  // Named by its place: another cut of the same bytes is another batch, and the ids already taken keep it from counting twice.
  const name = `${journalName}.${position.segment}.${position.offset}.${end}`;
  return { name, records, from: position, to: { segment: position.segment, offset: end }, damaged };
}

/** The rows between two places of one segment, read again; none when the segment is gone: then it was taken to its end, only the cursor did not hear of it. */
export async function recutBatch(
  journal: JournalReader,
  name: string,
  from: Position,
  to: Position,
): Promise<CutBatch> {
  const gone = { name, records: [], from, to, damaged: 0 };
  const found = journal.readable(from);
  if (found?.position.segment !== from.segment || found.position.offset !== from.offset) return gone;
  const all = { maxRows: Number.POSITIVE_INFINITY, maxBytes: Number.POSITIVE_INFINITY };
  const { records, damaged } = await journal.read(from, Math.min(to.offset, found.limit), true, all);
  return { ...gone, records, damaged };
}
