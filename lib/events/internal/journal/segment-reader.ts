import { type FileHandle, open } from "node:fs/promises";
import { claimedFrameBytes, frameAt, nextFrame, readRecords, type StoredRecord } from "./frame";
import { type Position, segmentPath } from "./segments";

/** One read of the disk, bytes. */
const chunkBytes = 4 * 1024 * 1024;
const smallestChunkBytes = 256 * 1024;

export type ReadLimits = { maxRows: number; maxBytes: number };
export type Slice = {
  records: StoredRecord[];
  /** First byte after the last whole frame that was read. */
  end: number;
  /** Bytes in between that are no frame: damage that was stepped over. */
  damaged: number;
};

/**
 * Reads whole frames of one segment from `from` up to byte `limit`, until a limit is reached (always at least one frame).
 * `sealed`: nobody writes to it any more, so bytes that are no frame are damage and not a write under way.
 */
export async function readSlice(
  directory: string,
  from: Position,
  limit: number,
  sealed: boolean,
  { maxRows, maxBytes }: ReadLimits,
): Promise<Slice> {
  const slice: Slice = { records: [], end: from.offset, damaged: 0 };
  const handle = await open(segmentPath(directory, from.segment), "r");
  // No more than is asked for: who takes a thousand rows at a time would read the same megabytes again and again.
  const chunk = Math.min(chunkBytes, Math.max(smallestChunkBytes, maxBytes));
  try {
    let wanted = chunk;
    while (slice.end < limit && slice.records.length < maxRows && slice.end - from.offset < maxBytes) {
      const buffer = await readBytes(handle, slice.end, Math.min(wanted, limit - slice.end));
      const atEnd = slice.end + buffer.length >= limit;
      const before = slice.end;
      takeFrames(buffer, slice, from.offset, { maxRows, maxBytes });
      if (slice.end > before) {
        wanted = chunk;
        continue;
      }
      const claimed = claimedFrameBytes(buffer, 0);
      if (claimed !== null && claimed > buffer.length && !atEnd) {
        // The frame goes on behind this chunk; a damaged length is capped by the segment's end.
        wanted = claimed;
        continue;
      }
      if (!sealed) break;
      const next = nextFrame(buffer, 1);
      const step = next >= 0 ? next : atEnd ? buffer.length : Math.max(1, buffer.length - 3);
      slice.damaged += step;
      slice.end += step;
      wanted = chunk;
    }
  } finally {
    await handle.close();
  }
  return slice;
}

function takeFrames(buffer: Buffer, slice: Slice, sliceStart: number, { maxRows, maxBytes }: ReadLimits): void {
  const base = slice.end;
  let at = 0;
  while (slice.records.length < maxRows && base + at - sliceStart < maxBytes) {
    const frame = frameAt(buffer, at);
    if (!frame) break;
    readRecords(buffer, frame[0], frame[1], slice.records);
    at = frame[1];
  }
  slice.end = base + at;
}

export async function readBytes(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
