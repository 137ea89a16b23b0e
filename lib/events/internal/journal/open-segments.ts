import { open, readFile, rm } from "node:fs/promises";
import type { Logger } from "@/lib/base/log";
import { frameAt, nextFrame, readRecords, type StoredRecord } from "./frame";
import type { RecentIds } from "./recent-ids";
import { listSegments, type Position, type Segment, segmentPath } from "./segments";

/** So many of the newest segments are read at start for the ids in them. */
const segmentsForIds = 2;

/**
 * The segments left by the process before. The end of the newest may hold a frame that was being written when that process was killed
 * (nobody was told that it is stored): it is cut off. Ids of what still waits go into `recent`.
 */
export async function openSegments(
  directory: string,
  done: Position | null,
  recent: RecentIds,
  log: Logger,
): Promise<Segment[]> {
  const found = await listSegments(directory);
  // Everybody was past them before the process ended, only nobody removed them.
  const drained = found.filter(({ segment }) => done && segment < done.segment);
  for (const { segment } of drained) await rm(segmentPath(directory, segment), { force: true });
  const segments = found.slice(drained.length);
  for (const segment of segments.slice(-segmentsForIds)) {
    const bytes = await readFile(segmentPath(directory, segment.segment));
    const end = readToEnd(bytes, (records) => {
      for (const { id } of records) if (id) recent.add(id);
    });
    if (segment === segments.at(-1) && end < bytes.length) {
      log.info({ segment: segment.segment, bytes: bytes.length - end }, "cut off a write that was under way");
      const handle = await open(segmentPath(directory, segment.segment), "r+");
      await handle.truncate(end);
      await handle.sync();
      await handle.close();
      segment.bytes = end;
    }
  }
  return segments;
}

/** Calls `take` with each frame's records; answers the end of the last whole frame. */
function readToEnd(bytes: Buffer, take: (records: StoredRecord[]) => void): number {
  let end = 0;
  let at = 0;
  for (;;) {
    const frame = frameAt(bytes, at);
    if (!frame) {
      at = nextFrame(bytes, at + 1);
      if (at < 0) return end;
      continue;
    }
    const records: StoredRecord[] = [];
    readRecords(bytes, frame[0], frame[1], records);
    take(records);
    at = end = frame[1];
  }
}
