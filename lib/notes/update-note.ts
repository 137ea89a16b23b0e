import { PortalError } from "@/lib/base/errors";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { toNote, toSpan } from "./internal/note-record";
import { type Note, type NoteActor, refuseSpan, type UpdateNoteInput } from "./schema";

/**
 * Changes what is given of a note; null when there is none. Throws `invalid_fields` when its end would lie before its start, or for
 * `hidden`, which only entries of the changelog have.
 */
export async function updateNote(
  db: Db,
  noteId: string,
  { hidden, ...changes }: UpdateNoteInput,
  actor: NoteActor,
): Promise<Note | null> {
  const refuse = (pointer: string, detail: string) =>
    new PortalError("invalid_fields", undefined, { errors: [{ pointer, detail }] });
  if (hidden !== undefined) throw refuse("/hidden", "is for entries of the changelog; delete this note instead");
  return db.$transaction(async (tx) => {
    // Locked: two changes at once would each be checked against a span that the other replaces.
    await tx.$queryRaw`SELECT id FROM notes WHERE id = ${noteId} FOR UPDATE`;
    const row = await tx.note.findUnique({ where: { id: noteId } });
    if (!row) return null;
    const before = toNote(row);
    const span = {
      from: changes.from ?? before.from,
      to: changes.to === undefined ? before.to : changes.to,
    };
    const problem = refuseSpan(span);
    if (problem) throw refuse("/to", problem);
    const { from: _, to: __, ...words } = changes;
    const after = toNote(await tx.note.update({ where: { id: noteId }, data: { ...words, ...toSpan(span) } }));
    if (JSON.stringify(after) !== JSON.stringify(before)) {
      await recordAudit(tx, {
        ...{ actorKind: actor.kind, actorId: actor.id, action: "note.changed" },
        ...{ subjectKind: "note", subjectId: noteId, before, after },
      });
    }
    return after;
  });
}
