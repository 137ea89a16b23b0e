import type { Db, Tx } from "@/lib/base/postgres";

const actorOf = (personId: string) => `person:${personId}`;

/** Forgets a person's queries. */
export async function forgetRuns(db: Db | Tx, personId: string): Promise<void> {
  await db.sqlRun.deleteMany({ where: { actor: actorOf(personId) } });
}

/** A person's queries, as long as they are kept: for the export of their data. */
export async function exportRuns(db: Db | Tx, personId: string) {
  return db.sqlRun.findMany({
    where: { actor: actorOf(personId) },
    select: { sql: true, startedAt: true, rows: true },
    orderBy: { startedAt: "asc" },
  });
}
