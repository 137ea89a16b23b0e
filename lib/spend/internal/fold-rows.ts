import { currencyDigits, Decimal } from "@/lib/base/decimal";
import { type SpendRow, type SpendRowInput, spendKey } from "../schema";

/** Digits kept of an amount, as the table has them. */
const storedDigits = 6;

export type Rates = { portal: string; rates: Readonly<Record<string, string>> };

/** Why a row's currency cannot be used, or nothing. */
export function refuseCurrency(row: SpendRowInput, { portal, rates }: Rates): string | undefined {
  const currency = row.currency ?? portal;
  if (currency === portal || Object.hasOwn(rates, currency)) return undefined;
  return `is ${currency}, and this portal counts in ${portal}: give the rate of ${currency}, or convert the amounts`;
}

export function keyOf(row: { day: string; source: string; campaign: string }): string {
  return JSON.stringify([row.day, spendKey(row.source), spendKey(row.campaign)]);
}

/** Rows in the portal's currency, one for each day, source and campaign: exports by ad or ad group have several, which add up. */
export function foldRows(inputs: readonly SpendRowInput[], rates: Rates): Map<string, SpendRow> {
  const rows = new Map<string, SpendRow>();
  for (const input of inputs) {
    const row = { day: input.date, source: input.source, campaign: input.campaign };
    const key = keyOf(row);
    const before = rows.get(key);
    const amount = convert(input, rates).plus(before?.amount ?? "0");
    rows.set(key, {
      ...(before ?? row),
      amount: amount.toFixed(),
      clicks: sum(before?.clicks, input.clicks),
      impressions: sum(before?.impressions, input.impressions),
    });
  }
  return rows;
}

function convert({ amount, currency = "" }: SpendRowInput, { portal, rates }: Rates): Decimal {
  const rate = currency && currency !== portal ? rates[currency] : undefined;
  return rate ? new Decimal(amount).times(rate).round(storedDigits) : new Decimal(amount);
}

const sum = (one: number | null | undefined, other: number | null) =>
  one === null || one === undefined ? other : other === null ? one : one + other;

/** As people read it: with the currency's digits, or more where there are some. */
export function showAmount(amount: string, currency: string): string {
  const exact = new Decimal(amount);
  return exact.toFixed(Math.max(currencyDigits(currency), exact.c.length - exact.e - 1));
}
