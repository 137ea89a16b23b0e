import { renderMarkdown } from "@/lib/base/render-markdown";
import type { Field } from "../schema";
import type { Resolver, Schema } from "./document";

/** Deeper than this a page says only the type; nobody unfolds ten levels. */
const deepest = 8;

const nameOf = (schema: Schema) => schema.title ?? (schema.$ref ? schema.$ref.split("/").at(-1) : undefined);

/** A schema with its references followed and its allOf parts laid over each other. */
export function flatten(resolver: Resolver, schema: Schema): Schema {
  const own = resolver.follow<Schema>(schema);
  if (!own.allOf?.length) return own;
  const { allOf, ...rest } = own;
  const parts = [...allOf.map((part) => flatten(resolver, part)), rest];
  return Object.assign({}, ...parts, {
    properties: Object.assign({}, ...parts.map((part) => part.properties)),
    required: parts.flatMap((part) => part.required ?? []),
  });
}

function typesOf(schema: Schema): string[] {
  const types = Array.isArray(schema.type) ? schema.type : schema.type ? [schema.type] : [];
  const named = types.length
    ? types
    : schema.properties
      ? ["object"]
      : schema.items
        ? ["array"]
        : schema.enum
          ? [typeof schema.enum[0]]
          : [];
  return schema.nullable && !named.includes("null") ? [...named, "null"] : named;
}

/** Alternatives, without a bare null: `anyOf [X, null]` is an X that may be null. */
function alternatives(resolver: Resolver, schema: Schema): { options: Schema[]; nullable: boolean } {
  const all = schema.oneOf ?? schema.anyOf ?? [];
  const isNull = (option: Schema) => flatten(resolver, option).type === "null";
  return { options: all.filter((option) => !isNull(option)), nullable: all.some(isNull) };
}

/** The type in words. */
export function typeInWords(resolver: Resolver, schema: Schema, depth = 0): string {
  const flat = flatten(resolver, schema);
  const { options, nullable } = alternatives(resolver, flat);
  if (options.length && depth < 3) {
    const words = [...new Set(options.map((option) => nameOf(option) ?? typeInWords(resolver, option, depth + 1)))];
    return [...words, ...(nullable ? ["null"] : [])].join(" or ");
  }
  const words = typesOf(flat).map((type) => {
    if (type === "array" && flat.items) {
      const items = flatten(resolver, flat.items);
      const named = typesOf(items).includes("object") ? nameOf(flat.items) : undefined;
      return `array of ${named ?? (depth < 3 ? typeInWords(resolver, flat.items, depth + 1) : "…")}`;
    }
    if (type === "object" && !flat.properties && typeof flat.additionalProperties === "object") {
      return `map of ${typeInWords(resolver, flat.additionalProperties, depth + 1)}`;
    }
    return flat.format && type === "string" ? `string, ${flat.format}` : type;
  });
  return words.join(" or ") || "any";
}

const count = (value: number, one: string, many: string) => `${value} ${value === 1 ? one : many}`;

/** `1 to 20 items`, `at least 1 item`, `at most 20 items`, `exactly 2 items`. */
function range(low: number | undefined, high: number | undefined, one: string, many: string): string[] {
  if (low !== undefined && high !== undefined) {
    return [low === high ? `exactly ${count(low, one, many)}` : `${low} to ${count(high, one, many)}`];
  }
  // At least one letter is what "required" already says; at least nothing says nothing.
  if (low !== undefined && low > 0) return [`at least ${count(low, one, many)}`];
  if (high !== undefined) return [`at most ${count(high, one, many)}`];
  return [];
}

function limitsOf(schema: Schema): string[] {
  const numbers =
    schema.minimum !== undefined && schema.maximum !== undefined
      ? [`${schema.minimum} to ${schema.maximum}`]
      : [
          ...(schema.minimum !== undefined ? [`at least ${schema.minimum}`] : []),
          ...(schema.maximum !== undefined ? [`at most ${schema.maximum}`] : []),
        ];
  return [
    ...numbers,
    ...(schema.exclusiveMinimum !== undefined ? [`more than ${schema.exclusiveMinimum}`] : []),
    ...(schema.exclusiveMaximum !== undefined ? [`less than ${schema.exclusiveMaximum}`] : []),
    ...(schema.multipleOf !== undefined ? [`a multiple of ${schema.multipleOf}`] : []),
    ...range(schema.minLength, schema.maxLength, "character", "characters"),
    ...range(schema.minItems, schema.maxItems, "item", "items"),
    ...(schema.uniqueItems ? ["no item twice"] : []),
    ...range(schema.minProperties, schema.maxProperties, "entry", "entries"),
    ...(schema.pattern ? [`matches ${schema.pattern}`] : []),
  ];
}

