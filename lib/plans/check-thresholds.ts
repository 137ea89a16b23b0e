import { now, nowMs } from "@/lib/base/clock";
import { meterSchema } from "@/lib/base/config/plan-schema";
import { portal } from "@/lib/base/config/portal";
import { Decimal } from "@/lib/base/decimal";
import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { recordEvent } from "@/lib/events/record-event";
import { getBill } from "./get-bill";
import { toAccount } from "./get-billing-account";
import { loadSchedules, planAt } from "./internal/schedule";
import { measureUsage } from "./measure-usage";
import { periodBounds, periodOf } from "./period";

type Reached = { companyId: string; kind: "quota" | "budget"; limit: string; reached: string; thresholds: number[] };

/** What quotas count, whatever meters the config has. */
const liveCalls = meterSchema.parse({ id: "quota", name: "Live calls", unit: "call", count: "calls" });

/**
 * Notes every share of a quota or budget that a company has reached this month: an alert, an event and an audit entry in one transaction,
 * each once per month and limit however often and by however many workers this runs. Answers how many are new.
 */
export async function checkThresholds(db: Db): Promise<number> {
  const period = periodOf(nowMs());
  const [accounts, known] = await Promise.all([
    db.billingAccount.findMany(),
    db.billAlert.findMany({
      where: { period },
      select: { companyId: true, kind: true, limit: true, thresholdPercent: true },
    }),
  ]);
  const seen = new Set(known.map((row) => keyOf(row.companyId, row.kind, row.limit.toFixed(), row.thresholdPercent)));
  const settings = new Map(accounts.map((row) => [row.companyId, toAccount(row)]));
  const limits = [
    ...(await reachedQuotas(db, period)).map((one) => ({
      ...one,
      thresholds: settings.get(one.companyId)?.thresholds ?? toAccount(null).thresholds,
    })),
    ...(await reachedBudgets(db, period, settings)),
  ];
  let fresh = 0;
  for (const one of limits) {
    for (const percent of one.thresholds) {
      if (new Decimal(one.reached).times("100").lt(new Decimal(one.limit).times(String(percent)))) continue;
      if (seen.has(keyOf(one.companyId, one.kind, one.limit, percent))) continue;
      if (await record(db, period, one, percent)) fresh++;
    }
  }
  return fresh;
}

async function reachedQuotas(db: Db, period: string): Promise<Omit<Reached, "thresholds">[]> {
  if (!portal.plans.some((plan) => plan.monthlyQuota !== undefined)) return [];
  const calls = await measureUsage(liveCalls, period, [periodBounds(period).end]);
  const schedules = await loadSchedules(db, undefined);
  return [...calls].flatMap(([companyId, [reached = "0"]]) => {
    const quota = planAt(schedules.get(companyId) ?? [], nowMs()).monthlyQuota;
    return quota === undefined || companyId === ""
      ? []
      : [{ companyId, kind: "quota" as const, limit: String(quota), reached }];
  });
}

async function reachedBudgets(
  db: Db,
  period: string,
  settings: Map<string, { budget: string | null; thresholds: number[] }>,
): Promise<Reached[]> {
  const found: Reached[] = [];
  for (const [companyId, { budget, thresholds }] of settings) {
    if (budget === null || new Decimal(budget).eq("0")) continue;
    const { bill } = await getBill(db, companyId, period);
    found.push({ companyId, kind: "budget", limit: budget, reached: bill.total, thresholds });
  }
  return found;
}

async function record(db: Db, period: string, one: Reached, percent: number): Promise<boolean> {
  const { companyId, kind, limit, reached } = one;
  return db.$transaction(async (tx) => {
    const data = { companyId, period, kind, thresholdPercent: percent, limit, reached };
    const { count } = await tx.billAlert.createMany({
      data: [{ id: newId("billAlert"), ...data, at: now() }],
      skipDuplicates: true,
    });
    if (count === 0) return false;
    await recordEvent(tx, {
      name: "bill_threshold_reached",
      companyId,
      properties: {
        ...{ kind, threshold_percent: percent, period, limit, reached },
        ...(kind === "budget" ? { currency: portal.currency } : {}),
      },
    });
    await recordAudit(tx, {
      actorKind: "system",
      actorId: "billing",
      action: `${kind}.threshold_reached`,
      subjectKind: "company",
      subjectId: companyId,
      companyId,
      after: { thresholdPercent: percent, period, limit, reached },
    });
    return true;
  });
}

function keyOf(companyId: string, kind: string, limit: string, percent: number): string {
  return `${companyId} ${kind} ${new Decimal(limit).toFixed()} ${percent}`;
}
