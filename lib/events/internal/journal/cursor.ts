import { open, readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { randomBase62 } from "@/lib/base/secrets";
import { syncDirectory } from "./segments";

const positionSchema = z.object({ segment: z.number().int().positive(), offset: z.number().int().min(0) });

/** A batch as it was decided: the same bytes, the same name and the same note, however often it is tried. */
const planSchema = z.object({
  batch: z.string(),
  from: positionSchema,
  to: positionSchema,
  /** What its consumer decided about it beforehand. */
  note: z.unknown(),
});

const cursorSchema = z.object({
  version: z.literal(2),
  /** Names this journal among all from which rows reach the same store. */
  journal: z.string(),
  /** Everything before it has been taken by this consumer. */
  done: positionSchema,
  plan: planSchema.nullable(),
  /** Events this consumer never saw, because it had fallen further behind than it may. */
  skippedEvents: z.number().int().min(0),
});

export type Plan = z.infer<typeof planSchema>;
export type Cursor = z.infer<typeof cursorSchema>;

const name = /^cursor-([a-z][a-z0-9-]{0,31})\.json$/;

function cursorFile(directory: string, consumer: string): string {
  const file = `cursor-${consumer}.json`;
  if (!name.test(file)) throw new Error(`"${consumer}" cannot name a consumer of the journal`);
  return path.join(directory, file);
}

/** The consumers that have a cursor here, whether they are still wanted or not. */
export async function listCursors(directory: string): Promise<string[]> {
  return (await readdir(directory)).flatMap((file) => name.exec(file)?.[1] ?? []).sort();
}

/**
 * How far a consumer has come, and the batch under way. Null: none yet, or not readable (`damaged`): then everything that is still there
 * is given to it again, and it has to recognise what it has by its ids.
 */
export async function readCursor(
  directory: string,
  consumer: string,
): Promise<{ cursor: Cursor | null; damaged: boolean }> {
  let text: string;
  try {
    text = await readFile(cursorFile(directory, consumer), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { cursor: null, damaged: false };
    throw error;
  }
  try {
    return { cursor: cursorSchema.parse(JSON.parse(text)), damaged: false };
  } catch {
    return { cursor: null, damaged: true };
  }
}

export function newCursor(firstSegment: number): Cursor {
  return {
    version: 2,
    journal: randomBase62(8),
    done: { segment: firstSegment, offset: 0 },
    plan: null,
    skippedEvents: 0,
  };
}

/** Durable when it resolves: a plan must be on disk before its first row is sent. */
export async function writeCursor(directory: string, consumer: string, cursor: Cursor): Promise<void> {
  const file = cursorFile(directory, consumer);
  const draft = `${file}.new`;
  const handle = await open(draft, "w");
  try {
    await handle.writeFile(JSON.stringify(cursor));
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  await syncDirectory(directory);
}

/** For a consumer that is no longer wanted: should it come back, it is a new one. */
export async function removeCursor(directory: string, consumer: string): Promise<void> {
  await rm(cursorFile(directory, consumer), { force: true });
}
