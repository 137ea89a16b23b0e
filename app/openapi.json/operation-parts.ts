import { z } from "zod";
import type { ErrorCode } from "@/lib/base/errors";

/**
 * JSON Schema of what a zod schema takes, without the dialect's name, which the document says once. "Any JSON" refers to itself, which
 * inside this document would point elsewhere: it becomes the schema that takes everything.
 */
export function schemaOf(schema: z.ZodType): object {
  const { $schema: _, $defs: __, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return JSON.parse(JSON.stringify(rest), (_key, value) =>
    typeof value?.$ref === "string" && value.$ref.startsWith("#/$defs/") ? {} : value,
  );
}

export type Parameter = {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  description?: string;
  schema: object;
};
export type Described = {
  summary: string;
  description?: string;
  tag: string;
  /** The scope a service token needs; `writeKey`: a source's write key does; none: the request carries its own proof. */
  scope?: string | "writeKey" | null;
  parameters?: Parameter[];
  body?: object;
  answers: Record<string, { description: string; schema?: object; type?: string }>;
  problems?: ErrorCode[];
};

export const text = { type: "string" };
export const data = (properties: object) => ({ type: "object", properties: { data: { type: "object", properties } } });
export const idParameter: Parameter = { name: "id", in: "path", required: true, schema: text };
export const idempotency: Parameter = {
  name: "Idempotency-Key",
  in: "header",
  description: "The same key and body again give the first answer; another body is refused with 422.",
  schema: { type: "string", maxLength: 255 },
};
