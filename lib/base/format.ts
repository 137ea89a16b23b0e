/** Numbers, dates and durations as people read them. Locale and time zone are fixed so that server and browser agree. */
const locale = "en-GB";

export function formatNumber(value: number, options?: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(locale, options).format(value);
}

/** `ratio` 0..1 as a percentage with at most one decimal. */
export function formatPercent(ratio: number): string {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(ratio);
}

/** A day, `21 Nov 2026`, in UTC. */
export function formatDay(time: Date | string | number): string {
  return new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(
    new Date(time),
  );
}

/** A minute, `21 Nov 2026, 14:05 UTC`. */
export function formatTime(time: Date | string | number): string {
  const text = new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: "UTC",
  }).format(new Date(time));
  return `${text} UTC`;
}

/** The English name of a country of ISO 3166-1 (two capital letters); the code itself where there is none. */
export function formatCountry(code: string): string {
  return new Intl.DisplayNames(locale, { type: "region" }).of(code) ?? code;
}

/** A span in its largest two units: `850 ms`, `12 s`, `3 min 20 s`, `5 h 2 min`, `12 d 4 h`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const units: [string, number][] = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["min", 60_000],
    ["s", 1_000],
  ];
  let first = units.findIndex(([, size]) => ms >= size);
  if (first < 0) first = units.length - 1;
  const [unit, size] = units[first] as [string, number];
  const whole = Math.floor(ms / size);
  const next = units[first + 1];
  if (!next) return `${whole} ${unit}`;
  const rest = Math.floor((ms - whole * size) / next[1]);
  return rest ? `${whole} ${unit} ${rest} ${next[0]}` : `${whole} ${unit}`;
}

/** What Intl takes a decimal text for: its exact value, where a number would be a float. */
type DecimalText = `${number}`;

/** An amount, decimal text in units of `currency` (ISO 4217), as money: `"1234.5"` is `€1,234.50`. */
export function formatMoney(amount: string, currency: string): string {
  return new Intl.NumberFormat(locale, { style: "currency", currency }).format(amount as DecimalText);
}

/** An amount as it stands on a price tag: `"49.00"` is `€49`, `"49.50"` is `€49.50`. */
export function formatPrice(amount: string, currency: string): string {
  return new Intl.NumberFormat(locale, { style: "currency", currency, trailingZeroDisplay: "stripIfInteger" }).format(
    amount as DecimalText,
  );
}

/** The price of one unit, with all its digits: a tenth of a cent is not nothing. */
export function formatUnitPrice(price: string, currency: string): string {
  const digits = new Intl.NumberFormat(locale, { style: "currency", currency });
  const least = digits.resolvedOptions().minimumFractionDigits ?? 2;
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: least,
    maximumFractionDigits: Math.max(least, 12),
  }).format(price as DecimalText);
}

/** A number of units, decimal text, with all its digits. */
export function formatUnits(units: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 12 }).format(units as DecimalText);
}

/** A cell of an export that no spreadsheet takes for a formula (OWASP, CSV injection). */
export function csvCell(value: unknown): string {
  const text = value === null || value === undefined ? "" : String(value);
  // A plain negative number is no formula.
  const harmless = typeof value === "number" || /^-?\d+(\.\d+)?$/.test(text);
  const safe = !harmless && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
