import { Decimal } from "@/lib/base/decimal";
import type { Db } from "@/lib/base/postgres";

/** The last rows of a company's way to Stripe, newest day first. */
export async function listMeterExports(db: Db, companyId: string, limit = 20) {
  const rows = await db.meterExport.findMany({
    where: { companyId },
    orderBy: [{ day: "desc" }, { id: "desc" }],
    take: limit,
  });
  return rows.map(({ id, meterId, day, revision, units, state, attempts, lastError }) => ({
    ...{ id, meterId, day, revision, state, attempts, lastError },
    units: new Decimal(units.toFixed()).toFixed(),
  }));
}
