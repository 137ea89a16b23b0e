/** The part of JSON Schema that zod writes for the catalogue. */
export type PlainSchema = {
  type?: string;
  description?: string;
  enum?: string[];
  format?: string;
  pattern?: string;
  maxLength?: number;
  minLength?: number;
  minimum?: number;
  maximum?: number;
  items?: PlainSchema;
  properties?: Record<string, PlainSchema>;
  required?: string[];
};

/** What a property of this name usually holds. */
const usual: Record<string, string> = {
  path: "/docs/quickstart",
  landing_path: "/docs/quickstart",
  origin_path: "/docs/quickstart",
  title: "Quickstart",
  query: "webhooks",
  channel: "organic-search",
  host: "github.com",
  provider: "github",
  country: "SE",
};

const formats: Record<string, string> = {
  date: "2026-01-31",
  "date-time": "2026-01-31T12:00:00Z",
  email: "ada@example.com",
  uri: "https://example.com/",
  uuid: "0b9c3a52-6d6e-4d3b-9f2a-8f6b5f0f3c11",
};

/** A plain value that fits the schema: required fields only, the first choice, the lowest number that is allowed. */
export function sampleOf(schema: PlainSchema, name = ""): unknown {
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case "object":
      return Object.fromEntries(
        (schema.required ?? []).map((key) => [key, sampleOf(schema.properties?.[key] ?? {}, key)]),
      );
    case "array":
      return [];
    case "boolean":
      return true;
    case "integer":
    case "number": {
      const low = schema.minimum ?? 0;
      return low <= 1 && (schema.maximum ?? 1) >= 1 ? 1 : Math.max(low, Math.min(1, schema.maximum ?? 1));
    }
    default:
      return sampleText(schema, name);
  }
}

function sampleText({ format, maxLength = Number.POSITIVE_INFINITY }: PlainSchema, name: string): string {
  const known = usual[name] ?? (format ? formats[format] : undefined);
  if (known !== undefined) return known.slice(0, maxLength);
  const words = name.endsWith("_id")
    ? `${name.slice(0, 3)}_example`
    : name
      ? `some ${name.replaceAll("_", " ")}`
      : "text";
  return words.slice(0, maxLength);
}
