import type { Db } from "@/lib/base/postgres";

/** Somebody's last queries that were answered, newest first, each once. */
export async function listRuns(db: Db, personId: string): Promise<{ sql: string; at: Date; rows: number }[]> {
  const runs = await db.sqlRun.findMany({
    where: { actor: `person:${personId}`, rows: { not: null } },
    orderBy: [{ startedAt: "desc" }],
    take: 50,
  });
  const once = new Map(runs.map((run) => [run.sql, { sql: run.sql, at: run.startedAt, rows: run.rows ?? 0 }]));
  return [...once.values()].slice(0, 10);
}
