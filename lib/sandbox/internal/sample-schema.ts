import { type Body, isObject } from "./context";

/** Finds what a `$ref` of the document points to. */
export type Resolve = (ref: string) => unknown;

/** Nothing can be said here: a property of this kind is left out. */
const nothing = Symbol("nothing");

type Place = { resolve: Resolve; depth: number; refs: readonly string[] };

/** How deep properties that may be left out are still shown. */
const shownDepth = 4;
const deepest = 14;

/**
 * A value that a JSON Schema allows, always the same one: its examples where their type fits, else the least that says something. A
 * recursive schema ends where it meets itself again. Undefined when the schema allows nothing that could be made up.
 */
export function sampleSchema(schema: unknown, resolve: Resolve): unknown {
  const made = make(schema, { resolve, depth: 0, refs: [] });
  return made === nothing ? undefined : made;
}

function make(schema: unknown, place: Place): unknown {
  if (schema === true || !isObject(schema)) return schema === false ? nothing : {};
  if (place.depth > deepest) return nothing;
  if (typeof schema.$ref === "string") {
    if (place.refs.includes(schema.$ref)) return nothing;
    const target = place.resolve(schema.$ref);
    const { $ref, ...beside } = schema;
    const inner = { ...place, refs: [...place.refs, $ref as string] };
    const { description, ...said } = beside;
    return make(Object.keys(said).length && isObject(target) ? { allOf: [target, beside] } : target, inner);
  }
  const whole = flatten(schema, place);
  if (whole === undefined) return nothing;
  if ("const" in whole) return whole.const;
  const example = exampleOf(whole);
  if (example !== undefined) return structuredClone(example);
  const choices = listOf(whole.oneOf) ?? listOf(whole.anyOf);
  if (choices) return makeChoice(whole, choices, place);
  if (Array.isArray(whole.enum) && whole.enum.length) return whole.enum.find((value) => value !== null) ?? null;
  return makeType(whole, place);
}

const listOf = (value: unknown) => (Array.isArray(value) && value.length ? (value as unknown[]) : undefined);

/** allOf taken together; undefined when it meets itself. */
function flatten(schema: Body, place: Place): Body | undefined {
  if (!Array.isArray(schema.allOf)) return schema;
  const { allOf, ...own } = schema;
  let whole: Body = {};
  for (const part of [...(allOf as unknown[]), own]) {
    const read = deref(part, place);
    if (read === undefined) return undefined;
    whole = merge(whole, flatten(read, place) ?? {});
  }
  return whole;
}

function deref(part: unknown, place: Place): Body | undefined {
  let read = part;
  for (let hop = 0; isObject(read) && typeof read.$ref === "string"; hop++) {
    if (hop > 20 || place.refs.includes(read.$ref)) return undefined;
    read = place.resolve(read.$ref);
  }
  return isObject(read) ? read : {};
}

function merge(one: Body, other: Body): Body {
  const merged: Body = { ...one, ...other };
  if (isObject(one.properties) && isObject(other.properties)) {
    const properties: Body = { ...one.properties };
    for (const [name, schema] of Object.entries(other.properties))
      properties[name] = name in properties ? { allOf: [properties[name], schema] } : schema;
    merged.properties = properties;
  }
  if (Array.isArray(one.required) && Array.isArray(other.required))
    merged.required = [...new Set([...one.required, ...other.required])];
  if (Array.isArray(one.enum) && Array.isArray(other.enum)) {
    const allowed = other.enum as unknown[];
    merged.enum = one.enum.filter((value) => allowed.includes(value));
  }
  return merged;
}

function exampleOf(schema: Body): unknown {
  const candidates = [schema.example, ...(listOf(schema.examples) ?? []), schema.default];
  return candidates.find(
    (value) => value !== undefined && value !== null && fitsType(value, schema) && fitsEnum(value, schema),
  );
}

const fitsEnum = (value: unknown, { enum: allowed }: Body) => !Array.isArray(allowed) || allowed.includes(value);

function fitsType(value: unknown, schema: Body): boolean {
  const types = typesOf(schema);
  const { length } = typeof value === "string" ? value : "";
  if (length < Number(schema.minLength ?? 0) || length > Number(schema.maxLength ?? Number.POSITIVE_INFINITY))
    return typeof value !== "string";
  // The whole's own examples are looked at against the schema later; of an object inside, only those without parts of their own.
  if (isObject(value)) return !isObject(schema.properties);
  if (Array.isArray(value)) return types.includes("array") && !isObject(schema.items);
  if (!types.length) return true;
  if (typeof value === "number")
    return types.includes("number") || (types.includes("integer") && Number.isInteger(value));
  return types.includes(typeof value) && fitsText(value, schema);
}

