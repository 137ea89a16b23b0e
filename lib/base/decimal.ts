import Big from "big.js";

/**
 * Decimal numbers of any length, exact under +, - and x; made from text only, because a JavaScript number may have lost digits already.
 * Divisions keep 30 decimals, far beyond what rounding to a currency's digits looks at.
 */
export const Decimal = Big();
Decimal.strict = true;
Decimal.DP = 30;
Decimal.RM = Decimal.roundHalfUp;
export type Decimal = Big;

export const zero = new Decimal("0");

/** A number of units as the ledger gives it; throws RangeError for anything that is negative or no plain decimal. */
export function parseUnits(text: string): Decimal {
  if (!/^\d{1,30}(\.\d{1,12})?$/.test(text)) throw new RangeError("units must be a decimal text, 0 or more");
  return new Decimal(text);
}

/** The same as plain text without an exponent, `1000000`. */
export function toText(value: Decimal): string {
  return value.toFixed();
}

export function least(one: Decimal, other: Decimal): Decimal {
  return one.lt(other) ? one : other;
}

export function most(one: Decimal, other: Decimal): Decimal {
  return one.gt(other) ? one : other;
}

/** Digits after the point of a currency (ISO 4217): EUR 2, JPY 0, KWD 3. */
export function currencyDigits(currency: string): number {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
