import type { OpenAPIBackend } from "openapi-backend";
import type { EndpointFields, ErrorSample, OperationAct, OperationPlan } from "../schema";
import { type AnswerBook, type BookedAnswer, mendAnswer } from "./answer-book";
import { findEnvelope, findIdField } from "./item-shape";
import { type QueryParameter, readPaging } from "./read-paging";
import { readPermissions } from "./read-permissions";
import { listErrors, readMagic } from "./scenarios";

type Operation = ReturnType<OpenAPIBackend["getOperations"]>[number];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The list inside a list answer: the answer itself, or its `data`, or its only array. */
export function findItems(body: unknown): { key: string | null; items: unknown[] } | undefined {
  if (Array.isArray(body)) return { key: null, items: body };
  if (!isObject(body)) return undefined;
  if (Array.isArray(body.data)) return { key: "data", items: body.data };
  const arrays = Object.entries(body).filter(([, value]) => Array.isArray(value));
  const only = arrays.length === 1 ? arrays[0] : undefined;
  return only ? { key: only[0], items: only[1] as unknown[] } : undefined;
}

/**
 * Reads off the document what each operation does: `/x` with `/x/{id}` is a collection; POST creates, GET lists, `{id}` reads, changes or removes,
 * POST `/x/{id}/verb` acts on one. Everything else answers its sample.
 */
export function planOperations(
  api: OpenAPIBackend,
  book: AnswerBook,
  security?: unknown,
): { plans: OperationPlan[]; problems: string[] } {
  const problems: string[] = [];
  const operations = api.getOperations();
  const paths = new Set(operations.map((operation) => operation.path));
  const itemPath = new Map<string, { idParam: string }>();
  const creatable = new Set(operations.flatMap(({ path, method }) => (method === "post" ? [path] : [])));
  const readable = new Set(operations.flatMap(({ path, method }) => (method === "get" ? [path] : [])));
  for (const path of paths) {
    const item = splitItem(path);
    // Below another thing there are as many collections as things: only those that calls fill are kept.
    if (item && paths.has(item.collection) && (creatable.has(item.collection) || !item.collection.includes("{")))
      itemPath.set(item.collection, { idParam: item.idParam });
  }
  // A collection that can only be created and listed still keeps what was created.
  for (const path of creatable)
    if (readable.has(path) && !path.endsWith("}") && !itemPath.has(path)) itemPath.set(path, { idParam: "id" });
  const collectionOfParam = new Map(
    [...itemPath].flatMap(([collection, { idParam }]): [string, string][] =>
      !creatable.has(collection) || !/^(\/v?[\d.-]+)?\/[^/{}]+$/.test(collection) || !/(id|key|ref)$/i.test(idParam)
        ? []
        : [[idParam, collection]],
    ),
  );

  const plans = operations.map((operation): OperationPlan => {
    const statuses = Object.keys(operation.responses ?? {});
    const { status, written } = findSuccess(statuses);
    const booked = book.answerOf(operation.path, operation.method, written);
    const isJson = booked.mediaType !== undefined && /json/i.test(booked.mediaType);
    const rough = once(() => (isJson ? booked.rough() : undefined));
    const act = findAct(operation, itemPath, rough);
    const id = operation.operationId ?? `${operation.method} ${operation.path}`;
    const errors = listErrors(operation.responses as never, (code) =>
      book.answerOf(operation.path, operation.method, code).rough(),
    );
    const { magic, problems: wrong } = readMagic(extensionOf(operation).scenarios, errors);
    problems.push(...wrong.map((problem) => `${id}: ${problem}`));
    return {
      id,
      method: operation.method.toUpperCase(),
      route: operation.path,
      act,
      status,
      statuses,
      sample: () => (isJson ? booked.sample() : undefined),
      mend: (body) => (isJson ? mendAnswer(body, booked) : body),
      ...findItemShape(act, rough),
      ...(isJson ? {} : otherMedia(booked)),
      bodyTypes: Object.keys((operation.requestBody as { content?: object } | undefined)?.content ?? {}),
      ...optionalFields(operation, status),
      references: bodyFields(operation).flatMap((field) => {
        const collection = collectionOfParam.get(field);
        return collection && field !== "id" && collection !== operation.path ? [{ field, collection }] : [];
      }),
      updates: readUpdates(operation),
      once: readOnce(operation),
      errors,
      errorSample: (wanted) => sampleError(errors, wanted),
      magic,
      permissions: readPermissions(operation.security, security),
      paging: readPaging(queryParameters(operation), itemFields(operation, status, rough)),
      seeds: readSeeds(operation),
      ...readEndpoint(operation),
    };
  });
  // The endpoints' fields are written at one of their collection's operations and hold for all.
  for (const { act, endpoint } of plans) {
    if (!endpoint || !("collection" in act)) continue;
    for (const other of plans)
      if ("collection" in other.act && other.act.collection === act.collection) other.endpoint = endpoint;
  }
  // An operation that lists no error of a status answers in its siblings' shape.
  for (const plan of plans) {
    const own = plan.errorSample;
    plan.errorSample = (wanted) =>
      own(wanted) ?? plans.map(({ errors }) => sampleError(errors, wanted)).find(Boolean) ?? anyError(plans);
  }
  return { plans, problems };
}

