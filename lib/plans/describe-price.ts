import type { Meter, MeterPrice } from "@/lib/base/config/plan-schema";
import { Decimal } from "@/lib/base/decimal";
import { formatNumber, formatUnitPrice } from "@/lib/base/format";

/** How a meter's units are called. */
export function unitWord(meter: Pick<Meter, "unit" | "units">, count: string): string {
  return new Decimal(count).eq("1") ? meter.unit : (meter.units ?? `${meter.unit}s`);
}

const isFree = (price: string) => new Decimal(price).eq("0");

/** What a meter costs in a sentence or two: `100,000 calls included, then €0.0012 a call`. */
export function describePrice(
  meter: Meter,
  price: MeterPrice,
  currency: string,
): { allowance: string | null; rates: string[] } {
  const units = (count: number) => `${formatNumber(count)} ${unitWord(meter, String(count))}`;
  const allowance = price.included > 0 ? `${units(price.included)} included` : null;
  const then = price.included > 0 ? "then " : "";
  if (price.unitPrice !== undefined) {
    if (isFree(price.unitPrice)) return { allowance, rates: allowance ? [] : [`${meter.name} cost nothing`] };
    return { allowance, rates: [`${then}${formatUnitPrice(price.unitPrice, currency)} a ${meter.unit}`] };
  }
  const graduated = price.graduated !== undefined;
  let floor = 0;
  const rates = (price.graduated ?? price.volume ?? []).map(({ upTo, unitPrice }, index) => {
    const each = `${formatUnitPrice(unitPrice, currency)} a ${meter.unit}`;
    const range =
      upTo === undefined
        ? `above ${formatNumber(floor)}`
        : index === 0
          ? `up to ${formatNumber(upTo)}`
          : `to ${formatNumber(upTo)}`;
    floor = upTo ?? floor;
    return `${index === 0 ? then : ""}${graduated ? "" : "all at "}${each} ${range}`;
  });
  return { allowance, rates };
}
