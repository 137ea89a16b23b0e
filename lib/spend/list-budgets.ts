import type { Db } from "@/lib/base/postgres";

/** Monthly budgets by campaign, decimal text in the portal's currency. */
export async function listBudgets(db: Db): Promise<{ campaignKey: string; campaign: string; amount: string }[]> {
  const rows = await db.spendBudget.findMany({ orderBy: { campaignKey: "asc" }, take: 1_000 });
  return rows.map(({ campaignKey, campaign, amount }) => ({ campaignKey, campaign, amount: amount.toFixed() }));
}
