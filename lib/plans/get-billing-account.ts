import { Decimal } from "@/lib/base/decimal";
import type { Db, Tx } from "@/lib/base/postgres";
import { defaultThresholds } from "./schema";

export type BillingAccount = {
  stripeCustomerId: string | null;
  /** Of a month, decimal text; null: none. */
  budget: string | null;
  /** Percent, rising. */
  thresholds: number[];
};

/** What a company set for its bills; the defaults when it set nothing. */
export async function getBillingAccount(db: Db | Tx, companyId: string): Promise<BillingAccount> {
  return toAccount(await db.billingAccount.findUnique({ where: { companyId } }));
}

type Row = { stripeCustomerId: string | null; budget: { toFixed(): string } | null; thresholds: number[] };

export function toAccount(row: Row | null | undefined): BillingAccount {
  return {
    stripeCustomerId: row?.stripeCustomerId ?? null,
    budget: row?.budget ? new Decimal(row.budget.toFixed()).toFixed() : null,
    thresholds: row?.thresholds.length ? row.thresholds : [...defaultThresholds],
  };
}
