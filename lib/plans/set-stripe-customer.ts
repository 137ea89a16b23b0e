import { nowMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { getBillingAccount } from "./get-billing-account";
import { periodBounds, periodOf } from "./period";

/**
 * Says who a company is at Stripe (null: nobody): its days are exported as they close, from the beginning of this month on, and what was refused for another customer is
 * tried again for this one.
 */
export async function setStripeCustomer(
  db: Db,
  companyId: string,
  stripeCustomerId: string | null,
  actor: { kind: "person" | "token"; id: string },
): Promise<void> {
  await db.$transaction(async (tx) => {
    const before = await getBillingAccount(tx, companyId);
    const row = await tx.billingAccount.findUnique({ where: { companyId }, select: { stripeSince: true } });
    const stripeSince = row?.stripeSince ?? (stripeCustomerId ? new Date(periodBounds(periodOf(nowMs())).start) : null);
    await tx.billingAccount.upsert({
      where: { companyId },
      create: { companyId, stripeCustomerId, stripeSince, thresholds: [] },
      update: { stripeCustomerId, stripeSince },
    });
    if (stripeCustomerId) {
      await tx.meterExport.updateMany({
        where: { companyId, state: { in: ["failed", "pending"] } },
        data: {
          customerId: stripeCustomerId,
          state: "pending",
          attempts: 0,
          nextAttemptAt: new Date(0),
          lastError: null,
        },
      });
    }
    if (before.stripeCustomerId === stripeCustomerId) return;
    await recordAudit(tx, {
      actorKind: actor.kind,
      actorId: actor.id,
      action: "stripe_customer.changed",
      subjectKind: "company",
      subjectId: companyId,
      companyId,
      before: { stripeCustomerId: before.stripeCustomerId },
      after: { stripeCustomerId },
    });
  });
}
