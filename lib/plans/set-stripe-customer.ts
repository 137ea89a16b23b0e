import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { getBillingAccount } from "./get-billing-account";

/**
 * Says who a company is at Stripe (null: nobody): its closed days are exported from then on, and what was refused for another customer is
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
    await tx.billingAccount.upsert({
      where: { companyId },
      create: { companyId, stripeCustomerId, thresholds: [] },
      update: { stripeCustomerId },
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
