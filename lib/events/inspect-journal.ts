import { listCursors, readCursor } from "./internal/journal/cursor";
import { recordKinds } from "./internal/journal/frame";
import { type FoundDamage, scanSegment } from "./internal/journal/scan-segment";
import { listSegments, type Position, type Segment, segmentPath } from "./internal/journal/segments";

export type InspectedSegment = {
  file: string;
  segment: number;
  bytes: number;
  frames: number;
  events: number;
  usage: number;
  quarantine: number;
  /** Stretches of bytes that are no whole frame. */
  damage: FoundDamage[];
  /** Bytes behind the last frame of the newest segment: a write under way, or one that a crash cut off (the next start removes it). */
  unfinishedBytes: number;
};

export type InspectedConsumer = {
  name: string;
  /** False: its cursor cannot be read, and everything will be given to it again. */
  readable: boolean;
  done: Position | null;
  waitingBytes: number;
  /** The batch it is at. */
  batch: string | null;
  skippedEvents: number;
};

export type InspectedJournal = { segments: InspectedSegment[]; consumers: InspectedConsumer[] };

/** Reads every checksum of the journal in `directory` and where its consumers are. Changes nothing, and may run beside the portal: segments that are drained meanwhile are left out. */
export async function inspectJournal(directory: string): Promise<InspectedJournal> {
  // Cursors first: what they speak of is still there, or was taken since.
  const consumers = await Promise.all((await listCursors(directory)).map((name) => inspectConsumer(directory, name)));
  const found = await listSegments(directory);
  const segments: InspectedSegment[] = [];
  for (const segment of found) {
    const inspected = await inspectSegment(directory, segment, segment === found.at(-1)).catch(unlessGone);
    if (inspected) segments.push(inspected);
  }
  for (const consumer of consumers) consumer.waitingBytes = bytesAfter(segments, consumer.done);
  return { segments, consumers };
}

async function inspectSegment(directory: string, segment: Segment, newest: boolean): Promise<InspectedSegment> {
  const seen: InspectedSegment = {
    file: segmentPath(directory, segment.segment),
    ...segment,
    frames: 0,
    events: 0,
    usage: 0,
    quarantine: 0,
    damage: [],
    unfinishedBytes: 0,
  };
  await scanSegment(directory, segment, {
    frame({ records }) {
      seen.frames++;
      for (const { kind } of records) {
        if (kind === recordKinds.event) seen.events++;
        else if (kind === recordKinds.usage) seen.usage++;
        else if (kind === recordKinds.quarantine) seen.quarantine++;
      }
      return true;
    },
    damage: (damage) => seen.damage.push(damage),
    tail: (tail) => {
      if (newest) seen.unfinishedBytes = tail.bytes;
      else seen.damage.push(tail);
    },
  });
  return seen;
}

async function inspectConsumer(directory: string, name: string): Promise<InspectedConsumer> {
  const { cursor } = await readCursor(directory, name);
  return {
    name,
    readable: cursor !== null,
    done: cursor?.done ?? null,
    waitingBytes: 0,
    batch: cursor?.plan?.batch ?? null,
    skippedEvents: cursor?.skippedEvents ?? 0,
  };
}

function bytesAfter(segments: InspectedSegment[], done: Position | null): number {
  let sum = 0;
  for (const { segment, bytes } of segments) {
    if (!done || segment > done.segment) sum += bytes;
    else if (segment === done.segment) sum += Math.max(0, bytes - done.offset);
  }
  return sum;
}

function unlessGone(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