const sampleError = (errors: OperationPlan["errors"], status: number): ErrorSample | undefined =>
  errors.get(String(status));
function anyError(plans: OperationPlan[]): ErrorSample | undefined {
  const [first] = plans.flatMap(({ errors }) => [...errors.values()]);
  return first && { mediaType: first.mediaType, body: first.body, borrowed: true };
}

function queryParameters(operation: Operation): QueryParameter[] {
  return ((operation.parameters ?? []) as { in?: string; name?: string; schema?: object }[]).flatMap((parameter) =>
    parameter.in === "query" && parameter.name
      ? [{ name: parameter.name, ...(parameter.schema ? { schema: parameter.schema } : {}) }]
      : [],
  );
}

/** Names of the fields of a list's things, from its example and its schema. */
function itemFields(operation: Operation, status: number, sample: () => unknown): Set<string> {
  if (operation.method !== "get") return new Set();
  const found = findItems(sample());
  const answer = jsonSchema((operation.responses as Record<string, unknown> | undefined)?.[String(status)]);
  const items = (found?.key ? answer.properties?.[found.key] : undefined) as { items?: Schema } | undefined;
  return new Set([
    ...Object.keys((found?.items[0] as object | undefined) ?? {}),
    ...Object.keys(items?.items?.properties ?? {}),
  ]);
}

/** `x-sandbox.endpoint`: `true` for the usual names of the fields, or `{ url, events, enabled, description, secret }`. */
function readEndpoint(operation: Operation): { endpoint?: EndpointFields } {
  const { endpoint } = extensionOf(operation);
  const usual = { url: "url", events: "events", enabled: "enabled", description: "description", secret: "secret" };
  if (endpoint === true) return { endpoint: usual };
  return isObject(endpoint) && typeof endpoint.url === "string" ? { endpoint: endpoint as EndpointFields } : {};
}

/** `x-sandbox.seed`: what the operation's collection holds in every world from the start. */
function readSeeds(operation: Operation): Record<string, unknown>[] {
  const { seed } = extensionOf(operation);
  return Array.isArray(seed) ? seed.filter(isObject) : [];
}

/** The status of success: the first 2xx, `2XX` or `default` as 200, else a redirect. */
function findSuccess(statuses: string[]): { status: number; written: string } {
  const exact = statuses.find((code) => /^2\d\d$/.test(code));
  if (exact) return { status: Number(exact), written: exact };
  const wide = statuses.find((code) => /^2xx$/i.test(code));
  if (wide) return { status: 200, written: wide };
  const redirect = statuses.find((code) => /^3\d\d$/.test(code));
  if (redirect) return { status: Number(redirect), written: redirect };
  return { status: 200, written: statuses.includes("default") ? "default" : "200" };
}

/** A body that is no JSON: the document's example, or a few letters. */
function otherMedia({ mediaType, sample }: BookedAnswer): Pick<OperationPlan, "other"> {
  if (mediaType === undefined) return {};
  const example = sample();
  const type = mediaType.includes("*") ? "application/octet-stream" : mediaType;
  return { other: { mediaType: type, text: typeof example === "string" ? example : sampleText(type) } };
}

function sampleText(mediaType: string): string {
  if (/xml|html|svg/.test(mediaType)) return "<sample/>";
  return /pdf/.test(mediaType) ? "%PDF-1.4\n%%EOF\n" : "sample";
}

