import { portal } from "@/lib/base/config/portal";
import type { Plan } from "@/lib/base/config/schema";
import type { Db, Tx } from "@/lib/base/postgres";

/** A company's plans over time, oldest first; before the first one it is on the default plan. Times are Unix ms. */
export type Schedule = { planId: string; startedAt: number }[];

const columns = { companyId: true, planId: true, startedAt: true } as const;
const order = [{ startedAt: "asc" as const }, { id: "asc" as const }];

export async function loadSchedule(db: Db | Tx, companyId: string): Promise<Schedule> {
  return (await loadSchedules(db, [companyId])).get(companyId) ?? [];
}

/** Of several companies; `undefined`: of all that were ever put on a plan. */
export async function loadSchedules(db: Db | Tx, companyIds: string[] | undefined): Promise<Map<string, Schedule>> {
  const rows = await db.planAssignment.findMany({
    where: { replacedAt: null, ...(companyIds ? { companyId: { in: companyIds } } : {}) },
    select: columns,
    orderBy: order,
  });
  const schedules = new Map<string, Schedule>();
  for (const { companyId, planId, startedAt } of rows) {
    const schedule = schedules.get(companyId) ?? [];
    schedule.push({ planId, startedAt: startedAt.getTime() });
    schedules.set(companyId, schedule);
  }
  return schedules;
}

export function planAt(schedule: Schedule, at: number): Plan {
  return planById(schedule.findLast(({ startedAt }) => startedAt <= at)?.planId);
}

/** What everybody is on when portal.config.ts has no plans. */
const openPlan: Plan = {
  id: "open",
  name: "Open",
  description: "",
  prices: [{ monthly: "0", meters: {} }],
  ratelimits: [],
  hidden: true,
};

/** A plan that left the config falls back to the default rather than to none: its company must not lose its limits. */
function planById(planId: string | undefined): Plan {
  const { plans, defaultPlan } = portal;
  if (plans.length === 0) return openPlan;
  const plan = plans.find((one) => one.id === planId) ?? plans.find((one) => one.id === defaultPlan);
  if (!plan) throw new Error(`portal.config.ts has no plan "${defaultPlan}"`);
  return plan;
}
