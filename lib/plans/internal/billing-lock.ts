import type { Tx } from "@/lib/base/postgres";

/** Until the transaction ends nobody else changes this company's plans or closes its bills. */
export async function lockBilling(tx: Tx, companyId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`billing ${companyId}`}))`;
}
