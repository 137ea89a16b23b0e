import type { TryField, TryKind } from "../schema";
import type { Resolver, Schema } from "./document";
import { flatten, itemsOf } from "./read-schema";

/** Fields inside fields are drawn so deep; what is deeper is written as JSON. */
export const deepest = 4;
export const asText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
export const plain = (markdown: string | undefined) =>
  (markdown ?? "").split("\n\n")[0]?.replaceAll("`", "").replace(/\s+/g, " ").slice(0, 300) ?? "";

function kindOf(schema: Schema): TryKind {
  const types = [schema.type ?? []].flat().filter((type) => type !== "null");
  if (schema.oneOf?.length || schema.anyOf?.length || types.length > 1) return "json";
  const [type] = types;
  if (type === "integer" || type === "number" || type === "boolean") return type;
  if (type === "array") return "array";
  if (type === "object" || schema.properties) return "object";
  if (type === "string" || schema.enum || schema.const !== undefined) return "string";
  return "json";
}

/** The one alternative of `anyOf: [X, null]`, which is an X that may be left out. */
function withoutNull(resolver: Resolver, schema: Schema): Schema {
  const flat = flatten(resolver, schema);
  const options = (flat.oneOf ?? flat.anyOf ?? []).map((option) => flatten(resolver, option));
  const real = options.filter((option) => option.type !== "null");
  if (options.length === 0 || real.length !== 1) return flat;
  const { oneOf: _, anyOf: __, ...rest } = flat;
  return { ...(real[0] as Schema), ...rest };
}

/** One value of a schema as it is typed in, with the fields of an object inside it down to `deepest`. */
export function fieldOf(
  resolver: Resolver,
  name: string,
  schema: Schema,
  required: boolean,
  depth: number,
  refs: string[],
): TryField {
  const flat = withoutNull(resolver, schema);
  const kind = kindOf(flat);
  const ref = schema.$ref;
  const open = kind === "object" && depth < deepest && !(ref && refs.includes(ref));
  const below = ref ? [...refs, ref] : refs;
  const given = itemsOf(flat);
  const items = given ? flatten(resolver, given) : undefined;
  const fields = open
    ? Object.entries(flat.properties ?? {})
        .filter(([, value]) => !flatten(resolver, value).readOnly)
        .map(([key, value]) => fieldOf(resolver, key, value, flat.required?.includes(key) ?? false, depth + 1, below))
    : [];
  return {
    name,
    kind: kind === "object" && fields.length === 0 ? "json" : kind,
    required,
    deprecated: flat.deprecated ?? false,
    description: plain(flat.description),
    values: (flat.enum ?? items?.enum ?? (flat.const === undefined ? [] : [flat.const]))
      .filter((one) => one !== null)
      .map(asText),
    default: flat.default === undefined ? null : asText(flat.default),
    format: flat.format ?? null,
    ...(flat.minimum === undefined ? {} : { minimum: flat.minimum }),
    ...(flat.maximum === undefined ? {} : { maximum: flat.maximum }),
    ...(flat.minLength === undefined ? {} : { minLength: flat.minLength }),
    ...(flat.maxLength === undefined ? {} : { maxLength: flat.maxLength }),
    ...(flat.pattern === undefined ? {} : { pattern: flat.pattern }),
    ...(items ? { item: kindOf(items) } : {}),
    sample: null,
    fields,
  };
}
