import type { ChangeFeed } from "@/lib/base/change-feed";
import { portal } from "@/lib/base/config/portal";
import type { Plan } from "@/lib/base/config/schema";
import { FreshCache } from "@/lib/base/fresh-cache";
import type { Db } from "@/lib/base/postgres";
import { getPlan } from "./get-plan";

/** Plans by company id; never null. */
export type PlanCache = FreshCache<Plan>;

/** A bounded cache of companies' plans for one edge, at most a second behind PostgreSQL. */
export function createPlanCache(db: Db, feed?: ChangeFeed): PlanCache {
  return new FreshCache<Plan>({
    kind: "plan",
    feed,
    max: 100_000,
    maxMissing: 1,
    staleWhileAwayMs: portal.keys.staleWhileAwayMs,
    load: (companyId) => getPlan(db, companyId),
  });
}
