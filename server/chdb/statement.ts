import { splitStatements } from "@/lib/base/clickhouse/split-statements";

/** An INSERT whose rows come as a body: how the statement begins, its own SETTINGS, and the body's format. */
export type InsertHead = { head: string; settings: string; format: string };

const insertStart = /^\s*(?:--[^\n]*\n\s*|\/\*[\s\S]*?\*\/\s*)*INSERT\s+INTO\s/i;
const insertHead = /^([\s\S]*?)(\s+SETTINGS\s[\s\S]*?)?\s+FORMAT\s+([A-Za-z]\w*)\s*;?\s*$/i;

/** Reads `INSERT INTO t (...) [SETTINGS ...] FORMAT x`; null for anything else. */
export function parseInsert(sql: string): InsertHead | null {
  if (!insertStart.test(sql) || /\sSELECT\s/i.test(sql)) return null;
  const match = insertHead.exec(sql);
  return match ? { head: match[1] as string, settings: match[2]?.trim() ?? "", format: match[3] as string } : null;
}

/**
 * Parts a statement sent in one piece, `INSERT INTO t FORMAT JSONEachRow {...}`, into the statement and its rows. The engine's own
 * way of reading inline rows ends at an empty line and takes what follows for the next statement.
 */
export function splitInline(sql: string): { sql: string; rows: string } {
  if (!insertStart.test(sql) || /^[^'"]*\sSELECT\s/i.test(sql)) return { sql, rows: "" };
  const match = /^([^'"]*?\sFORMAT\s+(?!Values\b)[A-Za-z]\w*)(?:\s*\n|\s+)(\S[\s\S]*)$/i.exec(sql);
  return match ? { sql: match[1] as string, rows: match[2] as string } : { sql, rows: "" };
}

/** Whether the text holds more than one statement, which ClickHouse's HTTP interface refuses. */
export function isMulti(sql: string): boolean {
  return splitStatements(sql).length > 1;
}

/** The format a statement asks for at its end, if it does. */
export function formatOf(sql: string): string | undefined {
  return /\sFORMAT\s+([A-Za-z]\w*)\s*(?:SETTINGS\s[\s\S]*)?;?\s*$/i.exec(sql)?.[1];
}
