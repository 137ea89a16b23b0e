import { open, readFile, rename } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { randomBase62 } from "@/lib/base/secrets";
import { syncDirectory } from "./segments";

const positionSchema = z.object({ segment: z.number().int().positive(), offset: z.number().int().min(0) });

/** A batch as it was decided: the same bytes, the same rows left out, the same name, however often it is tried. */
const planSchema = z.object({
  batch: z.string(),
  from: positionSchema,
  to: positionSchema,
  /** Rows left out because their id is in the ledger already, by their number in the batch. */
  dropped: z.array(z.number().int()),
});

const cursorSchema = z.object({
  version: z.literal(1),
  /** Names this journal among all that write to the ledger. */
  journal: z.string(),
  /** Everything before it is in the ledger. */
  done: positionSchema,
  plan: planSchema.nullable(),
});

export type Plan = z.infer<typeof planSchema>;
export type Cursor = z.infer<typeof cursorSchema>;

const file = (directory: string) => path.join(directory, "cursor.json");

/**
 * How far the journal was drained, and the batch under way. Null: none yet, or not readable (`damaged`): then everything that is still there
 * is sent again, and the ledger's own ids keep it from counting twice.
 */
export async function readCursor(directory: string): Promise<{ cursor: Cursor | null; damaged: boolean }> {
  let text: string;
  try {
    text = await readFile(file(directory), "utf8");
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
  return { version: 1, journal: randomBase62(8), done: { segment: firstSegment, offset: 0 }, plan: null };
}

/** Durable when it resolves: a plan must be on disk before its first row is sent. */
export async function writeCursor(directory: string, cursor: Cursor): Promise<void> {
  const draft = `${file(directory)}.new`;
  const handle = await open(draft, "w");
  try {
    await handle.writeFile(JSON.stringify(cursor));
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(draft, file(directory));
  await syncDirectory(directory);
}
