import {
  type LineError,
  type Mapping,
  type SpendField,
  type SpendRowInput,
  spendFields,
  spendRowSchema,
} from "../schema";
import { keyOf, type Rates, refuseCurrency } from "./fold-rows";
import type { FileTable } from "./parse-table";
import { readAmount, readCount, readDay } from "./read-values";

type Read = { inputs: SpendRowInput[]; errors: LineError[]; badLines: number };

/** What must be said before a file's lines can be read. */
export function missingOf({ columns, source, dateOrder, decimalMark, rate, rateCurrency }: Mapping, header: string[]) {
  const missing: { field: string; detail: string }[] = [];
  const need = (field: string, detail: string, given: unknown) => {
    if (!given) missing.push({ field, detail });
  };
  const there = (field: SpendField) => columns[field] !== "" && header.includes(columns[field]);
  need("columns.date", "Choose the column of the day.", there("date"));
  need("columns.campaign", "Choose the column of the campaign.", there("campaign"));
  need("columns.amount", "Choose the column of the amount.", there("amount"));
  need("source", "Choose the column of the source, or name one source for all rows.", there("source") || source);
  need("dateOrder", "Days and months cannot be told apart here: choose their order.", dateOrder);
  need("decimalMark", "The decimal mark cannot be told from these amounts: choose it.", decimalMark);
  need("rate", "A rate needs its currency and its number.", Boolean(rate) === Boolean(rateCurrency));
  return missing;
}

/** The rates of an import. */
export function ratesOf(mapping: Mapping, portal: string): Rates {
  return { portal, rates: mapping.rate && mapping.rateCurrency ? { [mapping.rateCurrency]: mapping.rate } : {} };
}

/**
 * A file's lines as rows, held to the API's rules. A line that fails any leaves out the whole row it belongs to: the sum of the rest would
 * look like the amount of that day.
 */
export function readLines(table: FileTable, mapping: Mapping, rates: Rates): Read {
  const at = Object.fromEntries(
    spendFields.map((field) => [field, table.header.indexOf(mapping.columns[field] || "\0")]),
  ) as Record<SpendField, number>;
  const { dateOrder, decimalMark } = mapping;
  if (!dateOrder || !decimalMark) return { inputs: [], errors: [], badLines: 0 };
  const errors: LineError[] = [];
  const good: SpendRowInput[] = [];
  const badKeys = new Set<string>();
  let badLines = 0;
  for (const { line, cells } of table.lines) {
    const cell = (field: SpendField) => (at[field] < 0 ? "" : (cells[at[field]] ?? ""));
    const found: LineError[] = [];
    const refuse = (field: SpendField, detail: string) => {
      if (!found.some((one) => one.field === field)) {
        found.push({ line, field, detail, found: cell(field).slice(0, 100) });
      }
    };
    const count = (field: "clicks" | "impressions") => {
      // Exports write a dash, or nothing, where nothing was counted.
      if (/^[-–—]*$/.test(cell(field))) return null;
      const value = readCount(cell(field), decimalMark);
      if (value === null) refuse(field, "is not a whole number");
      return value;
    };
    const date = readDay(cell("date"), dateOrder);
    const amount = readAmount(cell("amount"), decimalMark);
    if (date === null) refuse("date", "is not a day in the chosen order");
    if (amount === null) refuse("amount", "is not an amount, 0 or more, with the chosen decimal mark");
    const given = {
      date: date ?? "",
      source: cell("source") || mapping.source,
      campaign: cell("campaign"),
      amount: amount ?? "",
      currency: cell("currency") || mapping.currency || undefined,
      clicks: count("clicks"),
      impressions: count("impressions"),
    };
    const checked = spendRowSchema.safeParse(given);
    if (checked.success) {
      const refused = refuseCurrency(checked.data, rates);
      if (refused) refuse("currency", refused);
    } else {
      for (const issue of checked.error.issues) refuse(issue.path[0] as SpendField, issue.message);
    }
    if (found.length === 0 && checked.success) {
      good.push(checked.data);
    } else {
      badLines++;
      if (date) badKeys.add(keyOf({ day: date, source: given.source, campaign: given.campaign }));
      errors.push(...found);
    }
  }
  const inputs = good.filter((row) => !badKeys.has(keyOf({ ...row, day: row.date })));
  return { inputs, errors, badLines };
}
