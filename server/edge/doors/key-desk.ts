import { portal } from "@/lib/base/config/portal";
import type { Plan } from "@/lib/base/config/schema";
import { MemoryCounts } from "@/lib/keys/counts";
import { GuessLimiter } from "@/lib/keys/guess-limiter";
import { createKeyCache, type ResolvedKey } from "@/lib/keys/key-cache";
import { KnownKeys } from "@/lib/keys/known-keys";
import { SharedCounts } from "@/lib/keys/shared-counts";
import { SlidingWindows } from "@/lib/keys/sliding-windows";
import type { KeyDesk, Terms } from "@/lib/keys/verify-key";
import { MonthlyQuotas } from "@/lib/plans/monthly-quota";
import { createPlanCache } from "@/lib/plans/plan-cache";
import { countMonthlyCalls } from "@/lib/usage/count-monthly-calls";
import type { EdgeContext } from "../context";

const desks = new WeakMap<EdgeContext, KeyDesk>();

/** This edge's one desk for keys (cache, limits, quotas), shared by every door that asks who calls. */
export function keyDesk(context: EdgeContext): KeyDesk {
  let desk = desks.get(context);
  if (!desk) {
    desk = openKeyDesk(context);
    desks.set(context, desk);
  }
  return desk;
}

function openKeyDesk(context: EdgeContext): KeyDesk {
  const keys = createKeyCache(context.db, context.changes);
  const plans = createPlanCache(context.db, context.changes);
  const quotas = new MonthlyQuotas((companyId, from) => countMonthlyCalls(companyId, new Date(from)));
  const memory = new MemoryCounts(new SlidingWindows());
  const known = new KnownKeys(context.db, context.changes);
  context.onClose(() => {
    known.close();
    keys.close();
    plans.close();
  });
  const termsUnder = (key: ResolvedKey, plan: Plan): Terms | Promise<Terms> => {
    const { id: planId, ratelimits, monthlyQuota } = plan;
    if (monthlyQuota === undefined || key.environment !== "live") return { planId, ratelimits, quota: null };
    const quota = quotas.of(key.companyId, monthlyQuota);
    if (quota instanceof Promise) return quota.then((counted) => ({ planId, ratelimits, quota: counted }));
    return { planId, ratelimits, quota };
  };
  return {
    organisationPrefix: portal.organisationPrefix,
    keys,
    counts: context.redis ? new SharedCounts(context.redis, memory) : memory,
    guesses: new GuessLimiter(),
    known,
    termsOf(key) {
      const plan = plans.peek(key.companyId);
      if (plan) return termsUnder(key, plan);
      return plans.get(key.companyId).then((loaded) => {
        if (!loaded) throw new Error(`company ${key.companyId} has no plan`);
        return termsUnder(key, loaded);
      });
    },
  };
}
