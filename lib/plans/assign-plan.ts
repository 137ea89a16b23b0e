import { announceChange } from "@/lib/base/change-feed";
import { dayMs, now } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { PortalError } from "@/lib/base/errors";
import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { recordEvent } from "@/lib/events/record-event";
import { lockBilling } from "./internal/billing-lock";
import { loadSchedule, planAt } from "./internal/schedule";
import { oldestOpenPeriod } from "./open-periods";
import { periodBounds, periodOf } from "./period";

/** How far ahead a change may be arranged. */
const maxAheadDays = 366;

export type Assignment = { id: string; planId: string; startedAt: Date };

/**
 * Puts a company on a plan from `from` (default now), instead of whatever had been arranged from then on. Every edge follows within a
 * second; the bill charges what was used before by the old plan. Throws `invalid_fields` for a plan that the portal does not have and for
 * a time in a closed month or more than a year ahead.
 */
export async function assignPlan(
  db: Db,
  companyId: string,
  input: { planId: string; reason: string; from?: Date },
  actor: { kind: "person" | "token" | "system"; id: string },
): Promise<Assignment> {
  const { planId, reason } = input;
  if (!portal.plans.some((plan) => plan.id === planId)) {
    const ids = portal.plans.map((plan) => plan.id).join(", ") || "none";
    throw refused("/planId", `is not a plan of this portal (there are: ${ids})`);
  }
  return db.$transaction(async (tx) => {
    await lockBilling(tx, companyId);
    const at = now();
    const startedAt = input.from ?? at;
    const period = periodOf(startedAt);
    const closed = await tx.closedBill.findUnique({ where: { companyId_period: { companyId, period } } });
    const earliest = periodBounds(oldestOpenPeriod(at.getTime())).start;
    if (closed || startedAt.getTime() < earliest) {
      throw refused("/from", `is in a month that is closed; the earliest is ${new Date(earliest).toISOString()}`);
    }
    if (startedAt.getTime() > at.getTime() + maxAheadDays * dayMs) throw refused("/from", "is more than a year ahead");
    const before = planAt(await loadSchedule(tx, companyId), startedAt.getTime());
    await tx.planAssignment.updateMany({
      where: { companyId, replacedAt: null, startedAt: { gte: startedAt } },
      data: { replacedAt: at },
    });
    const id = newId("planAssignment");
    await tx.planAssignment.create({
      data: { id, companyId, planId, startedAt, reason, recordedAt: at, actorKind: actor.kind, actorId: actor.id },
    });
    await recordAudit(tx, {
      actorKind: actor.kind,
      actorId: actor.id,
      action: "plan.assigned",
      subjectKind: "company",
      subjectId: companyId,
      companyId,
      before: { planId: before.id },
      after: { planId, from: startedAt.toISOString(), reason },
    });
    await recordEvent(tx, {
      name: "plan_assigned",
      companyId,
      properties: { plan_id: planId, previous_plan_id: before.id, effective_at: startedAt.toISOString() },
    });
    await announceChange(tx, "plan", companyId);
    return { id, planId, startedAt };
  });
}

function refused(pointer: string, detail: string): PortalError {
  return new PortalError("invalid_fields", `The plan was not changed: ${pointer.slice(1)} ${detail}`, {
    errors: [{ pointer, detail }],
  });
}
