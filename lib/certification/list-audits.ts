import type { Db } from "@/lib/base/postgres";
import { whereOf } from "./internal/audit-filter";
import { viewAudit } from "./internal/view-audit";
import type { AuditFilter, AuditView } from "./schema";

/** Audits of one kind, at most 200, the most pressing first (`done`: the newest first). */
export async function listAudits(db: Db, filter: AuditFilter): Promise<AuditView[]> {
  const rows = await db.audit.findMany({
    where: whereOf(filter),
    orderBy: filter === "done" ? { doneAt: "desc" } : { dueAt: "asc" },
    include: { certification: true },
    take: 200,
  });
  return rows.map(viewAudit);
}