function fitsText(value: unknown, { pattern, format }: Body): boolean {
  if (typeof value !== "string") return true;
  if (typeof pattern === "string" && !new RegExp(pattern, "u").test(value)) return false;
  return typeof format !== "string" || !(format in formats) || (formats[format] as Format).test.test(value);
}

function makeChoice(schema: Body, choices: unknown[], place: Place): unknown {
  const { oneOf, anyOf, discriminator, ...base } = schema;
  let last: unknown = nothing;
  for (const choice of choices) {
    if (isObject(choice) && choice.type === "null") continue;
    // Only `required` or the like: the base is what is made.
    const made = make(Object.keys(base).length ? { allOf: [base, choice] } : choice, {
      ...place,
      depth: place.depth + 1,
    });
    if (made === nothing) continue;
    name(made, discriminator, choice);
    return made;
  }
  if (choices.some((choice) => isObject(choice) && choice.type === "null")) last = null;
  return last;
}

/** The discriminator's property names the choice that was made. */
function name(made: unknown, discriminator: unknown, choice: unknown): void {
  if (!isObject(made) || !isObject(discriminator) || typeof discriminator.propertyName !== "string") return;
  const ref = isObject(choice) && typeof choice.$ref === "string" ? choice.$ref : undefined;
  if (!ref) return;
  const mapping = isObject(discriminator.mapping) ? Object.entries(discriminator.mapping) : [];
  const named = mapping.find(([, target]) => target === ref)?.[0] ?? ref.split("/").at(-1);
  made[discriminator.propertyName] ??= named;
  if (mapping.length) made[discriminator.propertyName] = named;
}

function typesOf({ type, properties, items }: Body): string[] {
  if (typeof type === "string") return [type];
  if (Array.isArray(type)) return type.filter((one): one is string => typeof one === "string");
  if (properties) return ["object"];
  return items ? ["array"] : [];
}

function makeType(schema: Body, place: Place): unknown {
  const types = typesOf(schema);
  const type = types.find((one) => one !== "null") ?? types[0];
  switch (type) {
    case "string":
      return makeText(schema);
    case "number":
    case "integer":
      return makeNumber(schema, type === "integer");
    case "boolean":
      return true;
    case "null":
      return null;
    case "array":
      return makeList(schema, place, types.includes("null"));
    default:
      return makeObject(schema, place, types.includes("null"));
  }
}