const asText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** What is inside: the schema's own fields, or its items', or its map values'. */
function inside(resolver: Resolver, flat: Schema): Schema | null {
  if (flat.properties && Object.keys(flat.properties).length) return flat;
  if (flat.items) return inside(resolver, flatten(resolver, flat.items));
  if (typeof flat.additionalProperties === "object")
    return inside(resolver, flatten(resolver, flat.additionalProperties));
  return null;
}

/** Reads one schema as a field. `path` holds the references above it: one that comes again is named, not opened. */
export function describeSchema(
  resolver: Resolver,
  name: string,
  schema: Schema,
  required: boolean,
  path: string[] = [],
): Field {
  const flat = flatten(resolver, schema);
  const refs = [schema.$ref, flat.items?.$ref].filter((ref): ref is string => Boolean(ref));
  const open = path.length < deepest && !refs.some((ref) => path.includes(ref));
  const below = [...path, ...(refs.length ? refs : [""])];
  const fieldsOf = (one: Schema): Field[] =>
    Object.entries(one.properties ?? {}).map(([key, value]) =>
      describeSchema(resolver, key, value, one.required?.includes(key) ?? false, below),
    );
  const content = open ? inside(resolver, flat) : null;
  const { options } = alternatives(resolver, flat);
  const itemValues = flat.items ? flatten(resolver, flat.items).enum : undefined;
  const example = flat.example ?? flat.examples?.[0];
  return {
    name,
    type: typeInWords(resolver, schema),
    required,
    deprecated: flat.deprecated ?? false,
    readOnly: flat.readOnly ?? false,
    writeOnly: flat.writeOnly ?? false,
    description: flat.description ?? "",
    descriptionHtml: renderMarkdown(flat.description ?? ""),
    limits: limitsOf(flat),
    values: (flat.enum ?? itemValues ?? (flat.const !== undefined ? [flat.const] : [])).map(asText),
    default: flat.default === undefined ? null : JSON.stringify(flat.default),
    example: example === undefined ? null : asText(example),
    fields: content ? fieldsOf(content) : [],
    variants:
      open && options.length > 1
        ? options.map((option, index) => {
            const own = inside(resolver, flatten(resolver, option));
            return {
              title: nameOf(option) ?? `Variant ${index + 1}`,
              type: typeInWords(resolver, option),
              fields: own ? fieldsOf(own) : [],
            };
          })
        : [],
  };
}

/** A plausible value for a schema, for samples of operations without an example: what is required, first choices, given examples. */
export function exampleOf(resolver: Resolver, schema: Schema, depth = 0): unknown {
  const flat = flatten(resolver, schema);
  if (flat.example !== undefined) return flat.example;
  if (flat.examples?.length) return flat.examples[0];
  if (flat.default !== undefined) return flat.default;
  if (flat.const !== undefined) return flat.const;
  if (flat.enum?.length) return flat.enum[0];
  const { options } = alternatives(resolver, flat);
  if (options[0]) return exampleOf(resolver, options[0], depth + 1);
  const type = typesOf(flat).find((one) => one !== "null");
  if (type === "object") {
    if (depth > deepest) return {};
    const shown = Object.entries(flat.properties ?? {}).filter(([key]) => flat.required?.includes(key));
    return Object.fromEntries(shown.map(([key, value]) => [key, exampleOf(resolver, value, depth + 1)]));
  }
  if (type === "array") return flat.items && depth <= deepest ? [exampleOf(resolver, flat.items, depth + 1)] : [];
  if (type === "integer" || type === "number") return flat.minimum ?? flat.exclusiveMinimum ?? 1;
  if (type === "boolean") return true;
  if (flat.format === "date-time") return "2026-11-21T10:15:30Z";
  if (flat.format === "date") return "2026-11-21";
  if (flat.format === "email") return "ada@example.com";
  if (flat.format === "uri") return "https://example.com";
  return "text".padEnd(flat.minLength ?? 0, "x").slice(0, flat.maxLength);
}
