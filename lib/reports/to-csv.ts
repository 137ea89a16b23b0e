import { csvCell } from "@/lib/base/format";
import type { Table } from "./schema";

/** A table as CSV (RFC 4180: CRLF, quoted where needed), with no cell that a spreadsheet takes for a formula. */
export function toCsv(table: Table): string {
  return [table.columns, ...table.rows].map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
}
