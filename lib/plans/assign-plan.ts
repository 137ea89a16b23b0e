import { announceChange } from "@/lib/base/change-feed";
import { now } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { getPlan } from "./get-plan";

/** Puts a company on a plan from now on; every edge follows within a second. False when the portal has no such plan. */
export async function assignPlan(
  db: Db,
  companyId: string,
  planId: string,
  actor: { kind: "person" | "token" | "system"; id: string },
): Promise<boolean> {
  if (!portal.plans.some((plan) => plan.id === planId)) return false;
  await db.$transaction(async (tx) => {
    // Two at once must not leave two open assignments.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`plan ${companyId}`}))`;
    const before = await getPlan(tx, companyId);
    const at = now();
    await tx.planAssignment.updateMany({ where: { companyId, endedAt: null }, data: { endedAt: at } });
    await tx.planAssignment.create({ data: { id: newId("planAssignment"), companyId, planId, startedAt: at } });
    await recordAudit(tx, {
      actorKind: actor.kind,
      actorId: actor.id,
      action: "plan.assigned",
      subjectKind: "company",
      subjectId: companyId,
      companyId,
      before: { planId: before.id },
      after: { planId },
    });
    await announceChange(tx, "plan", companyId);
  });
  return true;
}
