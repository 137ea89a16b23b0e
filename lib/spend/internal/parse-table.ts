import { CsvError, parse } from "csv-parse/sync";
import { type FileProblem, maxFileColumns, maxFileRows } from "../schema";
import { fieldOf } from "./guess-mapping";

/** A file's column names, made distinct, and the lines below them; `line` counts from 1 as editors do. */
export type FileTable = { header: string[]; lines: { line: number; cells: string[] }[] };

/** Ad platforms write a title and a period above the column names. */
const maxPreamble = 20;

/** Reads CSV with commas, semicolons, tabs or bars (RFC 4180 quoting), or says what is wrong and in which line. */
export function parseTable(text: string): { table: FileTable } | { problem: FileProblem; line?: number } {
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, {
      delimiter: findDelimiter(text),
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
      to: maxFileRows + maxPreamble + 1,
      max_record_size: 200_000,
    }) as unknown as typeof records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error.lines);
    const problem = error.code === "CSV_MAX_RECORD_SIZE" ? "too_many_columns" : "quotes";
    return { problem, ...(Number.isInteger(line) ? { line } : {}) };
  }
  if (records.some(({ record }) => record.length > maxFileColumns)) return { problem: "too_many_columns" };
  const at = findHeader(records.map(({ record }) => record));
  const names = records[at]?.record ?? [];
  const lines = records
    .slice(at + 1)
    .filter(({ record }) => record.some((cell) => cell.trim()))
    .map(({ record, info }) => ({ line: info.lines, cells: record.map((cell) => cell.trim()) }));
  if (lines.length === 0) return { problem: "no_rows" };
  if (lines.length > maxFileRows) return { problem: "too_many_rows" };
  return { table: { header: nameColumns(names), lines } };
}

/** The mark that most of the first lines have most of. */
function findDelimiter(text: string): string {
  const head = text.slice(0, 20_000).split(/\r\n|\n|\r/, maxPreamble);
  const counts = [",", ";", "\t", "|"].map((mark) => ({
    mark,
    count: Math.max(...head.map((line) => line.replace(/"[^"]*"/g, "").split(mark).length - 1)),
  }));
  // Names hold no decimal commas: the line with the most known names decides where several marks occur.
  const known = (mark: string) =>
    Math.max(...head.map((line) => line.split(mark).filter((cell) => fieldOf(cell.replaceAll('"', ""))).length));
  counts.sort((a, b) => known(b.mark) - known(a.mark) || b.count - a.count);
  return counts[0]?.mark ?? ",";
}

/** The line with the most column names that are known; the first where none has two. */
function findHeader(records: string[][]): number {
  let best = { at: 0, known: 1 };
  records.slice(0, maxPreamble).forEach((record, at) => {
    const known = new Set(record.map(fieldOf).filter(Boolean)).size;
    if (known > best.known) best = { at, known };
  });
  return best.at;
}

/** Names as the page offers them: nameless columns by number, repeated ones told apart. */
function nameColumns(names: string[]): string[] {
  const seen = new Set<string>();
  return names.map((raw, index) => {
    const base = raw.trim().slice(0, 200) || `Column ${index + 1}`;
    let name = base;
    for (let n = 2; seen.has(name); n++) name = `${base} (${n})`;
    seen.add(name);
    return name;
  });
}
