import type { Resolver, Schema } from "./document";

/** The words for a type go so deep. */
const deepestWords = 3;

export const nameOf = (schema: Schema) =>
  schema.title ?? (schema.$ref ? schema.$ref.split("/").at(-1)?.replaceAll("~1", "/") : undefined);

/** The schema that another one stands for: by reference, or as OpenAPI 3.0 writes a reference with something beside it, `allOf` of one. */
export function standsFor(schema: Schema): string | undefined {
  if (schema.$ref) return schema.$ref;
  const only = Array.isArray(schema.allOf) && schema.allOf.length === 1 ? schema.allOf[0] : undefined;
  return schema.properties ? undefined : only?.$ref;
}

const merging = new Set<Schema>();

/** A schema with its references followed and its allOf parts laid over each other. */
export function flatten(resolver: Resolver, schema: Schema): Schema {
  // `true` allows anything, and a broken document may hold anything at all.
  if (typeof schema !== "object" || schema === null) return {};
  const known = resolver.flat.get(schema);
  if (known) return known;
  const own = resolver.follow<Schema>(schema);
  if (!Array.isArray(own.allOf) || own.allOf.length === 0) {
    resolver.flat.set(schema, own);
    return own;
  }
  // A part of itself adds nothing.
  const mark = own.allOf as unknown as Schema;
  if (merging.has(mark)) return {};
  merging.add(mark);
  try {
    const { allOf, ...rest } = own;
    const parts = [
      ...allOf.map((part) => {
        // A base names its heirs in its discriminator; in an heir that would be a circle.
        const { discriminator: _, ...flat } = flatten(resolver, part);
        return flat as Schema;
      }),
      rest,
    ];
    const whole: Schema = Object.assign({}, ...parts, {
      properties: Object.assign({}, ...parts.map((part) => part.properties)),
      required: [...new Set(parts.flatMap((part) => part.required ?? []))],
    });
    if (merging.size === 1) resolver.flat.set(schema, whole);
    return whole;
  } finally {
    merging.delete(mark);
  }
}

export function typesOf(schema: Schema): string[] {
  const types = Array.isArray(schema.type) ? schema.type : schema.type ? [schema.type] : [];
  const named = types.length
    ? types
    : schema.properties && Object.keys(schema.properties).length
      ? ["object"]
      : schema.items || schema.prefixItems
        ? ["array"]
        : schema.enum
          ? [typeof schema.enum[0]]
          : schema.const !== undefined
            ? [typeof schema.const]
            : typeof schema.additionalProperties === "object"
              ? ["object"]
              : [];
  return schema.nullable && !named.includes("null") ? [...named, "null"] : named;
}

/** What a list holds: one schema, or the first ones of a tuple as alternatives. */
export function itemsOf(schema: Schema): Schema | undefined {
  if (Array.isArray(schema.items)) return { oneOf: schema.items as Schema[] };
  if (typeof schema.items === "object") return schema.items;
  return Array.isArray(schema.prefixItems) ? { oneOf: schema.prefixItems } : undefined;
}

export type Options = {
  options: Schema[];
  nullable: boolean;
  choose: "one" | "any";
  discriminator: string | null;
  /** What the discriminator says for one of them. */
  valueFor: (option: Schema) => string | null;
};

/**
 * Alternatives, without a bare null: `anyOf [X, null]` is an X that may be null. A base schema whose discriminator has a mapping has the
 * mapped schemas as alternatives (OpenAPI 3.1, 4.8.25).
 */
export function optionsOf(resolver: Resolver, schema: Schema): Options {
  const { discriminator } = schema;
  const mapping = Object.entries(discriminator?.mapping ?? {});
  const refOf = (target: string) => (/[#/]/.test(target) ? target : `#/components/schemas/${target}`);
  const given = schema.oneOf ?? schema.anyOf;
  const all = Array.isArray(given)
    ? given.filter((option) => typeof option === "object" && option !== null)
    : [...new Set(mapping.map(([, target]) => refOf(target)))]
        .filter((ref) => resolver.schemaName(ref) !== null)
        .map(($ref) => ({ $ref }));
  const isNull = (option: Schema) => {
    const flat = flatten(resolver, option);
    return flat.type === "null" || (flat.enum?.length === 1 && flat.enum[0] === null);
  };
  return {
    options: all.filter((option) => !isNull(option)),
    nullable: all.some(isNull),
    choose: schema.anyOf && !schema.oneOf ? "any" : "one",
    discriminator: discriminator?.propertyName ?? null,
    valueFor(option) {
      if (!discriminator) return null;
      const mapped = mapping.filter(([, target]) => refOf(target) === option.$ref).map(([value]) => value);
      if (mapped.length) return mapped.join(" or ");
      const field = flatten(resolver, option).properties?.[discriminator.propertyName];
      const fixed = field ? flatten(resolver, field) : undefined;
      const value = fixed?.const ?? (fixed?.enum?.length === 1 ? fixed.enum[0] : undefined);
      if (value !== undefined) return String(value);
      // Without a mapping the value is the schema's name.
      return resolver.schemaName(option.$ref);
    },
  };
}

/** The type in words. */
export function typeInWords(resolver: Resolver, schema: Schema, depth = 0): string {
  if (depth > deepestWords) return "…";
  const flat = flatten(resolver, schema);
  const { options, nullable } = optionsOf(resolver, flat);
  const orNull = nullable || flat.nullable ? ["null"] : [];
  if (options.length) {
    const words = [...new Set(options.map((option) => nameOf(option) ?? typeInWords(resolver, option, depth + 1)))];
    const shown = words.length > 12 ? [...words.slice(0, 10), `${words.length - 10} others`] : words;
    return [...shown, ...orNull].join(" or ");
  }
  const words = typesOf(flat).map((type) => {
    const items = itemsOf(flat);
    if (type === "array" && items) {
      const named = typesOf(flatten(resolver, items)).includes("object") ? nameOf(items) : undefined;
      return `array of ${named ?? typeInWords(resolver, items, depth + 1)}`;
    }
    if (type === "object") {
      if (!flat.properties && typeof flat.additionalProperties === "object") {
        const values = flat.additionalProperties;
        const named = typesOf(flatten(resolver, values)).includes("object") ? nameOf(values) : undefined;
        return `map of ${named ?? typeInWords(resolver, values, depth + 1)}`;
      }
      const own = resolver.schemaName(standsFor(schema));
      if (own) return own;
    }
    return flat.format && type === "string" ? `string, ${flat.format}` : type;
  });
  return words.join(" or ") || "any";
}

/** What is inside: the schema's own fields, or its items', or its map values'. */
export function inside(resolver: Resolver, flat: Schema, depth = 0): Schema | null {
  if (depth > 8) return null;
  if (flat.properties && Object.keys(flat.properties).length) return flat;
  const items = itemsOf(flat);
  if (items) return inside(resolver, flatten(resolver, items), depth + 1);
  if (typeof flat.additionalProperties === "object")
    return inside(resolver, flatten(resolver, flat.additionalProperties), depth + 1);
  return null;
}
