import { csvCell } from "@/lib/base/format";
import type { Db } from "@/lib/base/postgres";
import { type AuditEntryView, type AuditFilter, listAuditEntries } from "@/lib/events/list-audit-entries";

const columns = [
  "id",
  "at",
  "actorKind",
  "actorId",
  "action",
  "subjectKind",
  "subjectId",
  "companyId",
  "before",
  "after",
  "requestId",
] as const;

/** Rows read at a time: an export of everything is never in memory at once. */
const batch = 1_000;

/** The audit log as a download, newest first: CSV with formula-safe cells, or one JSON object a line. */
export function exportAudit(db: Db, filter: AuditFilter, format: "csv" | "json", name: string): Response {
  const encode = new TextEncoder();
  let cursor: string | undefined;
  let begun = false;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { data, nextCursor } = await listAuditEntries(db, { ...filter, cursor, limit: batch });
      const head = format === "csv" && !begun ? `${columns.join(",")}\r\n` : "";
      begun = true;
      controller.enqueue(encode.encode(head + data.map(format === "csv" ? toCsvLine : toJsonLine).join("")));
      if (nextCursor) cursor = nextCursor;
      else controller.close();
    },
  });
  return new Response(body, {
    headers: {
      "content-type": format === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8",
      "content-disposition": `attachment; filename="${name}.${format === "csv" ? "csv" : "ndjson"}"`,
      "cache-control": "no-store",
    },
  });
}

function toCsvLine(entry: AuditEntryView): string {
  const cells = columns.map((column) => {
    const value = entry[column];
    if (value === null) return csvCell("");
    if (value instanceof Date) return csvCell(value.toISOString());
    return csvCell(typeof value === "object" ? JSON.stringify(value) : String(value));
  });
  return `${cells.join(",")}\r\n`;
}

function toJsonLine(entry: AuditEntryView): string {
  return `${JSON.stringify(entry)}\n`;
}
