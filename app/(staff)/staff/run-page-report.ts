import type { z } from "zod";
import { type FieldError, PortalError } from "@/lib/base/errors";
import type { Report } from "@/lib/reports/define-report";
import { parseReportParams } from "@/lib/reports/parse-report-params";

export type PageReport<Result> = { result: Result; errors: [] } | { result: null; errors: FieldError[] };

/** A report for a page: what the address asks, or what is wrong with the address (never an error page for a typing error). */
export async function runPageReport<Params extends z.ZodType, Result>(
  report: Report<Params, Result>,
  query: URLSearchParams,
): Promise<PageReport<Result>> {
  try {
    return { result: await report.run(parseReportParams(report, query)), errors: [] };
  } catch (error) {
    if (error instanceof PortalError && error.code === "invalid_fields") return { result: null, errors: error.errors };
    throw error;
  }
}
