import type { BillRow } from "@/components/billing/bill-table";
import type { Meter } from "@/lib/base/config/plan-schema";
import { formatDay, formatMoney, formatTime, formatUnitPrice, formatUnits } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { unitWord } from "@/lib/plans/describe-price";
import type { Bill } from "@/lib/plans/schema";

/** A bill's lines in the words of the page; each line of a meter leads to what stands behind it. */
export function billRows(bill: Bill, meters: readonly Meter[]): BillRow[] {
  const { period, currency } = bill;
  const windows = new Set(bill.lines.filter((line) => line.kind === "base").map(({ from }) => from)).size;
  return bill.lines.map((line, index): BillRow => {
    const span = windows > 1 || line.kind === "adjustment" ? spanOf(line.from, line.to) : null;
    const amount = formatMoney(line.amount, currency);
    if (line.kind === "base")
      return { key: `${index}`, title: `${line.planName} plan`, span, units: "", details: [], amount };
    const meter = meters.find(({ id }) => id === line.meterId);
    const units = `${formatUnits(line.units)} ${meter ? unitWord(meter, line.units) : ""}`.trim();
    const name = meter?.name ?? line.meterId;
    if (line.kind === "adjustment") {
      const title = `${name}, reported late for ${monthName(line.period)}`;
      const href = paths.console.billMeter(line.period, line.meterId, { from: line.from, to: line.to });
      return { key: `${index}`, title, span, units, details: [], amount, href };
    }
    const details = [
      ...(isZero(line.includedUnits) ? [] : [`${formatUnits(line.includedUnits)} included`]),
      ...line.tiers.map((tier) => `${formatUnits(tier.units)} × ${formatUnitPrice(tier.unitPrice, currency)}`),
      ...(isZero(line.refusedUnits) ? [] : [`${formatUnits(line.refusedUnits)} above the quota, not charged`]),
    ];
    const href = paths.console.billMeter(period, line.meterId, { from: line.from, to: line.to });
    return {
      key: `${index}`,
      title: windows > 1 ? `${name}, ${line.planName} plan` : name,
      span,
      units,
      details,
      amount,
      href,
    };
  });
}

const isZero = (text: string) => /^[0.]*$/.test(text);

function spanOf(from: string, to: string): string {
  const whole = [from, to].every((time) => time.endsWith("T00:00:00.000Z"));
  if (!whole) return `${formatTime(from)} to ${formatTime(to)}`;
  return `${formatDay(from)} to ${formatDay(Date.parse(to) - 1)}`;
}

/** `November 2026`. */
export function monthName(period: string): string {
  return new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${period}-01T00:00:00Z`),
  );
}
