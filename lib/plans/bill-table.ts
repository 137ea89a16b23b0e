import type { Bill } from "./schema";

/** A bill as rows of text, the heading first: what is charged, for which part of the month, and how it came about. */
export function billTable(bill: Bill): string[][] {
  const heading = [
    "period",
    "line",
    "meter",
    "plan",
    "from",
    "to",
    "units",
    "included_units",
    "refused_units",
    "prices",
    "amount",
    "currency",
  ];
  const rows = bill.lines.map((line) => {
    const used = line.kind === "usage" ? line : undefined;
    return [
      line.kind === "adjustment" ? line.period : bill.period,
      line.kind,
      line.kind === "base" ? "" : line.meterId,
      line.planId,
      line.from,
      line.to,
      line.kind === "base" ? "" : line.units,
      used?.includedUnits ?? "",
      used?.refusedUnits ?? "",
      used?.tiers.map(({ units, unitPrice }) => `${units} x ${unitPrice}`).join("; ") ?? "",
      line.amount,
      bill.currency,
    ];
  });
  return [heading, ...rows, [bill.period, "total", "", "", "", "", "", "", "", "", bill.total, bill.currency]];
}
