import { Decimal } from "@/lib/base/decimal";
import type { Db } from "@/lib/base/postgres";

export type BillAlertRow = {
  id: string;
  kind: "quota" | "budget";
  thresholdPercent: number;
  limit: string;
  reached: string;
  at: Date;
};

/** What a company reached in a month, newest first. */
export async function listBillAlerts(db: Db, companyId: string, period: string): Promise<BillAlertRow[]> {
  const rows = await db.billAlert.findMany({
    where: { companyId, period },
    orderBy: [{ at: "desc" }, { thresholdPercent: "desc" }],
  });
  return rows.map(({ id, kind, thresholdPercent, limit, reached, at }) => ({
    ...{ id, thresholdPercent, at, kind: kind === "budget" ? "budget" : "quota" },
    limit: new Decimal(limit.toFixed()).toFixed(),
    reached: new Decimal(reached.toFixed()).toFixed(),
  }));
}
