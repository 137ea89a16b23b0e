import { nowMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { currencyDigits } from "@/lib/base/decimal";
import { PortalError } from "@/lib/base/errors";
import type { Db, Tx } from "@/lib/base/postgres";
import { computeBill, sumLines } from "./compute-bill";
import { billWindows } from "./internal/bill-windows";
import { findAdjustments, type KeptInput, readClosedBill } from "./internal/closed-bills";
import { measureWindows } from "./internal/measure-bill";
import { loadSchedule } from "./internal/schedule";
import { closesAt, oldestOpenPeriod } from "./open-periods";
import { periodOf } from "./period";
import { type Bill, periodSchema } from "./schema";

export type CompanyBill = {
  bill: Bill;
  /** All it was computed from. */
  kept: KeptInput;
  /** Null while usage still changes the bill itself; then `closesAt` says until when. */
  closedAt: Date | null;
  closesAt: Date;
};

/**
 * A company's bill of a month in UTC, `2026-11`: as it was closed, or as far as it is known. Late usage of closed months stands in it as
 * adjustments. Throws `not_found` for a month that has not begun or is none.
 */
export async function getBill(db: Db | Tx, companyId: string, period: string): Promise<CompanyBill> {
  if (!periodSchema.safeParse(period).success || period > periodOf(nowMs())) {
    throw new PortalError("not_found", "There is no bill of that month");
  }
  const row = await db.closedBill.findUnique({ where: { companyId_period: { companyId, period } } });
  if (!row) return openBill(db, companyId, period, period === oldestOpenPeriod(nowMs()));
  const { bill, kept, closedAt } = readClosedBill(row);
  return { bill, kept, closedAt, closesAt: new Date(closesAt(period)) };
}

/** The bill of a month that is not closed, computed from what has been used so far. */
export async function openBill(
  db: Db | Tx,
  companyId: string,
  period: string,
  withAdjustments: boolean,
): Promise<CompanyBill> {
  const { currency, meters } = portal;
  const [schedule, company, late] = await Promise.all([
    loadSchedule(db, companyId),
    db.company.findUnique({ where: { id: companyId }, select: { createdAt: true } }),
    withAdjustments ? findAdjustments(db, companyId, period) : { lines: [], adjusted: {} },
  ]);
  const windows = billWindows(period, schedule, company?.createdAt.getTime());
  const units = await measureWindows(companyId, period, windows, meters);
  const kept: KeptInput = { bill: { period, currency, windows, units }, meters, adjusted: late.adjusted };
  const bill = computeBill(kept.bill);
  const lines = [...bill.lines, ...late.lines];
  const total = sumLines(lines, currencyDigits(currency));
  return { bill: { ...bill, lines, total }, kept, closedAt: null, closesAt: new Date(closesAt(period)) };
}
