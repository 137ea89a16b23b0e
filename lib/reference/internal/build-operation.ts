import { renderMarkdown } from "@/lib/base/render-markdown";
import type { Callback, Operation, OperationSummary, Sample } from "../schema";
import { authorisationOf } from "./describe-authorisation";
import { answersOf, bodyOf, valueField } from "./describe-body";
import { callAddress, describeServers } from "./describe-servers";
import {
  type LinkObject,
  methods,
  type OpenApiDocument,
  type OperationObject,
  type Parameter,
  type PathItem,
  type Ref,
  type RequestBody,
  type Resolver,
  type Response,
} from "./document";
import { keyPlaceOf } from "./key-place";
import { renderInline, slugOf } from "./render-inline";

export type Place = { kind: "operation" | "webhook"; method: string; path: string; item: PathItem };
export type Context = { resolver: Resolver; document: OpenApiDocument; api: string };

export const operationAt = ({ item, method }: Place) => item[method] as OperationObject;

/** `createShipment` where the document names none: `post-shipments`. */
export function ownIdOf(place: Place): string {
  const { operationId } = operationAt(place);
  return typeof operationId === "string" && operationId ? operationId : slugOf(`${place.method} ${place.path}`);
}

export const idIn = (api: string, own: string) => (api ? `${api}/${own}` : own);

export function summariseOperation(api: string, place: Place): OperationSummary {
  const operation = operationAt(place);
  return {
    id: idIn(api, ownIdOf(place)),
    api,
    kind: place.kind,
    method: place.method.toUpperCase(),
    path: place.path,
    summary: operation.summary || ownIdOf(place),
    group: operation.tags?.[0] ?? "Other",
    deprecated: operation.deprecated ?? false,
  };
}

/** Parameters of the path and of the operation; an operation's own replaces the path's of the same name and place. */
export function parametersOf(resolver: Resolver, place: Place): Parameter[] {
  const byPlace = new Map<string, Parameter>();
  for (const given of [...(place.item.parameters ?? []), ...(operationAt(place).parameters ?? [])]) {
    const parameter = resolver.follow<Parameter>(given);
    // What a broken reference left behind has no name.
    if (parameter.name && parameter.in) byPlace.set(`${parameter.in} ${parameter.name}`, parameter);
  }
  return [...byPlace.values()];
}

function callbacksOf({ resolver }: Context, operation: OperationObject): Callback[] {
  return Object.entries(operation.callbacks ?? {}).flatMap(([name, given]) =>
    Object.entries(resolver.follow<Record<string, PathItem>>(given)).flatMap(([address, item]) =>
      methods.flatMap((method): Callback[] => {
        const call = item?.[method] as OperationObject | undefined;
        if (!call) return [];
        const request = call.requestBody ? resolver.follow<RequestBody>(call.requestBody) : undefined;
        const description = call.description ?? "";
        return [
          {
            ...{ name, address, method: method.toUpperCase(), summary: call.summary ?? "", description },
            descriptionHtml: renderMarkdown(description),
            body: bodyOf(resolver, request?.content, request?.required ?? false, request?.description, true),
            answers: Object.entries(call.responses ?? {}).map(([status, one]) => ({
              status,
              description: resolver.follow<Response>(one).description ?? "",
            })),
          },
        ];
      }),
    ),
  );
}

const shikiNames = new Map([
  ["shell", "bash"],
  ["curl", "bash"],
  ["sh", "bash"],
  ["node", "js"],
  ["c#", "csharp"],
]);

/** What YAML reads as a number is a name all the same. */
const textOf = (value: unknown) => (typeof value === "string" || typeof value === "number" ? String(value) : "");

function ownSamplesOf(operation: OperationObject): Sample[] {
  const given = operation["x-codeSamples"];
  return (Array.isArray(given) ? given : [])
    .filter((sample) => typeof sample?.source === "string")
    .map(({ lang, label, source = "" }) => {
      const name = textOf(lang) || "text";
      const language = shikiNames.get(name.toLowerCase()) ?? name.toLowerCase();
      return { label: textOf(label) || name, language, code: source.trimEnd() };
    });
}

/** One operation as its page shows it. `linkOf` finds the id of the operation that a link names. */
export function buildOperation(
  context: Context,
  place: Place,
  address: string | null,
  linkOf: (link: LinkObject) => string | null,
): Operation {
  const { resolver, document, api } = context;
  const operation = operationAt(place);
  const parameters = parametersOf(resolver, place);
  const fieldsIn = (where: Parameter["in"]) =>
    parameters
      .filter((parameter) => parameter.in === where)
      .map((parameter) => valueField(resolver, parameter.name, parameter, parameter.required ?? where === "path"));
  const request = operation.requestBody
    ? resolver.follow<RequestBody>(operation.requestBody as RequestBody | Ref)
    : undefined;
  const webhook = place.kind === "webhook";
  const authorisation = webhook ? null : authorisationOf(resolver, document, operation);
  const description = operation.description ?? "";
  const more = operation.externalDocs;
  return {
    ...summariseOperation(api, place),
    description,
    descriptionHtml: renderMarkdown(description),
    pathParameters: fieldsIn("path"),
    queryParameters: fieldsIn("query"),
    headerParameters: fieldsIn("header"),
    cookieParameters: fieldsIn("cookie"),
    body: bodyOf(resolver, request?.content, request?.required ?? false, request?.description, webhook),
    answers: answersOf(resolver, operation.responses, linkOf),
    authorisation,
    authorisationHtml: authorisation === null ? null : renderInline(authorisation),
    key: webhook ? null : keyPlaceOf(resolver, document, operation),
    address: callAddress(describeServers(operation.servers ?? place.item.servers)) ?? address,
    servers: describeServers(operation.servers ?? place.item.servers),
    callbacks: callbacksOf(context, operation),
    more: more?.url ? { url: more.url, description: more.description ?? "" } : null,
    ownSamples: ownSamplesOf(operation),
  };
}
