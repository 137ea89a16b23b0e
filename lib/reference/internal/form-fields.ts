import type { FormShape, TryField } from "../schema";
import type { Media, Resolver, Schema } from "./document";
import { exampleOf } from "./example-of";
import { flatten, itemsOf } from "./read-schema";
import { asText, deepest, fieldOf } from "./try-field";

type Encoding = NonNullable<Media["encoding"]>[string];

const listOf = (types: string | undefined) =>
  (types ?? "")
    .split(",")
    .map((type) => type.trim().toLowerCase())
    .filter(Boolean);
const isText = (type: string) => /^text\/|json|xml|x-www-form-urlencoded/i.test(type);

/**
 * Whether a value is bytes: `format: binary` (OpenAPI 3.0, 4.8.14.5), `contentMediaType` without an encoding into text, or no type at all
 * where a form says a media type that is no text (3.1, 4.8.14.4). `byte` and base64 are text.
 */
function isFile(schema: Schema, types: string[]): boolean {
  if (schema.format === "binary") return true;
  if (schema.contentMediaType && !schema.contentEncoding) return !isText(schema.contentMediaType);
  const bytes = types.some((type) => !isText(type)) && !schema.contentEncoding;
  return bytes && (schema.type === undefined || schema.type === "string");
}

function fieldOfForm(
  resolver: Resolver,
  name: string,
  schema: Schema,
  required: boolean,
  encoding: Encoding,
  example: unknown,
): TryField {
  const flat = flatten(resolver, schema);
  const given = itemsOf(flat);
  const items = given ? flatten(resolver, given) : undefined;
  const types = listOf(encoding.contentType);
  const field = fieldOf(resolver, name, schema, required, deepest, []);
  if (isFile(items ?? flat, types)) {
    const own = (items ?? flat).contentMediaType;
    const partTypes = types.length ? types : own ? listOf(own) : [];
    return { ...field, kind: "file", format: null, partTypes, repeated: items !== undefined, sample: null };
  }
  // A list of objects is one value each, of JSON; it is typed as one list.
  const simple = field.kind === "array" && items !== undefined && !items.properties && !itemsOf(items);
  const kind = field.kind === "array" && !simple ? "json" : field.kind;
  const sample = example ?? (required ? exampleOf(resolver, schema) : undefined);
  return {
    ...field,
    kind,
    sample: sample === undefined ? null : simple ? [sample].flat().map(asText).join(",") : asText(sample),
    ...(simple ? { repeated: encoding.explode ?? true } : {}),
    ...(kind === "json" ? { deep: encoding.style === "deepObject" } : {}),
    partTypes: types.length ? types : kind === "json" ? ["application/json"] : [],
  };
}

/** The fields of a body that is a form; null for every other body, and for a form whose fields the document does not name. */
export function formOf(resolver: Resolver, mediaType: string, media: Media): FormShape | null {
  const multipart = /^multipart\/form-data\s*(;|$)/i.test(mediaType);
  if (!multipart && !/^application\/x-www-form-urlencoded\s*(;|$)/i.test(mediaType)) return null;
  const schema = flatten(resolver, media.schema ?? {});
  const [named] = Object.values(media.examples ?? {}).map((one) => resolver.follow<{ value?: unknown }>(one).value);
  const given = media.example ?? named ?? schema.example;
  const example = typeof given === "object" && given !== null ? (given as Record<string, unknown>) : {};
  const fields = Object.entries(schema.properties ?? {})
    .filter(([, value]) => !flatten(resolver, value).readOnly)
    .map(([name, value]) => {
      const required = schema.required?.includes(name) ?? false;
      return fieldOfForm(resolver, name, value, required, media.encoding?.[name] ?? {}, example[name]);
    });
  return fields.length > 0 ? { encoding: multipart ? "multipart" : "urlencoded", fields } : null;
}
