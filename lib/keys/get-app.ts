import type { Db, Tx } from "@/lib/base/postgres";
import type { AppView } from "./schema";

/** One app that is not archived; with `companyId` only if it is that company's. */
export async function getApp(
  db: Db | Tx,
  appId: string,
  companyId?: string,
): Promise<(AppView & { createdById: string }) | null> {
  return db.app.findFirst({
    where: { id: appId, archivedAt: null, ...(companyId ? { companyId } : {}) },
    select: { id: true, companyId: true, name: true, description: true, createdAt: true, createdById: true },
  });
}
