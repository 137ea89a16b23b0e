import type { Db } from "@/lib/base/postgres";
import { whereOf } from "./internal/audit-filter";
import { type AuditFilter, auditFilters } from "./schema";

/** How many audits each filter holds. */
export async function countAudits(db: Db): Promise<Record<AuditFilter, number>> {
  const counts = await Promise.all(auditFilters.map((filter) => db.audit.count({ where: whereOf(filter) })));
  return Object.fromEntries(auditFilters.map((filter, index) => [filter, counts[index] ?? 0])) as Record<
    AuditFilter,
    number
  >;
}
