import type { Db } from "@/lib/base/postgres";
import { toNote } from "./internal/note-record";
import type { Note } from "./schema";

/** A note that somebody wrote, or null. */
export async function getNote(db: Db, noteId: string): Promise<Note | null> {
  const row = await db.note.findUnique({ where: { id: noteId } });
  return row && toNote(row);
}
