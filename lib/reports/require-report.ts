import { PortalError } from "@/lib/base/errors";
import type { Report } from "./define-report";
import { reports } from "./registry";

/** The report of this name; throws `not_found` (404). */
export function requireReport(name: string): Report {
  const report = reports.get(name);
  if (!report) throw new PortalError("not_found", `There is no report of that name; GET /v1/reports lists them`);
  return report;
}
