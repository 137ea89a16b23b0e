import type { Db } from "@/lib/base/postgres";

export type AuditFilter = {
  companyId?: string;
  actorId?: string;
  subjectId?: string;
  /** `key` or `key.revoked`: what was done, or all that is done to such a thing. */
  action?: string;
  from?: Date;
  /** Exclusive. */
  to?: Date;
};

/** The audit log, newest first, `limit` at a time (1 to 1,000, default 50). `nextCursor` null: no more. */
export async function listAuditEntries(db: Db, options: AuditFilter & { cursor?: string; limit?: number } = {}) {
  const { companyId, actorId, subjectId, action, from, to, cursor } = options;
  const limit = Math.min(1_000, Math.max(1, options.limit ?? 50));
  const rows = await db.auditEntry.findMany({
    where: {
      ...{ companyId, actorId, subjectId },
      ...(action ? { action: action.includes(".") ? action : { startsWith: `${action}.` } } : {}),
      ...(from || to ? { at: { gte: from, lt: to } } : {}),
      ...(cursor ? { id: { lt: cursor } } : {}),
    },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  const data = rows.slice(0, limit);
  return { data, nextCursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}

export type AuditEntryView = Awaited<ReturnType<typeof listAuditEntries>>["data"][number];
