import type { Db } from "@/lib/base/postgres";
import type { AppView } from "./schema";

/** A company's apps, newest first, each with how many of its keys are not revoked. */
export async function listApps(db: Db, companyId: string): Promise<(AppView & { keyCount: number })[]> {
  const rows = await db.app.findMany({
    where: { companyId, archivedAt: null },
    orderBy: { id: "desc" },
    select: {
      id: true,
      companyId: true,
      name: true,
      description: true,
      createdAt: true,
      _count: { select: { keys: { where: { revokedAt: null } } } },
    },
  });
  return rows.map(({ _count, ...app }) => ({ ...app, keyCount: _count.keys }));
}