type Format = { sample: string; test: RegExp };
const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const formats: Record<string, Format> = {
  "date-time": {
    sample: "2026-01-15T09:30:00Z",
    test: /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)$/,
  },
  date: { sample: "2026-01-15", test: /^\d{4}-\d\d-\d\d$/ },
  time: { sample: "09:30:00Z", test: /^\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)$/ },
  duration: { sample: "PT1H", test: /^P/ },
  email: { sample: "dev@example.com", test: /^[^@\s<>]+@[a-z0-9-]+(\.[a-z0-9-]+)*$/i },
  hostname: { sample: "api.example.com", test: /^[a-z0-9-]+(\.[a-z0-9-]+)*$/i },
  ipv4: { sample: "192.0.2.10", test: /^\d+(\.\d+){3}$/ },
  ipv6: { sample: "2001:db8::10", test: /^[0-9a-f:]+$/i },
  uri: { sample: "https://example.com/sample", test: /^[a-z][a-z0-9+.-]*:[^\s{}<>"]+$/i },
  url: { sample: "https://example.com/sample", test: /^https?:\/\/[^\s{}<>"]+$/i },
  "uri-reference": { sample: "/sample", test: /^[^\s{}<>"]*$/ },
  "uri-template": { sample: "https://example.com/{id}", test: /./ },
  uuid: { sample: "3f0c8b52-7d1e-4c59-9a44-6e2b1f0d8a73", test: uuid },
  byte: { sample: "c2FtcGxl", test: /^[A-Za-z0-9+/]*={0,2}$/ },
  binary: { sample: "sample", test: /./ },
  "json-pointer": { sample: "/sample", test: /^(\/.*)?$/ },
  regex: { sample: ".*", test: /./ },
};

/** Tried in turn where only a pattern says what a text must look like. */
const guesses = [
  ...[
    "sample",
    "Sample",
    "SAMPLE",
    "a",
    "A",
    "1",
    "12",
    "123",
    "1234",
    "12345",
    "123456",
    "EUR",
    "US",
    "en",
    "en-US",
    "1.0",
    "0.5",
    "10:20",
    "#00ff00",
  ],
  ...[
    "2026-01-15",
    "2026-01-15T09:30:00Z",
    "09:30",
    "https://example.com/sample",
    "dev@example.com",
    "192.0.2.10",
    "+14155550100",
    "sample/sample",
  ],
  ...[
    "3f0c8b52-7d1e-4c59-9a44-6e2b1f0d8a73",
    "0123456789abcdef0123456789abcdef",
    "0123456789abcdef0123456789abcdef01234567",
    "v1.0.0",
    "1:2",
    "I1:2",
  ],
];

function makeText({ format, pattern, minLength, maxLength }: Body): unknown {
  const least = Number(minLength ?? 0);
  const most = Number(maxLength ?? Number.POSITIVE_INFINITY);
  if (typeof pattern === "string") {
    const test = new RegExp(pattern, "u");
    const fits = (text: string) => text.length >= least && text.length <= most && test.test(text);
    // `^AC[0-9a-fA-F]{32}$`, the shape of many ids.
    const like = /^\^?([A-Za-z_-]*)\[[^\]]*\](?:\{(\d+)(?:,\d*)?\}|[+*])\$?$/.exec(pattern);
    const built = like ? `${like[1]}${"0123456789abcdef".repeat(16).slice(0, Number(like[2] ?? 8))}` : "";
    return [built, built.toUpperCase(), built.replace(/[a-f]/g, "0"), ...guesses].find(fits) ?? nothing;
  }
  const text = (typeof format === "string" && formats[format]?.sample) || "sample";
  return text.padEnd(least, "-sample").slice(0, Math.max(most, 0));
}

function makeNumber(schema: Body, whole: boolean): unknown {
  const step =
    typeof schema.multipleOf === "number" && schema.multipleOf > 0 ? schema.multipleOf : whole ? 1 : undefined;
  const bound = (plain: unknown, exclusive: unknown, by: number) =>
    typeof exclusive === "number" ? exclusive + by : typeof plain === "number" ? plain : undefined;
  const small = step ?? 0.001;
  const least = bound(schema.minimum, schema.exclusiveMinimum, small);
  const most = bound(schema.maximum, schema.exclusiveMaximum, -small);
  let value = 1;
  if (least !== undefined) value = Math.max(value, least);
  if (most !== undefined) value = Math.min(value, most);
  return step ? Math.ceil(value / step) * step : value;
}

function makeList(schema: Body, place: Place, nullable: boolean): unknown {
  const wanted = Math.max(Number(schema.minItems ?? 1), 0);
  const items = listOf(schema.prefixItems)?.map((item) => make(item, { ...place, depth: place.depth + 1 })) ?? [];
  if (schema.maxItems === 0 || (wanted === 0 && place.depth > shownDepth)) return items;
  const made = make(schema.items ?? {}, { ...place, depth: place.depth + 1 });
  if (made === nothing) return schema.minItems ? (nullable ? null : nothing) : items;
  while (items.length < Math.max(wanted, 1))
    items.push(schema.uniqueItems ? vary(made, items.length) : structuredClone(made));
  return items;
}

function vary(value: unknown, n: number): unknown {
  if (n === 0) return value;
  if (typeof value === "number") return value + n;
  return typeof value === "string" ? `${value}${n}` : value;
}

function makeObject(schema: Body, place: Place, nullable: boolean): unknown {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = new Set(Array.isArray(schema.required) ? schema.required.map(String) : []);
  const made: Body = {};
  for (const [property, inner] of Object.entries(properties)) {
    if (isObject(inner) && inner.writeOnly === true && !required.has(property)) continue;
    if (!required.has(property) && place.depth > shownDepth) continue;
    const value = make(inner, { ...place, depth: place.depth + 1 });
    if (value !== nothing) made[property] = value;
    else if (required.has(property)) return nullable ? null : nothing;
  }
  for (const property of required) {
    if (property in made) continue;
    const { additionalProperties } = schema;
    if (additionalProperties === false) continue;
    const value = make(isObject(additionalProperties) ? additionalProperties : { type: "string" }, {
      ...place,
      depth: place.depth + 1,
    });
    if (value !== nothing) made[property] = value;
  }
  for (let n = Object.keys(made).length; n < Number(schema.minProperties ?? 0); n++) {
    const value = make(schema.additionalProperties ?? {}, { ...place, depth: place.depth + 1 });
    if (value !== nothing) made[`sample${n || ""}`] = value;
  }
  return made;
}
