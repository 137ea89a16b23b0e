import type { Db } from "@/lib/base/postgres";

/** The audit log, newest first, `limit` at a time, of everything or of one company, actor, subject or action. `nextCursor` null: no more. */
export async function listAuditEntries(
  db: Db,
  options: {
    companyId?: string;
    actorId?: string;
    subjectId?: string;
    action?: string;
    cursor?: string;
    limit?: number;
  } = {},
) {
  const { companyId, actorId, subjectId, action, cursor, limit = 50 } = options;
  const rows = await db.auditEntry.findMany({
    where: { companyId, actorId, subjectId, action, ...(cursor ? { id: { lt: cursor } } : {}) },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  const data = rows.slice(0, limit);
  return { data, nextCursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}
