import { z } from "zod";
import { meterSchema } from "@/lib/base/config/plan-schema";
import { currencyDigits, Decimal } from "@/lib/base/decimal";
import type { Db, Tx } from "@/lib/base/postgres";
import { computeBill } from "../compute-bill";
import { shiftPeriod } from "../period";
import { type Bill, type BillLine, billInputSchema, billLineSchema, type UsageLine } from "../schema";
import { measureWindows, mostUnits, type Units } from "./measure-bill";

/** Usage may come 32 days late: into the second bill after its month at most. */
const adjustedMonths = 2;

const keptSchema = z.object({
  bill: billInputSchema,
  /** The meters as they were declared: a changed rule must not look like late usage. */
  meters: z.array(meterSchema),
  /** Units of earlier months that this bill's adjustments brought up to date. */
  adjusted: z.record(z.string(), billInputSchema.shape.units),
});
export type KeptInput = z.infer<typeof keptSchema>;

export type ClosedBillRow = { period: string; closedAt: Date; bill: Bill; kept: KeptInput };

type StoredBill = {
  period: string;
  currency: string;
  total: { toFixed(): string };
  lines: unknown;
  input: unknown;
  closedAt: Date;
};

export function readClosedBill(row: StoredBill): ClosedBillRow {
  const { period, currency } = row;
  const lines = z.array(billLineSchema).parse(row.lines);
  const total = new Decimal(row.total.toFixed()).toFixed(currencyDigits(currency));
  return {
    period,
    closedAt: row.closedAt,
    bill: { period, currency, lines, total },
    kept: keptSchema.parse(row.input),
  };
}

export type Adjustments = { lines: BillLine[]; adjusted: Record<string, Units> };

/**
 * What came late for closed months before `period` and is in no bill yet: a line for each part of those months whose units or amount
 * became another, at the prices they were closed with.
 */
export async function findAdjustments(db: Db | Tx, companyId: string, period: string): Promise<Adjustments> {
  const rows = await db.closedBill.findMany({
    where: { companyId, period: { gte: shiftPeriod(period, -adjustedMonths), lt: period } },
    orderBy: { period: "asc" },
  });
  const closed = rows.map(readClosedBill);
  const found: Adjustments = { lines: [], adjusted: {} };
  for (const { period: month, kept } of closed) {
    const settled = closed.reduce((units, { kept: later }) => later.adjusted[month] ?? units, kept.bill.units);
    const measured = await measureWindows(companyId, month, kept.bill.windows, kept.meters);
    const units = mostUnits(settled, measured);
    const lines = differences(computeBill({ ...kept.bill, units: settled }), computeBill({ ...kept.bill, units }));
    if (lines.length === 0) continue;
    found.lines.push(...lines);
    found.adjusted[month] = units;
  }
  return found;
}

function differences(before: Bill, after: Bill): BillLine[] {
  const digits = currencyDigits(after.currency);
  return after.lines.flatMap((line, index): BillLine[] => {
    const old = before.lines[index];
    if (line.kind !== "usage" || old?.kind !== "usage") return [];
    const units = new Decimal(line.units).minus(old.units);
    const amount = new Decimal(line.amount).minus(old.amount);
    if (units.eq("0") && amount.eq("0")) return [];
    const { meterId, planId, planName, from, to }: UsageLine = line;
    return [
      {
        kind: "adjustment",
        period: after.period,
        ...{ meterId, planId, planName, from, to },
        units: units.toFixed(),
        amount: amount.toFixed(digits),
      },
    ];
  });
}
