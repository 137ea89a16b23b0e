import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import type { AppFields, AppView } from "./schema";

/** Renames or describes an app of a company, with its audit entry. Null: the company has no such app. */
export async function updateApp(
  db: Db,
  owner: { appId: string; companyId: string; personId: string },
  { name, description }: AppFields,
): Promise<AppView | null> {
  const mine = { id: owner.appId, companyId: owner.companyId, archivedAt: null };
  return db.$transaction(async (tx) => {
    const before = await tx.app.findFirst({ where: mine, select: { name: true, description: true } });
    if (!before) return null;
    const app = await tx.app.update({
      where: { id: owner.appId },
      data: { name, description },
      select: { id: true, companyId: true, name: true, description: true, createdAt: true },
    });
    await recordAudit(tx, {
      actorKind: "person",
      actorId: owner.personId,
      action: "app.updated",
      subjectKind: "app",
      subjectId: app.id,
      companyId: app.companyId,
      before,
      after: { name, description },
    });
    return app;
  });
}
