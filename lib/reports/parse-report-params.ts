import type { z } from "zod";
import { type FieldError, PortalError } from "@/lib/base/errors";
import { toFieldErrors } from "@/lib/base/field-errors";
import type { Report } from "./define-report";

/**
 * A report's parameters from an address: `name=value`, `filter[channel]=value` (repeat it for several). Empty values count as not given,
 * as forms send them. Throws `invalid_fields` with a pointer (`?name`) per bad, unknown or repeated parameter.
 */
export function parseReportParams<Params extends z.ZodType>(
  report: Report<Params, unknown>,
  query: URLSearchParams,
): z.output<Params> {
  const errors: FieldError[] = [];
  // As entries, because assigning a field named __proto__ would lose it without a word.
  const given: [string, unknown][] = [];
  const filter: [string, string[]][] = [];
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name).filter((value) => value !== "");
    const field = /^filter\[([a-z_]+)\]$/.exec(name)?.[1];
    if (field) {
      if (values.length) filter.push([field, values]);
    } else if (name === "filter") {
      errors.push({ pointer: "?filter", detail: "is written filter[channel]=..." });
    } else if (values.length > 1) {
      errors.push({ pointer: `?${name}`, detail: "may stand only once" });
    } else if (values.length) {
      given.push([name, values[0]]);
    }
  }
  if (filter.length) given.push(["filter", Object.fromEntries(filter)]);
  const result = report.params.safeParse(Object.fromEntries(given));
  if (!result.success) errors.push(...toFieldErrors(result.error).map(toQueryError));
  if (errors.length || !result.success) throw new PortalError("invalid_fields", undefined, { errors });
  return result.data;
}

/** `/filter/channel/3` points at `?filter[channel]`. */
function toQueryError({ pointer, detail }: FieldError): FieldError {
  const [name = "", field] = pointer.slice(1).split("/");
  const unknown = detail === "is not a field of this request" ? "is not a parameter of this report" : detail;
  return { pointer: field ? `?${name}[${field}]` : `?${name}`, detail: unknown };
}
