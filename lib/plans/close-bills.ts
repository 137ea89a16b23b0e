import { now, nowMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { Decimal } from "@/lib/base/decimal";
import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { openBill } from "./get-bill";
import { billWindows } from "./internal/bill-windows";
import { lockBilling } from "./internal/billing-lock";
import { loadSchedules, planAt } from "./internal/schedule";
import { measureUsage } from "./measure-usage";
import { oldestOpenPeriod } from "./open-periods";
import { periodBounds, shiftPeriod } from "./period";
import { priceRow } from "./price-row";

/** Months that are looked at again: a company whose first usage of a month came after its close still gets that month's bill. */
const monthsBack = 2;

/**
 * Closes every bill whose month has been over for `billing.closeAfterDays`: from then on it never changes, what comes late is adjusted in
 * the next one. Oldest month first, each bill in a transaction of its own, so a run that was killed goes on where it stopped. A company
 * that neither used nor owes anything gets none. Answers how many were closed.
 */
export async function closeBills(db: Db): Promise<number> {
  const open = oldestOpenPeriod(nowMs());
  let closed = 0;
  for (let back = monthsBack; back >= 1; back--) {
    const period = shiftPeriod(open, -back);
    for (const companyId of await listDebtors(db, period)) if (await closeBill(db, companyId, period)) closed++;
  }
  return closed;
}

async function closeBill(db: Db, companyId: string, period: string): Promise<boolean> {
  return db.$transaction(
    async (tx) => {
      await lockBilling(tx, companyId);
      if (await tx.closedBill.findUnique({ where: { companyId_period: { companyId, period } } })) return false;
      const { bill, kept } = await openBill(tx, companyId, period, true);
      const owes = bill.lines.some((line) => !new Decimal(line.amount).eq("0"));
      const used = bill.lines.some((line) => line.kind !== "base" && !new Decimal(line.units).eq("0"));
      if (!owes && !used) return false;
      const { currency, lines, total } = bill;
      await tx.closedBill.create({
        data: { id: newId("closedBill"), companyId, period, currency, total, lines, input: kept, closedAt: now() },
      });
      await recordAudit(tx, {
        actorKind: "system",
        actorId: "billing",
        action: "bill.closed",
        subjectKind: "company",
        subjectId: companyId,
        companyId,
        after: { period, total, currency },
      });
      return true;
    },
    { timeout: 60_000, maxWait: 10_000 },
  );
}

/** Companies without a bill of the month that may get one: those with usage or a plan that has a price, those who may be owed a correction, and all when the default plan has a price. */
async function listDebtors(db: Db, period: string): Promise<string[]> {
  const { end } = periodBounds(period);
  const used = await Promise.all(portal.meters.map((meter) => measureUsage(meter, period, [end])));
  const chargesAll = !new Decimal(priceRow(planAt([], end - 1), end - 1).monthly).eq("0");
  const [schedules, billed, everybody, done] = await Promise.all([
    loadSchedules(db, undefined),
    db.closedBill.findMany({
      where: { period: { gte: shiftPeriod(period, -2), lt: period } },
      distinct: ["companyId"],
      select: { companyId: true },
    }),
    chargesAll ? db.company.findMany({ where: { createdAt: { lt: new Date(end) } }, select: { id: true } }) : [],
    db.closedBill.findMany({ where: { period }, select: { companyId: true } }),
  ]);
  const paying = [...schedules].filter(([, schedule]) =>
    billWindows(period, schedule).some(({ monthly }) => !new Decimal(monthly).eq("0")),
  );
  const ids = new Set([
    ...used.flatMap((units) => [...units.keys()]),
    ...paying.map(([companyId]) => companyId),
    ...billed.map(({ companyId }) => companyId),
    ...everybody.map(({ id }) => id),
  ]);
  ids.delete("");
  for (const { companyId } of done) ids.delete(companyId);
  return [...ids].sort();
}
