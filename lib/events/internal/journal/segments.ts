import { open, readdir, stat } from "node:fs/promises";
import path from "node:path";

/** A place in the journal: the byte `offset` of segment `segment`. */
export type Position = { segment: number; offset: number };

/** Whether `a` lies behind `b` in the journal's order. */
export function isAfter(a: Position, b: Position): boolean {
  return a.segment > b.segment || (a.segment === b.segment && a.offset > b.offset);
}

export type Segment = { segment: number; bytes: number };

const name = /^(\d{10})\.wmj$/;

export function segmentPath(directory: string, segment: number): string {
  return path.join(directory, `${String(segment).padStart(10, "0")}.wmj`);
}

/** The segments there are, oldest first. */
export async function listSegments(directory: string): Promise<Segment[]> {
  const numbers = (await readdir(directory))
    .map((file) => name.exec(file)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
  return Promise.all(
    numbers.map(async (segment) => ({ segment, bytes: (await stat(segmentPath(directory, segment))).size })),
  );
}

/** Makes new, renamed and removed names in a directory durable. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
