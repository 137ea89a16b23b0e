import { z } from "zod";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { decimalAmount, spendKey, spendRowSchema } from "./schema";

export const setBudgetInput = z.object({
  campaign: spendRowSchema.shape.campaign,
  /** Decimal text in the portal's currency; "": none any more. */
  amount: z.union([z.literal(""), decimalAmount]),
});

/** Says what a campaign may cost a month; an empty amount takes that back. */
export async function setBudget(db: Db, input: z.output<typeof setBudgetInput>, personId: string): Promise<void> {
  const campaignKey = spendKey(input.campaign);
  await db.$transaction(async (tx) => {
    const before = await tx.spendBudget.findUnique({ where: { campaignKey } });
    if (input.amount === "") {
      await tx.spendBudget.deleteMany({ where: { campaignKey } });
    } else {
      const { campaign, amount } = input;
      await tx.spendBudget.upsert({
        where: { campaignKey },
        create: { campaignKey, campaign, amount },
        update: { campaign, amount },
      });
    }
    await recordAudit(tx, {
      actorKind: "person",
      actorId: personId,
      action: "spend.budget_set",
      subjectKind: "spend",
      subjectId: campaignKey,
      before: { amount: before?.amount.toFixed() ?? null },
      after: { amount: input.amount || null },
    });
  });
}
