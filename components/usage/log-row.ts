import type { LoggedRequest } from "@/lib/usage/schema";

/** A line of the request log: made on the server, drawn there and in the browser alike. */
export type LogRow = Pick<
  LoggedRequest,
  "source" | "id" | "at" | "status" | "method" | "route" | "latencyMs" | "environment" | "keyId"
> & {
  /** What was wrong, in a few words; empty: nothing, or nothing was told. */
  hint: string;
};

/** Lines in the page at most: more are on the next pages, not in somebody's browser. */
const maxRows = 200;

export const rowKey = ({ source, id }: Pick<LogRow, "source" | "id">) => `${source} ${id}`;

export function toLogRow(request: LoggedRequest): LogRow {
  const { source, id, at, status, method, route, latencyMs, environment, keyId } = request;
  return { source, id, at, status, method, route, latencyMs, environment, keyId, hint: hintOf(request) };
}

function hintOf({ status, metadata }: LoggedRequest): string {
  if (status < 400) return "";
  const errors = Array.isArray(metadata.errors) ? (metadata.errors as { pointer?: unknown; detail?: unknown }[]) : [];
  const [first] = errors;
  const more = errors.length > 1 ? `, and ${errors.length - 1} more` : "";
  if (first?.pointer && first.detail) return `${first.pointer} ${first.detail}${more}`.slice(0, 160);
  return typeof metadata.detail === "string" ? metadata.detail.slice(0, 160) : "";
}

/** Both, newest first, each once, at most 200. */
export function mergeLogRows(rows: readonly LogRow[], newer: readonly LogRow[]): LogRow[] {
  const known = new Set(newer.map(rowKey));
  const all = [...newer, ...rows.filter((row) => !known.has(rowKey(row)))];
  return all
    .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : rowKey(b).localeCompare(rowKey(a))))
    .slice(0, maxRows);
}
