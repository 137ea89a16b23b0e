import { formatNumber } from "@/lib/base/format";

/** The price of one call, with all its digits: a tenth of a cent is not nothing. `micros`: 1_000_000 = 1.00. */
export function formatUnitPrice(micros: number, currency: string): string {
  return formatNumber(micros / 1_000_000, {
    style: "currency",
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: 6,
  });
}
