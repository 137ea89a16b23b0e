import { crc32 } from "node:zlib";

/**
 * The journal's format on disk (decisions/0004). A segment is a row of frames, one per append:
 *
 *   magic "WMJ1" (4) | payload length (u32 LE) | CRC-32 of the payload (u32 LE) | payload
 *
 * and a payload is a row of records:
 *
 *   kind (u8) | flags (u8) | id length (u16 LE) | text length (u32 LE) | id (UTF-8) | text (UTF-8, one JSON object, a ledger row without `batch`)
 *
 * A frame is whole or it does not count; after a damaged one, reading goes on at the next magic whose frame is whole.
 */
export const magic = Buffer.from("WMJ1", "latin1");
export const frameHeaderBytes = 12;
const recordHeaderBytes = 8;
const maxIdBytes = 65_535;

export const recordKinds = { event: 1, usage: 2, quarantine: 3 } as const;
export type RecordKind = (typeof recordKinds)[keyof typeof recordKinds];

/** Carries a visitor and a person, so the alias dictionary has to be told. */
export const linkFlag = 1;

export type JournalRecord = { kind: RecordKind; flags: number; id: string; text: string };
/** As read back: `text` is a view into the segment's bytes. */
export type StoredRecord = { kind: number; flags: number; id: string; text: Buffer };

/** One frame with these records, ready to be written. */
export function encodeFrame(records: readonly JournalRecord[]): Buffer {
  // UTF-8 needs at most three bytes for a UTF-16 unit: one allocation, no measuring pass.
  let bound = frameHeaderBytes;
  for (const { id, text } of records) bound += recordHeaderBytes + 3 * (id.length + text.length);
  const buffer = Buffer.allocUnsafe(bound);
  let at = frameHeaderBytes;
  for (const { kind, flags, id, text } of records) {
    const idBytes = buffer.write(id, at + recordHeaderBytes, "utf8");
    if (idBytes > maxIdBytes) throw new RangeError("a record's id may have at most 65535 bytes");
    const textBytes = buffer.write(text, at + recordHeaderBytes + idBytes, "utf8");
    buffer[at] = kind;
    buffer[at + 1] = flags;
    buffer.writeUInt16LE(idBytes, at + 2);
    buffer.writeUInt32LE(textBytes, at + 4);
    at += recordHeaderBytes + idBytes + textBytes;
  }
  const payload = buffer.subarray(frameHeaderBytes, at);
  magic.copy(buffer, 0);
  buffer.writeUInt32LE(payload.length, 4);
  buffer.writeUInt32LE(crc32(payload), 8);
  return buffer.subarray(0, at);
}

/** A whole frame at `at` as [first byte of payload, end], or null: torn, damaged, or not all in `buffer` yet. */
export function frameAt(buffer: Buffer, at: number): [number, number] | null {
  if (at + frameHeaderBytes > buffer.length || buffer.compare(magic, 0, 4, at, at + 4) !== 0) return null;
  const start = at + frameHeaderBytes;
  const end = start + buffer.readUInt32LE(at + 4);
  if (end > buffer.length || crc32(buffer.subarray(start, end)) !== buffer.readUInt32LE(at + 8)) return null;
  return [start, end];
}

/** How many bytes the frame at `at` claims to have; null when not even its header is there. */
export function claimedFrameBytes(buffer: Buffer, at: number): number | null {
  if (at + frameHeaderBytes > buffer.length || buffer.compare(magic, 0, 4, at, at + 4) !== 0) return null;
  return frameHeaderBytes + buffer.readUInt32LE(at + 4);
}

/** The records of a payload, appended to `into`. */
export function readRecords(buffer: Buffer, start: number, end: number, into: StoredRecord[]): void {
  let at = start;
  while (at + recordHeaderBytes <= end) {
    const idEnd = at + recordHeaderBytes + buffer.readUInt16LE(at + 2);
    const textEnd = idEnd + buffer.readUInt32LE(at + 4);
    into.push({
      kind: buffer[at] as number,
      flags: buffer[at + 1] as number,
      id: buffer.toString("utf8", at + recordHeaderBytes, idEnd),
      text: buffer.subarray(idEnd, textEnd),
    });
    at = textEnd;
  }
}

/** The next place from `at` on where a whole frame begins, or -1. */
export function nextFrame(buffer: Buffer, at: number): number {
  let found = buffer.indexOf(magic, at);
  while (found >= 0 && !frameAt(buffer, found)) found = buffer.indexOf(magic, found + 1);
  return found;
}
