import type { Operation, TryBody, TryField, TryForm, TryKind, TryServer } from "../schema";
import type {
  Media,
  OpenApiDocument,
  OperationObject,
  Parameter,
  PathItem,
  Ref,
  RequestBody,
  Resolver,
  Schema,
} from "./document";
import { exampleOf } from "./example-of";
import { flatten, itemsOf } from "./read-schema";

/** Fields inside fields are drawn so deep; what is deeper is written as JSON. */
const deepest = 4;
/** The most fields a form has: a larger body is written as JSON. */
const mostFields = 120;

const asText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
const plain = (markdown: string | undefined) =>
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

function fieldOf(
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

function parameterOf(resolver: Resolver, parameter: Parameter & { style?: string; explode?: boolean }): TryField {
  const schema = parameter.schema ?? {};
  const required = parameter.required ?? parameter.in === "path";
  const field = fieldOf(resolver, parameter.name, schema, required, deepest, []);
  const given =
    parameter.example ??
    Object.values(parameter.examples ?? {}).map((one) => resolver.follow<{ value?: unknown }>(one).value)[0];
  const sample = given ?? (required ? exampleOf(resolver, schema) : undefined);
  return {
    ...field,
    description: plain(parameter.description) || field.description,
    deprecated: parameter.deprecated ?? field.deprecated,
    // What an optional parameter would be is told beside it, not filled in: it would change what is asked.
    sample: sample === undefined || !required ? null : [sample].flat().map(asText).join(","),
    ...(field.kind === "array" ? { repeated: parameter.in === "query" && (parameter.explode ?? true) } : {}),
  };
}

const count = (fields: TryField[]): number => fields.reduce((sum, field) => sum + 1 + count(field.fields), 0);

function bodyOf(resolver: Resolver, operation: OperationObject, samples: Operation["body"]): TryBody | null {
  if (!operation.requestBody) return null;
  const request = resolver.follow<RequestBody>(operation.requestBody as RequestBody | Ref);
  const contents = Object.entries(request.content ?? {});
  const [mediaType, media] = (contents.find(([type]) => isJson(type)) ?? contents[0] ?? []) as [string?, Media?];
  if (!mediaType || !media) return null;
  const required = request.required ?? false;
  if (/^multipart\//i.test(mediaType)) return { kind: "unsupported", mediaType, required, samples: [], fields: [] };
  const given = samples?.mediaType === mediaType ? samples.examples : [];
  const texts = given.map(({ title, value }) => ({
    title,
    text: typeof value === "string" && !isJson(mediaType) ? value : JSON.stringify(value, null, 2),
  }));
  if (texts.length === 0 && media.schema) {
    texts.push({ title: "Example", text: JSON.stringify(exampleOf(resolver, media.schema), null, 2) });
  }
  if (!isJson(mediaType)) return { kind: "text", mediaType, required, samples: texts, fields: [] };
  const { fields } = fieldOf(resolver, "", media.schema ?? {}, required, 0, []);
  return { kind: "json", mediaType, required, samples: texts, fields: count(fields) <= mostFields ? fields : [] };
}

const isJson = (mediaType: string) => /^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(mediaType);

/** What Try it asks for to make one call of this operation. */
export function buildTryForm(
  resolver: Resolver,
  document: OpenApiDocument,
  operation: Operation,
  servers: TryServer[],
): TryForm {
  const item = document.paths?.[operation.path] as PathItem;
  const object = item[operation.method.toLowerCase()] as OperationObject;
  const byPlace = new Map<string, Parameter>();
  for (const given of [...(item.parameters ?? []), ...(object.parameters ?? [])]) {
    const parameter = resolver.follow<Parameter>(given);
    byPlace.set(`${parameter.in} ${parameter.name}`, parameter);
  }
  const fieldsIn = (place: Parameter["in"]) =>
    [...byPlace.values()].filter((one) => one.in === place).map((one) => parameterOf(resolver, one));
  return {
    operation: operation.id,
    method: operation.method,
    path: operation.path,
    summary: operation.summary,
    servers,
    key: operation.key,
    pathFields: fieldsIn("path"),
    queryFields: fieldsIn("query"),
    // Never set by hand (OpenAPI 3.1, 4.8.12.1): the body's type, what is accepted, and the key.
    headerFields: fieldsIn("header").filter(({ name }) => !/^(accept|content-type|authorization)$/i.test(name)),
    body: bodyOf(resolver, object, operation.body),
  };
}
