import { renderMarkdown } from "@/lib/base/render-markdown";
import type { Field, Variant } from "../schema";
import type { Resolver, Schema } from "./document";
import { flatten, inside, itemsOf, nameOf, optionsOf, standsFor, typeInWords } from "./read-schema";

/** Deeper than this a page says only the type; nobody unfolds ten levels. */
const deepest = 8;
/** Named schemas stand in each other so deep where a page has room; each also has a page of its own. */
const deepestNamed = 4;
/** The most fields one body takes on a page; a field weighs about 300 bytes of HTML. */
const mostFields = 80;
/** A schema with more than this is cut even where nothing else would help. */
const mostFieldsAtAll = 400;
/** Enumerations of a thousand currencies are cut; the document has them all. */
const mostValues = 60;

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
  // OpenAPI 3.0: `exclusiveMinimum: true` says that the minimum itself is out.
  const { exclusiveMinimum: above, exclusiveMaximum: below } = schema;
  const low = above === true ? undefined : schema.minimum;
  const high = below === true ? undefined : schema.maximum;
  const more = above === true ? schema.minimum : above || above === 0 ? above : undefined;
  const less = below === true ? schema.maximum : below || below === 0 ? below : undefined;
  const numbers =
    low !== undefined && high !== undefined
      ? [`${low} to ${high}`]
      : [...(low !== undefined ? [`at least ${low}`] : []), ...(high !== undefined ? [`at most ${high}`] : [])];
  return [
    ...numbers,
    ...(more !== undefined ? [`more than ${more}`] : []),
    ...(less !== undefined ? [`less than ${less}`] : []),
    ...(schema.multipleOf !== undefined ? [`a multiple of ${schema.multipleOf}`] : []),
    ...range(schema.minLength, schema.maxLength, "character", "characters"),
    ...range(schema.minItems, schema.maxItems, "item", "items"),
    ...(schema.uniqueItems ? ["no item twice"] : []),
    ...range(schema.minProperties, schema.maxProperties, "entry", "entries"),
    ...(schema.pattern ? [`matches ${schema.pattern}`] : []),
  ];
}

export const asText = (value: unknown) => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

/** How much of a schema is opened. */
type Room = { named: number; left: number };

/** References above: a schema that comes again is named, not opened. */
type Above = { refs: string[]; depth: number; named: number };

const refsOf = (resolver: Resolver, schema: Schema, depth = 0): string[] => {
  if (depth > 3) return [];
  const own = resolver.schemaName(standsFor(schema));
  const flat = flatten(resolver, schema);
  const { options } = optionsOf(resolver, flat);
  // A type of alternatives is told by their names.
  if (own && options.every((option) => resolver.schemaName(option.$ref) === null)) return [own];
  const items = itemsOf(flat);
  const values = typeof flat.additionalProperties === "object" ? flat.additionalProperties : undefined;
  return [...options, ...(items ? [items] : []), ...(values ? [values] : [])].flatMap((one) =>
    refsOf(resolver, one, depth + 1),
  );
};

function drawField(
  resolver: Resolver,
  name: string,
  schema: Schema,
  required: boolean,
  room: Room,
  above: Above,
): Field {
  room.left--;
  const flat = flatten(resolver, schema);
  const items = itemsOf(flat);
  const values = typeof flat.additionalProperties === "object" ? flat.additionalProperties : undefined;
  const alternatives = optionsOf(resolver, flat);
  // `anyOf: [X, null]` is an X.
  const only = alternatives.options.length === 1 ? alternatives.options[0] : undefined;
  const own = [schema, only, items, values].flatMap((one) => (one && standsFor(one)) || []);
  const named = above.named + (own.length ? 1 : 0);
  const open =
    room.left > 0 && above.depth < deepest && named <= room.named && !own.some((ref) => above.refs.includes(ref));
  const below: Above = { refs: [...above.refs, ...own], depth: above.depth + 1, named };
  const fieldsOf = (one: Schema, inner: Above): Field[] =>
    Object.entries(one.properties ?? {}).map(([key, value]) =>
      drawField(resolver, key, value, one.required?.includes(key) ?? false, room, inner),
    );
  const content = open ? inside(resolver, only ? flatten(resolver, only) : flat) : null;
  const { options, choose, discriminator, valueFor } = alternatives;
  const itemValues = items ? flatten(resolver, items).enum : undefined;
  const example = flat.example ?? flat.examples?.[0];
  const variantOf = (option: Schema, index: number): Variant => {
    const ref = option.$ref;
    const shown = below.named + (ref ? 1 : 0) <= room.named + 1 && !(ref && above.refs.includes(ref)) && room.left > 0;
    const ownContent = shown ? inside(resolver, flatten(resolver, option)) : null;
    const inner = { ...below, refs: [...below.refs, ...(ref ? [ref] : [])], named: below.named + (ref ? 1 : 0) };
    const value = valueFor(option);
    return {
      title: nameOf(option) ?? flatten(resolver, option).title ?? value ?? `Variant ${index + 1}`,
      type: typeInWords(resolver, option),
      value,
      fields: ownContent ? fieldsOf(ownContent, inner) : [],
      refs: refsOf(resolver, option),
    };
  };
  const allValues = flat.enum ?? itemValues ?? (flat.const !== undefined ? [flat.const] : []);
  const meanings = flat["x-enum-descriptions"];
  const description = [
    flat.description ?? "",
    ...Object.entries(
      flat["x-enumDescriptions"] ??
        (Array.isArray(meanings) ? Object.fromEntries(meanings.map((text, at) => [asText(allValues[at]), text])) : {}),
    ).map(([value, text]) => `- \`${value}\`: ${text}`),
  ]
    .filter(Boolean)
    .join("\n\n");
  return {
    name,
    type: typeInWords(resolver, schema),
    required,
    deprecated: flat.deprecated ?? false,
    readOnly: flat.readOnly ?? false,
    writeOnly: flat.writeOnly ?? false,
    description,
    descriptionHtml: renderMarkdown(description),
    limits: limitsOf(flat),
    values: [
      ...allValues.slice(0, mostValues).map(asText),
      ...(allValues.length > mostValues ? [`… ${allValues.length - mostValues} more`] : []),
    ],
    default: flat.default === undefined ? null : JSON.stringify(flat.default),
    example: example === undefined ? null : asText(example),
    fields: content ? fieldsOf(content, below) : [],
    choose: options.length > 1 ? choose : null,
    discriminator: options.length > 1 ? discriminator : null,
    variants: open && options.length > 1 ? options.map(variantOf) : [],
    refs: [...new Set(refsOf(resolver, schema))],
  };
}

/**
 * Reads one schema as a field with what is inside. Schemas with a name are opened as deep as a page has room for; below that, and where one
 * comes back to itself, only the name stands there (`refs`), which has a page.
 */
export function describeSchema(resolver: Resolver, name: string, schema: Schema, required: boolean): Field {
  for (let named = deepestNamed; named > 1; named--) {
    const room = { named, left: mostFields };
    const field = drawField(resolver, name, schema, required, room, { refs: [], depth: 0, named: 0 });
    if (room.left > 0) return field;
  }
  const room = { named: 1, left: mostFieldsAtAll };
  return drawField(resolver, name, schema, required, room, { refs: [], depth: 0, named: 0 });
}
