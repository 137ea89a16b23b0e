import type { ChangeFeed } from "@/lib/base/change-feed";
import { nowMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import type { Plan } from "@/lib/base/config/schema";
import { FreshCache } from "@/lib/base/fresh-cache";
import type { Db } from "@/lib/base/postgres";
import { loadSchedule, planAt, type Schedule } from "./internal/schedule";

/** Plans by company id. */
export type PlanCache = {
  /** The plan if it is known to be right now; undefined when only `get` can tell. */
  peek(companyId: string): Plan | undefined;
  get(companyId: string): Promise<Plan>;
  close(): void;
};

/**
 * A bounded cache of companies' plans for one edge, at most a second behind PostgreSQL. What is kept is the whole schedule, so that a change
 * that was arranged for later begins on every edge at its instant.
 */
export function createPlanCache(db: Db, feed?: ChangeFeed): PlanCache {
  const schedules = new FreshCache<Schedule>({
    kind: "plan",
    feed,
    max: 100_000,
    maxMissing: 1,
    staleWhileAwayMs: portal.keys.staleWhileAwayMs,
    load: (companyId) => loadSchedule(db, companyId),
  });
  return {
    peek(companyId) {
      const schedule = schedules.peek(companyId);
      return schedule ? planAt(schedule, nowMs()) : undefined;
    },
    async get(companyId) {
      return planAt((await schedules.get(companyId)) ?? [], nowMs());
    },
    close: () => schedules.close(),
  };
}
