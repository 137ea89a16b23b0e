import { nowMs } from "@/lib/base/clock";
import type { Plan } from "@/lib/base/config/schema";
import type { Db, Tx } from "@/lib/base/postgres";
import { loadSchedule, planAt } from "./internal/schedule";

/** The plan a company is on now: its assignment, else the default plan of portal.config.ts. */
export async function getPlan(db: Db | Tx, companyId: string): Promise<Plan> {
  return planAt(await loadSchedule(db, companyId), nowMs());
}
