import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { recordEvent } from "@/lib/events/record-event";
import type { AppFields, AppView } from "./schema";

/** Makes an app of a company, with its event and audit entry. */
export async function createApp(
  db: Db,
  owner: { companyId: string; personId: string; visitorId?: string },
  { name, description }: AppFields,
): Promise<AppView> {
  const id = newId("app");
  return db.$transaction(async (tx) => {
    const app = await tx.app.create({
      data: { id, companyId: owner.companyId, createdById: owner.personId, name, description },
      select: { id: true, companyId: true, name: true, description: true, createdAt: true },
    });
    await recordEvent(tx, { name: "app_created", properties: { app_name: name }, appId: id, ...owner });
    await recordAudit(tx, {
      actorKind: "person",
      actorId: owner.personId,
      action: "app.created",
      subjectKind: "app",
      subjectId: id,
      companyId: owner.companyId,
      after: { name, description },
    });
    return app;
  });
}
