import type { OpenAPIBackend } from "openapi-backend";
import type { EndpointFields, ErrorSample, OperationAct, OperationPlan } from "../schema";
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
  security?: unknown,
): { plans: OperationPlan[]; problems: string[] } {
  const problems: string[] = [];
  const operations = api.getOperations();
  const paths = new Set(operations.map((operation) => operation.path));
  const itemPath = new Map<string, { idParam: string }>();
  for (const path of paths) {
    const match = /^(.*)\/\{([^}]+)\}$/.exec(path);
    if (match?.[1] && paths.has(match[1])) itemPath.set(match[1], { idParam: match[2] as string });
  }
  // A collection that can only be created and listed still keeps what was created.
  for (const operation of operations) {
    if (
      operation.method === "post" &&
      operations.some((other) => other.path === operation.path && other.method === "get")
    ) {
      if (!operation.path.endsWith("}") && !itemPath.has(operation.path))
        itemPath.set(operation.path, { idParam: "id" });
    }
  }
  const collectionOfParam = new Map([...itemPath].map(([collection, { idParam }]) => [idParam, collection]));

  const plans = operations.map((operation): OperationPlan => {
    const statuses = Object.keys(operation.responses ?? {});
    const status = Number(statuses.find((code) => /^2\d\d$/.test(code)) ?? 200);
    const sample = () => structuredClone(sampleOf(api, operation, status));
    const act = findAct(operation, itemPath, sample);
    const id = operation.operationId ?? `${operation.method} ${operation.path}`;
    const errors = listErrors(
      operation.responses as never,
      (code, mediaType) => api.mockResponseForOperation(id, { code: Number(code), mediaType }).mock,
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
      sample,
      ...optionalFields(operation, status),
      references: bodyFields(operation).flatMap((field) => {
        const collection = collectionOfParam.get(field);
        return collection && field !== "id" ? [{ field, collection }] : [];
      }),
      updates: readUpdates(operation),
      once: readOnce(operation),
      errors,
      errorSample: (wanted) => sampleError(errors, wanted),
      magic,
      permissions: readPermissions(operation.security, security),
      paging: readPaging(queryParameters(operation), itemFields(operation, status, sample)),
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

function sampleOf(api: OpenAPIBackend, operation: Operation, status: number): unknown {
  const response = (operation.responses as Record<string, { content?: Record<string, unknown> }> | undefined)?.[
    String(status)
  ];
  const mediaType = Object.keys(response?.content ?? {}).find((type) => /json/.test(type));
  if (!mediaType || !operation.operationId) return undefined;
  return api.mockResponseForOperation(operation.operationId, { code: status, mediaType }).mock;
}

function findAct(
  operation: Operation,
  itemPath: Map<string, { idParam: string }>,
  sample: () => unknown,
): OperationAct {
  const { path, method } = operation;
  const own = itemPath.get(path);
  if (own) {
    if (method === "post") return isObject(sample()) ? { kind: "create", collection: path } : { kind: "sample" };
    if (method === "get" && findItems(sample())) return { kind: "list", collection: path };
    return { kind: "sample" };
  }
  const item = /^(.*)\/\{([^}]+)\}$/.exec(path);
  if (item?.[1] && itemPath.has(item[1])) {
    const [, collection, idParam] = item as unknown as [string, string, string];
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
