import { z } from "zod";
import type { Report } from "./define-report";

/** A report as the list shows it: what it answers and, as JSON Schema, what it may be asked. */
export function describeReport(report: Report) {
  const schema = z.toJSONSchema(report.params, { io: "input", unrepresentable: "any" });
  return {
    name: report.name,
    title: report.title,
    description: report.description,
    url: `/v1/reports/${report.name}`,
    parameters: schema.properties ?? {},
    required: schema.required ?? [],
  };
}
