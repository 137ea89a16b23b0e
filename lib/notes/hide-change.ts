import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { changeNotePrefix, type NoteActor } from "./schema";

/** Leaves an entry of the changelog out of the charts, or takes it back in. Doing so twice changes nothing. */
export async function hideChange(db: Db, slug: string, hidden: boolean, actor: NoteActor): Promise<void> {
  await db.$transaction(async (tx) => {
    const { count } = hidden
      ? await tx.hiddenChange.createMany({ data: [{ slug }], skipDuplicates: true })
      : await tx.hiddenChange.deleteMany({ where: { slug } });
    if (count === 0) return;
    await recordAudit(tx, {
      ...{ actorKind: actor.kind, actorId: actor.id, action: hidden ? "note.hidden" : "note.shown" },
      ...{ subjectKind: "note", subjectId: changeNotePrefix + slug },
    });
  });
}
