import { renderMarkdown } from "@/lib/base/render-markdown";
import type { Answer, Body, Example, Field, Group, Operation, OperationSummary, Reference } from "../schema";
import { describeSchema, exampleOf } from "./describe-schema";
import {
  DocumentError,
  type Header,
  type Media,
  methods,
  type OpenApiDocument,
  type OperationObject,
  type Parameter,
  type PathItem,
  type Ref,
  type RequestBody,
  Resolver,
  type Response,
  type SecurityScheme,
} from "./document";
import { keyPlaceOf } from "./key-place";

/** A few words with code in them, without the paragraph around. */
const renderInline = (text: string) => renderMarkdown(text).replace(/^<p>|<\/p>$/g, "");

function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/** `createShipment` where the document names none: `post-shipments`. */
function idOf(method: string, path: string, operation: OperationObject): string {
  return operation.operationId ?? slugOf(`${method} ${path}`);
}

function examplesOf(resolver: Resolver, media: Media): Example[] {
  if (media.example !== undefined) return [{ title: "Example", value: media.example }];
  const named = Object.entries(media.examples ?? {}).map(([name, example]) => {
    const { summary, value } = resolver.follow<{ summary?: string; value?: unknown }>(example);
    return { title: summary ?? name, value };
  });
  if (named.length) return named;
  return media.schema ? [{ title: "Example", value: exampleOf(resolver, media.schema) }] : [];
}

function bodyOf(
  resolver: Resolver,
  content: Record<string, Media> | undefined,
  required: boolean,
  description = "",
): Body | null {
  const [mediaType, media] = Object.entries(content ?? {})[0] ?? [];
  if (!mediaType || !media) return null;
  return {
    mediaType,
    required,
    description,
    descriptionHtml: renderMarkdown(description),
    content: describeSchema(resolver, "", media.schema ?? {}, required),
    examples: examplesOf(resolver, media),
  };
}

function parameterField(resolver: Resolver, name: string, parameter: Header, required: boolean): Field {
  const field = describeSchema(resolver, name, parameter.schema ?? {}, required);
  const example =
    parameter.example ??
    Object.values(parameter.examples ?? {}).map((one) => resolver.follow<{ value?: unknown }>(one).value)[0];
  return {
    ...field,
    description: parameter.description ?? field.description,
    descriptionHtml: parameter.description ? renderMarkdown(parameter.description) : field.descriptionHtml,
    deprecated: parameter.deprecated ?? field.deprecated,
    example: example === undefined ? field.example : String(example),
  };
}

function answersOf(resolver: Resolver, responses: OperationObject["responses"]): Answer[] {
  return Object.entries(responses ?? {}).map(([status, given]) => {
    const response = resolver.follow<Response>(given);
    return {
      status,
      description: response.description ?? "",
      descriptionHtml: renderMarkdown(response.description ?? ""),
      headers: Object.entries(response.headers ?? {}).map(([name, header]) =>
        parameterField(resolver, name, resolver.follow<Header>(header), false),
      ),
      body: bodyOf(resolver, response.content, false),
    };
  });
}

function schemeInWords(name: string, scheme: SecurityScheme): string {
  if (scheme.type === "http" && scheme.scheme?.toLowerCase() === "bearer")
    return "`Authorization: Bearer` and an API key";
  if (scheme.type === "http") return `\`Authorization: ${scheme.scheme}\``;
  if (scheme.type === "apiKey") return `an API key in the ${scheme.in} \`${scheme.name}\``;
  return name;
}

function authorisationOf(resolver: Resolver, document: OpenApiDocument, operation: OperationObject): string | null {
  const choices = operation.security ?? document.security ?? [];
  if (choices.length === 0 || choices.some((choice) => Object.keys(choice).length === 0)) return null;
  const words = choices
    .map((choice) =>
      Object.keys(choice)
        .map((name) => {
          const scheme = document.components?.securitySchemes?.[name];
          return scheme ? schemeInWords(name, resolver.follow<SecurityScheme>(scheme)) : name;
        })
        .join(" and "),
    )
    .join(", or ");
  return words;
}

type Place = { kind: "operation" | "webhook"; method: string; path: string; item: PathItem };