function findItemShape(act: OperationAct, rough: () => unknown): Pick<OperationPlan, "envelope" | "idField"> {
  if (!("collection" in act) || act.kind === "list") return {};
  const body = rough();
  const envelope = findEnvelope(body);
  const item = envelope && isObject(body) ? body[envelope] : body;
  const idField = findIdField(item, "idParam" in act ? act.idParam : act.idParamOfItems);
  return { ...(envelope ? { envelope } : {}), ...(idField ? { idField } : {}) };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** `/messages/{sid}` and `/messages/{sid}.json` are things of `/messages` and `/messages.json`. */
function splitItem(path: string): { collection: string; idParam: string } | undefined {
  const match = /^(.+)\/\{([^}]+)\}(\.\w+)?$/.exec(path);
  return match ? { collection: `${match[1]}${match[3] ?? ""}`, idParam: match[2] as string } : undefined;
}

function findAct(
  operation: Operation,
  itemPath: Map<string, { idParam: string }>,
  sample: () => unknown,
): OperationAct {
  const { path, method } = operation;
  const own = itemPath.get(path);
  if (own) {
    if (method === "post")
      return isObject(sample())
        ? { kind: "create", collection: path, idParamOfItems: own.idParam }
        : { kind: "sample" };
    if (method === "get" && findItems(sample())) return { kind: "list", collection: path };
    return { kind: "sample" };
  }
  const item = splitItem(path);
  if (item && itemPath.has(item.collection)) {
    const { collection, idParam } = item;
    if (method === "get" || method === "head") return { kind: "read", collection, idParam };
    if (method === "patch" || method === "put")
      return { kind: "update", collection, idParam, replace: method === "put" };
    if (method === "delete") return { kind: "remove", collection, idParam };
    if (method === "post") return { kind: "update", collection, idParam, replace: false };
  }
  const action = /^(.*)\/\{([^}]+)\}\/[^{}/]+$/.exec(path);
  if (action?.[1] && itemPath.has(action[1]) && method === "post" && isObject(sample())) {
    return { kind: "act", collection: action[1], idParam: action[2] as string };
  }
  return { kind: "sample" };
}

type Schema = { properties?: Record<string, { type?: unknown }>; required?: string[]; allOf?: Schema[] };

function jsonSchema(holder: unknown): Schema {
  const content = (holder as { content?: Record<string, { schema?: Schema }> } | undefined)?.content ?? {};
  const schema = Object.entries(content).find(([type]) => /json/.test(type))?.[1].schema ?? {};
  const parts = [schema, ...(schema.allOf ?? [])];
  return {
    properties: Object.assign({}, ...parts.map((part) => part.properties ?? {})),
    required: parts.flatMap((part) => part.required ?? []),
  };
}

const bodyFields = (operation: Operation) => Object.keys(jsonSchema(operation.requestBody).properties ?? {});

/** Fields both request and answer have and the request may leave out: dropped from the answer, or emptied where the answer must have them. */
function optionalFields(operation: Operation, status: number): Pick<OperationPlan, "optionalFields" | "emptyFields"> {
  const request = jsonSchema(operation.requestBody);
  const answer = jsonSchema((operation.responses as Record<string, unknown> | undefined)?.[String(status)]);
  const optional = Object.keys(request.properties ?? {}).filter(
    (field) => !request.required?.includes(field) && field in (answer.properties ?? {}),
  );
  const empty: Record<string, unknown> = {};
  for (const field of optional.filter((name) => answer.required?.includes(name))) {
    const type = answer.properties?.[field]?.type;
    if (type === "object") empty[field] = {};
    if (type === "array") empty[field] = [];
  }
  return { optionalFields: optional.filter((field) => !answer.required?.includes(field)), emptyFields: empty };
}

function extensionOf(operation: Operation): Record<string, unknown> {
  const extension = (operation as unknown as Record<string, unknown>)["x-sandbox"];
  return isObject(extension) ? extension : {};
}

function readOnce(operation: Operation): string[] {
  const { once } = extensionOf(operation);
  return Array.isArray(once) ? once.filter((field): field is string => typeof field === "string") : [];
}

function readUpdates(operation: Operation): Record<string, Record<string, unknown>> {
  const extension = extensionOf(operation);
  const updates = isObject(extension.updates) ? extension.updates : {};
  return Object.fromEntries(
    Object.entries(updates).filter((entry): entry is [string, Record<string, unknown>] => isObject(entry[1])),
  );
}
