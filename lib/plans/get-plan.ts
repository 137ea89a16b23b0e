import { now } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import type { Plan } from "@/lib/base/config/schema";
import type { Db, Tx } from "@/lib/base/postgres";

/** The plan a company is on now: its assignment, else the default plan of portal.config.ts. */
export async function getPlan(db: Db | Tx, companyId: string): Promise<Plan> {
  const at = now();
  const row = await db.planAssignment.findFirst({
    where: { companyId, startedAt: { lte: at }, OR: [{ endedAt: null }, { endedAt: { gt: at } }] },
    orderBy: { startedAt: "desc" },
    select: { planId: true },
  });
  return planById(row?.planId);
}

/** A plan that left the config falls back to the default rather than to none: its company must not lose its limits. */
function planById(planId: string | undefined): Plan {
  const plan =
    portal.plans.find((one) => one.id === planId) ?? portal.plans.find((one) => one.id === portal.defaultPlan);
  if (!plan) throw new Error(`portal.config.ts has no plan "${portal.defaultPlan}"`);
  return plan;
}