function buildOperation(resolver: Resolver, document: OpenApiDocument, { kind, method, path, item }: Place): Operation {
  const operation = item[method] as OperationObject;
  const byPlace = new Map<string, Parameter>();
  for (const given of [...(item.parameters ?? []), ...(operation.parameters ?? [])]) {
    const parameter = resolver.follow<Parameter>(given);
    // An operation's own parameter replaces the path's of the same name and place.
    byPlace.set(`${parameter.in} ${parameter.name}`, parameter);
  }
  const fieldsIn = (place: Parameter["in"]) =>
    [...byPlace.values()]
      .filter((parameter) => parameter.in === place)
      .map((parameter) => parameterField(resolver, parameter.name, parameter, parameter.required ?? place === "path"));
  const request = operation.requestBody
    ? resolver.follow<RequestBody>(operation.requestBody as RequestBody | Ref)
    : undefined;
  const authorisation = kind === "webhook" ? null : authorisationOf(resolver, document, operation);
  return {
    id: idOf(method, path, operation),
    kind,
    method: method.toUpperCase(),
    path,
    summary: operation.summary ?? idOf(method, path, operation),
    group: operation.tags?.[0] ?? "Other",
    deprecated: operation.deprecated ?? false,
    description: operation.description ?? "",
    descriptionHtml: renderMarkdown(operation.description ?? ""),
    pathParameters: fieldsIn("path"),
    queryParameters: fieldsIn("query"),
    headerParameters: fieldsIn("header"),
    body: bodyOf(resolver, request?.content, request?.required ?? false, request?.description),
    answers: answersOf(resolver, operation.responses),
    authorisation,
    authorisationHtml: authorisation === null ? null : renderInline(authorisation),
    key: kind === "webhook" ? null : keyPlaceOf(resolver, document, operation),
  };
}

function placesOf(kind: Place["kind"], items: Record<string, PathItem> | undefined): Place[] {
  return Object.entries(items ?? {}).flatMap(([path, item]) =>
    methods.filter((method) => item[method]).map((method) => ({ kind, method, path, item })),
  );
}

function summaryOf({ id, kind, method, path, summary, group, deprecated }: Operation): OperationSummary {
  return { id, kind, method, path, summary, group, deprecated };
}

/** Groups in the order of the document's tags; groups that no tag describes come after. */
function groupsOf(document: OpenApiDocument, operations: OperationSummary[]): Group[] {
  const names = [
    ...new Set([...(document.tags ?? []).map((tag) => tag.name), ...operations.map((operation) => operation.group)]),
  ];
  return names
    .map((name) => ({
      name,
      slug: slugOf(name),
      descriptionHtml: renderMarkdown(document.tags?.find((tag) => tag.name === name)?.description ?? ""),
      operations: operations.filter((operation) => operation.group === name),
    }))
    .filter((group) => group.operations.length > 0);
}

/** Reads a document into what the pages show. Throws DocumentError naming file and place. */
export function buildReference(document: OpenApiDocument, file: string): Reference {
  if (!/^3\.[01]/.test(String(document?.openapi ?? ""))) throw new DocumentError(file, "openapi", "must be 3.0 or 3.1");
  if (!document.info?.title) throw new DocumentError(file, "info.title", "is missing");
  const resolver = new Resolver(document, file);
  const all = [...placesOf("operation", document.paths), ...placesOf("webhook", document.webhooks)].map((place) =>
    buildOperation(resolver, document, place),
  );
  const operations = new Map<string, Operation>();
  for (const operation of all) {
    if (operations.has(operation.id)) throw new DocumentError(file, operation.id, "this operationId is used twice");
    operations.set(operation.id, operation);
  }
  return {
    title: document.info.title,
    version: document.info.version,
    description: document.info.description ?? document.info.summary ?? "",
    descriptionHtml: renderMarkdown(document.info.description ?? document.info.summary ?? ""),
    servers: (document.servers ?? []).map((server) => ({
      url: server.url,
      description: server.description ?? "",
      descriptionHtml: renderMarkdown(server.description ?? ""),
    })),
    authorisation: Object.entries(document.components?.securitySchemes ?? {}).map(([name, scheme]) => {
      const followed = resolver.follow<SecurityScheme>(scheme);
      const text = schemeInWords(name, followed);
      return {
        text,
        html: renderInline(text),
        description: followed.description ?? "",
        descriptionHtml: renderMarkdown(followed.description ?? ""),
      };
    }),
    groups: groupsOf(document, all.filter((operation) => operation.kind === "operation").map(summaryOf)),
    webhooks: all.filter((operation) => operation.kind === "webhook").map(summaryOf),
    operations,
  };
}
