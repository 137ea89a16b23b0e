import type { DateOrder, DecimalMark, Mapping, SpendField } from "../schema";
import type { FileTable } from "./parse-table";

/** Column names of the large ad platforms' exports, best first. */
const words: Record<SpendField, string[]> = {
  date: [
    "date",
    "day",
    "datum",
    "tag",
    "reporting starts",
    "start date",
    "start date (in utc)",
    "time period",
    "jour",
    "fecha",
    "data",
  ],
  source: ["source", "utm_source", "platform", "channel", "network", "quelle", "kanal", "plattform", "canal"],
  campaign: [
    "campaign",
    "utm_campaign",
    "campaign name",
    "kampagne",
    "kampagnenname",
    "campagne",
    "campaña",
    "campagna",
  ],
  amount: [
    "amount",
    "cost",
    "spend",
    "amount spent",
    "total spent",
    "betrag",
    "kosten",
    "ausgaben",
    "coût",
    "coste",
    "costo",
  ],
  currency: ["currency", "currency code", "account currency", "währung", "währungscode", "devise", "moneda", "valuta"],
  clicks: ["clicks", "link clicks", "klicks", "clics", "clic"],
  impressions: ["impressions", "impr.", "impr", "impressionen", "impresiones"],
};

/** The field that a column name stands for; a unit in brackets, `Amount spent (EUR)`, is no part of it. */
export function fieldOf(name: string): SpendField | undefined {
  const plain = name.trim().toLowerCase().replaceAll(/\s+/g, " ");
  const bare = plain.replace(/ ?[([][^)\]]*[)\]]$/, "");
  return (Object.keys(words) as SpendField[]).find(
    (field) => words[field].includes(plain) || words[field].includes(bare),
  );
}

/** How a file that was never seen is probably read. What its values do not tell stays "" and must be chosen. */
export function guessMapping(table: FileTable): Mapping {
  const columns = { date: "", source: "", campaign: "", amount: "", currency: "", clicks: "", impressions: "" };
  for (const name of table.header) {
    const field = fieldOf(name);
    if (field && !columns[field]) columns[field] = name;
  }
  const unit = /[([]([A-Z]{3})[)\]]$/.exec(columns.amount)?.[1] ?? "";
  return {
    columns,
    source: "",
    dateOrder: guessDateOrder(valuesOf(table, columns.date)),
    decimalMark: guessDecimalMark(valuesOf(table, columns.amount)),
    currency: unit,
    rateCurrency: "",
    rate: "",
  };
}

export function valuesOf(table: FileTable, column: string): string[] {
  const at = table.header.indexOf(column);
  return at < 0 ? [] : table.lines.map(({ cells }) => cells[at] ?? "").filter(Boolean);
}

/** "" where days and months cannot be told apart (`03/04/2026` only). */
export function guessDateOrder(values: readonly string[]): DateOrder | "" {
  const parts = values.flatMap((value) => {
    const found = /^(\d{1,4})([./-])(\d{1,2})\2\d{1,4}\b/.exec(value);
    return found ? [{ first: found[1] as string, mark: found[2], second: Number(found[3]) }] : [];
  });
  if (parts.some(({ first }) => first.length === 4) || values.some((value) => /^\d{8}$/.test(value))) return "ymd";
  if (parts.some(({ first, mark }) => Number(first) > 12 || mark === ".")) return "dmy";
  if (parts.some(({ second }) => second > 12)) return "mdy";
  return "";
}

/** "" where the values contradict each other or do not tell (`1,234` only). */
export function guessDecimalMark(values: readonly string[]): DecimalMark | "" {
  const marks = new Set<DecimalMark>();
  let unclear = false;
  for (const value of values) {
    const found = value.match(/[.,]/g);
    const last = found?.at(-1);
    if (!found || !last) continue;
    const itself: DecimalMark = last === "," ? "comma" : "point";
    const other: DecimalMark = last === "," ? "point" : "comma";
    if (new Set(found).size === 2) marks.add(itself);
    else if (found.length > 1) marks.add(other);
    else if (!/[.,]\d{3}(\D|$)/.test(value) || /^\D*0?[.,]/.test(value)) marks.add(itself);
    else unclear = true;
  }
  if (marks.size === 1) return [...marks][0] as DecimalMark;
  return marks.size === 0 && !unclear ? "point" : "";
}
