import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { getBillingAccount } from "./get-billing-account";

/** Sets a company's own budget of a month (decimal text; null: none) and the percents of quota and budget at which it is told. */
export async function setBudget(
  db: Db,
  companyId: string,
  { budget, thresholds }: { budget: string | null; thresholds: number[] },
  actor: { kind: "person" | "token"; id: string },
): Promise<void> {
  await db.$transaction(async (tx) => {
    const before = await getBillingAccount(tx, companyId);
    if (before.budget === budget && before.thresholds.join() === thresholds.join()) return;
    await tx.billingAccount.upsert({
      where: { companyId },
      create: { companyId, budget, thresholds },
      update: { budget, thresholds },
    });
    await recordAudit(tx, {
      actorKind: actor.kind,
      actorId: actor.id,
      action: "budget.changed",
      subjectKind: "company",
      subjectId: companyId,
      companyId,
      before: { budget: before.budget, thresholds: before.thresholds },
      after: { budget, thresholds },
    });
  });
}
