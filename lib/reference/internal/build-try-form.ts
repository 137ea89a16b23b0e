import { portal } from "@/lib/base/config/portal";
import type { Operation, TryBody, TryField, TryForm, TryServer } from "../schema";
import type {
  Media,
  OpenApiDocument,
  OperationObject,
  Parameter,
  PathItem,
  Ref,
  RequestBody,
  Resolver,
} from "./document";
import { exampleOf } from "./example-of";
import { isFileType, isJson } from "./media-types";
import { flatten } from "./read-schema";
import { asText, deepest, fieldOf, plain } from "./try-field";

/** The most fields a form has: a larger body is written as JSON. */
const mostFields = 120;

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
  if (samples?.form && samples.mediaType === mediaType) {
    return { kind: "form", ...samples.form, mediaType, required, samples: [] };
  }
  if (/^multipart\//i.test(mediaType)) return { kind: "unsupported", mediaType, required, samples: [], fields: [] };
  if (!isJson(mediaType) && (isFileType(mediaType) || flatten(resolver, media.schema ?? {}).format === "binary")) {
    const file = fieldOf(resolver, "file", { description: request.description ?? "" }, required, deepest, []);
    const fields = [{ ...file, kind: "file" as const, repeated: false, partTypes: [mediaType] }];
    return { kind: "form", encoding: "file", mediaType, required, samples: [], fields };
  }
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
    unmet: operation.key === null ? operation.authorisation : null,
    pathFields: fieldsIn("path"),
    queryFields: fieldsIn("query"),
    // Never set by hand (OpenAPI 3.1, 4.8.12.1): the body's type, what is accepted, and the key.
    headerFields: fieldsIn("header").filter(({ name }) => !/^(accept|content-type|authorization)$/i.test(name)),
    cookieFields: fieldsIn("cookie"),
    body: bodyOf(resolver, object, operation.body),
    maxFileBytes: portal.tryIt.maxFileBytes,
  };
}
