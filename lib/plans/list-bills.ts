import { currencyDigits, Decimal } from "@/lib/base/decimal";
import type { Db } from "@/lib/base/postgres";

/** A company's closed months, newest first: three years at most. */
export async function listBills(
  db: Db,
  companyId: string,
): Promise<{ period: string; currency: string; total: string; closedAt: Date }[]> {
  const rows = await db.closedBill.findMany({
    where: { companyId },
    orderBy: { period: "desc" },
    select: { period: true, currency: true, total: true, closedAt: true },
    take: 36,
  });
  return rows.map((row) => ({
    ...row,
    total: new Decimal(row.total.toFixed()).toFixed(currencyDigits(row.currency)),
  }));
}
