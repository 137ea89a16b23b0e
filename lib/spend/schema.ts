import { z } from "zod";

/** What a row of spend is made of; the columns of a file are mapped to these. */
export const spendFields = ["date", "source", "campaign", "amount", "currency", "clicks", "impressions"] as const;
export type SpendField = (typeof spendFields)[number];

export const spendFieldLabels: Record<SpendField, string> = {
  date: "Date",
  source: "Source or channel",
  campaign: "Campaign",
  amount: "Amount",
  currency: "Currency",
  clicks: "Clicks",
  impressions: "Impressions",
};

/** Limits of a file: a year of 100 campaigns fits well. */
export const maxFileBytes = 5 * 1024 * 1024;
export const maxFileRows = 50_000;
export const maxFileColumns = 100;
/** Rows of one request to the API. */
export const maxRequestRows = 10_000;

/** Why a file is not taken; `line` where one is known. */
export const fileProblems = {
  empty: "The file is empty.",
  too_large: "The file is larger than 5 MB. Export a shorter period, or use the API.",
  spreadsheet: "That is a spreadsheet file. Save it as CSV and try again.",
  encoding: "The file is neither UTF-8 nor UTF-16 text. Save it as CSV in UTF-8 and try again.",
  nul: "The file holds NUL characters, so it is no text. Save it as CSV in UTF-8 and try again.",
  quotes: "A quote opens and is not closed, or stands within a cell.",
  too_many_columns: "The file has more than 100 columns. Export only the ones that are needed.",
  too_many_rows: "The file has more than 50,000 lines. Export a shorter period.",
  no_rows: "The file has column names at most, and no rows below them.",
} as const;
export type FileProblem = keyof typeof fileProblems;

export const dateOrders = ["ymd", "dmy", "mdy"] as const;
export type DateOrder = (typeof dateOrders)[number];
export const decimalMarks = ["point", "comma"] as const;
export type DecimalMark = (typeof decimalMarks)[number];

const column = z.string().max(1_000).default("");
const currencyCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{3}$/, "must be a currency of three letters, such as USD");
/** Decimal text above zero. */
export const rateSchema = z
  .string()
  .trim()
  .regex(/^\d{1,9}(\.\d{1,10})?$/, "must be a decimal number, such as 0.92")
  .refine((text) => /[1-9]/.test(text), "must be above 0");

/** How a file's columns are read: by name, `""` for none. */
export const mappingSchema = z.object({
  columns: z.object({
    date: column,
    source: column,
    campaign: column,
    amount: column,
    currency: column,
    clicks: column,
    impressions: column,
  }),
  /** The source of every row, where no column says it. */
  source: z.string().trim().max(200).default(""),
  /** "" while it cannot be told from the file and nobody has chosen. */
  dateOrder: z.enum(["", ...dateOrders]).default(""),
  decimalMark: z.enum(["", ...decimalMarks]).default(""),
  /** The currency of rows that name none; "": the portal's. */
  currency: z.union([z.literal(""), currencyCode]).default(""),
  /** What one unit of the file's other currency costs in the portal's. */
  rateCurrency: z.union([z.literal(""), currencyCode]).default(""),
  rate: z.union([z.literal(""), rateSchema]).default(""),
});
export type Mapping = z.output<typeof mappingSchema>;

const dayMs = 86_400_000;
const name = (what: string) =>
  z
    .string("must be text")
    .refine((text) => !/\p{Cc}|\p{Surrogate}/u.test(text), "must not have control characters")
    .trim()
    .min(1, `must name the ${what}`)
    .max(512, "must have at most 512 characters");
const count = z
  .int("must be a whole number")
  .min(0, "must not be negative")
  .max(1_000_000_000_000, "is more than can be")
  .nullish()
  .transform((value) => value ?? null);

/** An amount as the table keeps it, decimal text. */
export const decimalAmount = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,6})?$/, "must be a decimal number, 0 or more, with at most 6 decimals");

/** One row as the API takes it; a file's lines are brought into this form and held to the same rules. */
export const spendRowSchema = z.strictObject({
  date: z.iso
    .date("must be a day, YYYY-MM-DD")
    .refine((day) => day >= "2000-01-01", "is before the year 2000")
    // Somewhere it is tomorrow already.
    .refine((day) => Date.parse(day) <= Date.now() + dayMs, "is in the future"),
  source: name("source"),
  campaign: name("campaign"),
  amount: z
    .union([z.string(), z.number().transform(String)], "must be a decimal number, as text or a number")
    .pipe(decimalAmount),
  currency: currencyCode.optional(),
  clicks: count,
  impressions: count,
});
export type SpendRowInput = z.output<typeof spendRowSchema>;

export const recordSpendInput = z.strictObject({
  rows: z
    .array(spendRowSchema, "must be a list of rows")
    .min(1, "must have a row")
    .max(maxRequestRows, `must have at most ${maxRequestRows} rows`),
  /** What one unit of another currency costs in the portal's, decimal text: `{ "USD": "0.92" }`. */
  rates: z.record(currencyCode, rateSchema).default({}),
  /** Check and compare only. */
  dryRun: z.boolean("must be true or false").default(false),
});

/** What a campaign cost on one day at one source; `amount` is decimal text in the portal's currency. */
export type SpendRow = {
  day: string;
  source: string;
  campaign: string;
  amount: string;
  clicks: number | null;
  impressions: number | null;
};

/** How rows differ from what is stored. `merged`: lines that were added to another of the same day, source and campaign. */
export type SpendChanges = { added: number; changed: number; unchanged: number; merged: number };

/** A row of a preview: what is stored now, and what it would become. */
export type PreviewRow = SpendRow & { was: SpendRow | null; state: "added" | "changed" | "unchanged" };

export type LineError = { line: number; field: SpendField; detail: string; found: string };

export type SpendPreview = {
  id: string;
  fileName: string;
  currency: string;
  header: string[];
  mapping: Mapping;
  /** Whether somebody confirmed this mapping for such a file before. */
  remembered: boolean;
  /** What must be chosen before lines can be read. */
  missing: { field: string; detail: string }[];
  lines: number;
  changes: SpendChanges;
  /** Days and amount of what would be stored, decimal text. */
  from: string | null;
  to: string | null;
  total: string;
  /** The first rows, changed ones first. */
  rows: PreviewRow[];
  /** The first errors by line, and how many lines have any. Rows they are part of are left out whole. */
  errors: LineError[];
  badLines: number;
};

/** What names are joined by: trimmed and in lower case. */
export function spendKey(name: string): string {
  return name.trim().toLowerCase();
}
