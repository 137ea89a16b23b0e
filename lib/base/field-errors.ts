import type { z } from "zod";
import { type FieldError, PortalError } from "./errors";

/** What zod found wrong, each with a JSON pointer into the body (RFC 6901: `~` and `/` escaped). */
export function toFieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.flatMap((issue) => {
    // An unknown field is reported on the object that holds it: point at the field itself.
    const paths = issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    return paths.map((path) => ({
      pointer: path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join(""),
      detail: issue.code === "unrecognized_keys" ? "is not a field of this request" : plainly(issue.message),
    }));
  });
}

const kinds: Record<string, string> = {
  ...{ string: "text", number: "a number", int: "a whole number", boolean: "true or false" },
  ...{ array: "a list", object: "an object", record: "an object" },
};

/** What zod says where a schema has no words of its own, in words. */
function plainly(message: string): string {
  const [, expected = "", received] = /^Invalid input: expected (\w+), received (\w+)$/.exec(message) ?? [];
  if (received === "undefined") return "is missing";
  return kinds[expected] ? `must be ${kinds[expected]}` : message;
}

/** The parsed value; throws `invalid_fields` (400) with a pointer per bad field. */
export function parseFields<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new PortalError("invalid_fields", undefined, { errors: toFieldErrors(result.error) });
}
