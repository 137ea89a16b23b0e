import { dayMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { toNote } from "./internal/note-record";
import type { Note } from "./schema";

/** More marks than these no chart can show. */
export const maxNotes = 500;

/** The written notes that touch the days `from` to `to` (UTC, both counted), newest first; at most 500. */
export async function listNotes(db: Db, { from, to }: { from?: string; to?: string }): Promise<Note[]> {
  const rows = await db.note.findMany({
    where: {
      ...(to ? { startsAt: { lt: new Date(Date.parse(to) + dayMs) } } : {}),
      ...(from ? { OR: [{ startsAt: { gte: new Date(from) } }, { endsAt: { gt: new Date(from) } }] } : {}),
    },
    orderBy: [{ startsAt: "desc" }, { id: "desc" }],
    take: maxNotes,
  });
  return rows.map(toNote);
}
