import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { toNote, toSpan } from "./internal/note-record";
import type { CreateNoteInput, Note, NoteActor } from "./schema";

/** Puts a note on the time axis. The audit log says who did. */
export async function createNote(db: Db, input: CreateNoteInput, actor: NoteActor): Promise<Note> {
  const { from, to, ...words } = input;
  return db.$transaction(async (tx) => {
    const row = await tx.note.create({
      data: {
        id: newId("note"),
        ...words,
        ...toSpan({ from, to }),
        origin: actor.kind === "person" ? "hand" : actor.kind === "token" ? "api" : "sample",
        createdBy: `${actor.kind}:${actor.id}`,
      },
    });
    await recordAudit(tx, {
      ...{ actorKind: actor.kind, actorId: actor.id, action: "note.created" },
      ...{ subjectKind: "note", subjectId: row.id, after: input },
    });
    return toNote(row);
  });
}
