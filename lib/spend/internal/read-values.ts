import type { DateOrder, DecimalMark } from "../schema";

/** A day as `YYYY-MM-DD`, or null. A time behind it is cut off; two-digit years are not guessed. Whether the day exists is checked later. */
export function readDay(text: string, order: DateOrder): string | null {
  const day = text.replace(/[T ]\d{1,2}:\d{2}.*$/, "");
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(day);
  const parts = compact ?? /^(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})$/.exec(day);
  if (!parts) return null;
  const [first = "", second = "", third = ""] = parts.slice(1);
  const [year, month, date] =
    first.length === 4 ? [first, second, third] : order === "dmy" ? [third, second, first] : [third, first, second];
  // `ymd` with the year behind would mix days and months up without a word.
  if (year.length !== 4 || date.length > 2 || (order === "ymd" && first.length !== 4)) return null;
  return `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
}

/** An amount as plain decimal text, or null: currency signs, spaces and thousands separators are taken off, groups must be of three. */
export function readAmount(text: string, mark: DecimalMark): string | null {
  const bare = text.replace(/^[\p{Sc}\s]+|[\p{Sc}\s]+$|^[A-Z]{3}\s|\s[A-Z]{3}$/gu, "").trim();
  // Narrow and no-break spaces and apostrophes group digits in French, Swiss and others.
  const ungrouped = /^\d{1,3}(?:[\s'’]\d{3})+(?:[.,]\d+)?$/u.test(bare) ? bare.replaceAll(/[\s'’]/gu, "") : bare;
  const [group, point] = mark === "comma" ? ["\\.", ","] : [",", "\\."];
  const shape = new RegExp(`^(\\d+|\\d{1,3}(?:${group}\\d{3})+)(?:${point}(\\d+))?$`);
  const found = shape.exec(ungrouped);
  if (!found) return null;
  const whole = (found[1] as string).replaceAll(/[.,]/g, "").replace(/^0+(?=\d)/, "");
  const decimals = (found[2] ?? "").replace(/0+$/, "");
  return decimals ? `${whole}.${decimals}` : whole;
}

/** A count as a number, or null; decimals must be zero. */
export function readCount(text: string, mark: DecimalMark): number | null {
  const plain = readAmount(text, mark);
  return plain && /^\d{1,15}$/.test(plain) ? Number(plain) : null;
}
