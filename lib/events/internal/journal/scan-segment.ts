import { open } from "node:fs/promises";
import { claimedFrameBytes, frameAt, nextFrame, readRecords, type StoredRecord } from "./frame";
import { readBytes } from "./segment-reader";
import { type Segment, segmentPath } from "./segments";

const chunkBytes = 4 * 1024 * 1024;

export type FoundFrame = { offset: number; bytes: number; records: StoredRecord[] };
export type FoundDamage = { offset: number; bytes: number };

/**
 * Walks a segment without changing anything, from byte `from` on: every whole frame, and every stretch of bytes that is none. What stands behind
 * the last frame is `tail`: of the newest segment a write under way, of any other damage. `frame` may answer false to stop.
 */
export async function scanSegment(
  directory: string,
  { segment, bytes }: Segment,
  found: {
    frame(frame: FoundFrame): boolean | undefined;
    damage(damage: FoundDamage): void;
    tail(tail: FoundDamage): void;
  },
  from = 0,
): Promise<void> {
  const handle = await open(segmentPath(directory, segment), "r");
  try {
    let at = from;
    let damagedFrom: number | null = null;
    let wanted = chunkBytes;
    while (at < bytes) {
      const buffer = await readBytes(handle, at, Math.min(wanted, bytes - at));
      if (buffer.length === 0) break;
      const atEnd = at + buffer.length >= bytes;
      let next = 0;
      for (let frame = frameAt(buffer, next); frame; frame = frameAt(buffer, next)) {
        if (damagedFrom !== null) {
          found.damage({ offset: damagedFrom, bytes: at + next - damagedFrom });
          damagedFrom = null;
        }
        const records: StoredRecord[] = [];
        readRecords(buffer, frame[0], frame[1], records);
        if (found.frame({ offset: at + next, bytes: frame[1] - next, records }) === false) return;
        next = frame[1];
      }
      if (next > 0) {
        at += next;
        wanted = chunkBytes;
        continue;
      }
      const claimed = claimedFrameBytes(buffer, 0);
      if (claimed !== null && claimed > buffer.length && !atEnd) {
        wanted = claimed;
        continue;
      }
      damagedFrom ??= at;
      const later = nextFrame(buffer, 1);
      at += later >= 0 ? later : atEnd ? buffer.length : Math.max(1, buffer.length - 3);
      wanted = chunkBytes;
    }
    if (damagedFrom !== null) found.tail({ offset: damagedFrom, bytes: bytes - damagedFrom });
  } finally {
    await handle.close();
  }
}
