import type { Db } from "@/lib/base/postgres";
import { viewAudit } from "./internal/view-audit";
import type { AuditView } from "./schema";

/** One audit with its certification, or null. */
export async function getAudit(db: Db, auditId: string): Promise<AuditView | null> {
  const row = await db.audit.findUnique({ where: { id: auditId }, include: { certification: true } });
  return row ? viewAudit(row) : null;
}
