import type { Db, Tx } from "@/lib/base/postgres";

/** Takes a person out: their cases and that they were written to. What they did to others' cases as staff names nobody any more. */
export async function forgetStuck(db: Db | Tx, personId: string): Promise<void> {
  await db.stuckNote.deleteMany({ where: { personId } });
  await db.stuckCase.deleteMany({ where: { personId } });
  await db.stuckNote.updateMany({ where: { sentById: personId }, data: { sentById: null } });
  await db.stuckCase.updateMany({ where: { handledById: personId }, data: { handledById: null } });
}

/** What is kept about a person here: for the export of their data. */
export async function exportStuck(db: Db | Tx, personId: string) {
  return {
    stuckCases: await db.stuckCase.findMany({
      where: { personId },
      omit: { handledById: true },
      orderBy: { id: "asc" },
    }),
    stuckNotes: await db.stuckNote.findMany({ where: { personId }, select: { cause: true, sentAt: true } }),
  };
}

/** Cases that are over for a year are forgotten; that a note was sent is not, or a second one would follow. Returns how many. */
export async function pruneStuck(db: Db, before: Date): Promise<number> {
  return (await db.stuckCase.deleteMany({ where: { resolvedAt: { lt: before } } })).count;
}
