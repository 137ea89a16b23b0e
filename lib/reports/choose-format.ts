import { PortalError } from "@/lib/base/errors";

export type ReportFormat = "json" | "csv";

const types = new Map<string, ReportFormat>([
  ["*/*", "json"],
  ["application/*", "json"],
  ["application/json", "json"],
  ["text/*", "csv"],
  ["text/csv", "csv"],
]);

/** What an Accept header asks for: the best it names that a report can be, JSON among equals. Throws `not_acceptable` (406) when there is none. */
export function chooseFormat(accept: string | null | undefined): ReportFormat {
  if (!accept?.trim()) return "json";
  let best: { format: ReportFormat; quality: number } | undefined;
  for (const part of accept.split(",")) {
    const [type = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    const format = types.get(type);
    const quality = Number(parameters.find((text) => text.startsWith("q="))?.slice(2) ?? 1);
    if (!format || !(quality > 0)) continue;
    if (!best || quality > best.quality || (quality === best.quality && format === "json")) best = { format, quality };
  }
  if (best) return best.format;
  throw new PortalError("not_acceptable", "A report is application/json or text/csv");
}
