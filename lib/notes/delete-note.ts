import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { toNote } from "./internal/note-record";
import type { NoteActor } from "./schema";

/** Takes a note off the time axis; its words stay in the audit log. False when there is none (any more). */
export async function deleteNote(db: Db, noteId: string, actor: NoteActor): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const row = await tx.note.findUnique({ where: { id: noteId } });
    // Of two who delete at once only one finds it.
    if (!row || (await tx.note.deleteMany({ where: { id: noteId } })).count === 0) return false;
    await recordAudit(tx, {
      ...{ actorKind: actor.kind, actorId: actor.id, action: "note.deleted" },
      ...{ subjectKind: "note", subjectId: noteId, before: toNote(row) },
    });
    return true;
  });
}
