import { portal } from "@/lib/base/config/portal";
import { type DocumentProblem, pointerOf } from "@/lib/base/openapi/problem";
import { renderMarkdown } from "@/lib/base/render-markdown";
import type { Group, Operation, OperationSummary, Reference, SchemaPage } from "../schema";
import { buildOperation, idIn, operationAt, ownIdOf, type Place, summariseOperation } from "./build-operation";
import { listAuthorisation } from "./describe-authorisation";
import { describeSchema } from "./describe-schema";
import { callAddress, describeServers } from "./describe-servers";
import {
  type LinkObject,
  methods,
  type OpenApiDocument,
  type OperationObject,
  type PathItem,
  Resolver,
} from "./document";
import { exampleOf } from "./example-of";
import { findUsage, type Usage } from "./find-usage";
import { slugOf } from "./render-inline";

/** First words of addresses that are not operations. */
const reserved = new Set(["schemas", "groups", "openapi.json", "try.json"]);

/** What is built when a page asks for it, and kept. */
class Kept<T> {
  private readonly made = new Map<string, T>();
  constructor(
    readonly names: string[],
    private readonly make: (name: string) => T | undefined,
  ) {}
  get(name: string): T | undefined {
    const known = this.made.get(name);
    if (known !== undefined) return known;
    const value = this.make(name);
    // A large document's pages are drawn once each by a build: keeping all would only fill the memory.
    if (this.made.size >= 500) this.made.clear();
    if (value !== undefined) this.made.set(name, value);
    return value;
  }
}

export type Built = Reference & {
  document: OpenApiDocument;
  resolver: Resolver;
  operations: Kept<Operation>;
  places: Map<string, Place>;
  schemaPages: Kept<SchemaPage>;
  problems: DocumentProblem[];
};

function placesOf(kind: Place["kind"], items: Record<string, PathItem> | undefined): Place[] {
  return Object.entries(items ?? {}).flatMap(([path, item]) =>
    methods
      .filter((method) => item[method] && !(item[method] as OperationObject)["x-internal"])
      .map((method) => ({ kind, method, path, item })),
  );
}

/** Groups in the order of the document's tags; groups that no tag describes come after. */
function groupsOf(document: OpenApiDocument, operations: OperationSummary[]): Group[] {
  const tags = Array.isArray(document.tags) ? document.tags : [];
  const byName = new Map<string, OperationSummary[]>(tags.map((tag) => [tag.name, []]));
  for (const operation of operations) {
    const group = byName.get(operation.group);
    if (group) group.push(operation);
    else byName.set(operation.group, [operation]);
  }
  const taken = new Set<string>();
  return [...byName].flatMap(([name, own]) => {
    if (own.length === 0) return [];
    const tag = tags.find((one) => one.name === name);
    const slug = slugOf(name) || "group";
    let unique = slug;
    for (let n = 2; taken.has(unique); n++) unique = `${slug}-${n}`;
    taken.add(unique);
    const shown = tag?.["x-displayName"] ?? name;
    return [{ name: shown, slug: unique, descriptionHtml: renderMarkdown(tag?.description ?? ""), operations: own }];
  });
}

function placeOf(place: Place): string {
  return pointerOf([place.kind === "webhook" ? "webhooks" : "paths", place.path, place.method]);
}

/** Operations by their ids; what cannot have an address of its own is left out and told. */
function nameOperations(api: string, all: Place[], tell: (place: string, message: string) => void): Map<string, Place> {
  const byId = new Map<string, Place>();
  for (const place of all) {
    const own = ownIdOf(place);
    const id = idIn(api, own);
    const before = byId.get(id);
    if (before) tell(placeOf(place), `the operationId ${own} is used at ${placeOf(before)} already`);
    else if (reserved.has(own.split("/")[0] ?? "") || /^\.|[?#%\\]|\.(md|json)$|\/\/|\/$/.test(own))
      tell(placeOf(place), `the operationId ${own} cannot be an address`);
    else byId.set(id, place);
  }
  return byId;
}

/** What is no document at all, for development and `npm run check`: an API without operations. */
function emptyDocument(title: string): OpenApiDocument {
  return { openapi: "3.1.0", info: { title, version: "" }, paths: {} };
}

/**
 * Reads a document (put together by lib/base/openapi) into what the pages show. `api`: its part of the address, empty for the first one.
 * Never throws for what the document says: what is wrong is in `problems` and left out.
 */
export function buildReference(
  given: OpenApiDocument | null,
  file: string,
  { api = "", problems: before = [] }: { api?: string; problems?: DocumentProblem[] } = {},
): Built {
  const problems = [...before];
  const tell = (place: string, message: string) => problems.push({ file, place, message });
  let document = given ?? emptyDocument(file);
  const version = String((document as { openapi?: unknown }).openapi ?? "");
  if (!/^3\.[01](\.|$)/.test(version)) {
    const older =
      "swagger" in document ? "OpenAPI 2.0 (Swagger) is not read; convert it to 3.0 or 3.1" : "must be 3.0 or 3.1";
    tell("/openapi", older);
    document = emptyDocument(document.info?.title ?? file);
  }
  if (typeof document.info?.title !== "string") {
    tell("/info/title", "is missing");
    document = { ...document, info: { ...document.info, title: file, version: String(document.info?.version ?? "") } };
  }
  const resolver = new Resolver(document, file);
  const all = [...placesOf("operation", document.paths), ...placesOf("webhook", document.webhooks)];
  const places = nameOperations(api, all, tell);
  const summaries = [...places.values()].map((place) => summariseOperation(api, place));
  const servers = describeServers(document.servers);
  const address = api ? (callAddress(servers) ?? portal.api.baseUrl) : null;
  const byPath = new Map([...places].map(([id, place]) => [`${place.path} ${place.method}`, id]));
  const linkOf = ({ operationId, operationRef }: LinkObject): string | null => {
    if (operationId) return places.has(idIn(api, operationId)) ? idIn(api, operationId) : null;
    const [, path = "", method = ""] = /^#\/paths\/([^/]+)\/(\w+)$/.exec(operationRef ?? "") ?? [];
    return byPath.get(`${path.replaceAll("~1", "/").replaceAll("~0", "~")} ${method}`) ?? null;
  };
  const info = document.info.description ?? document.info.summary ?? "";
  const schemas = Object.keys(document.components?.schemas ?? {});
  let usage: Usage | undefined;
  return {
    api,
    file,
    title: document.info.title,
    version: String(document.info.version ?? ""),
    description: info,
    descriptionHtml: renderMarkdown(info),
    more: document.externalDocs?.url
      ? { url: document.externalDocs.url, description: document.externalDocs.description ?? "" }
      : null,
    servers,
    authorisation: listAuthorisation(resolver, document),
    groups: groupsOf(
      document,
      summaries.filter((operation) => operation.kind === "operation"),
    ),
    webhooks: summaries.filter((operation) => operation.kind === "webhook"),
    schemas: schemas.map((name) => ({ name, title: document.components?.schemas?.[name]?.title ?? name })),
    document,
    resolver,
    places,
    problems,
    operations: new Kept([...places.keys()], (id) => {
      const place = places.get(id);
      return place && buildOperation({ resolver, document, api }, place, address, linkOf);
    }),
    schemaPages: new Kept(schemas, (name) => {
      const schema = resolver.schemaNamed(name);
      if (!schema) return undefined;
      usage ??= findUsage(document, [...places.values()]);
      const self = { $ref: `#${pointerOf(["components", "schemas", name])}` };
      return {
        name,
        api,
        title: schema.title ?? name,
        deprecated: schema.deprecated ?? false,
        // Through a reference to itself, so that what comes back to it is cut and linked.
        content: describeSchema(resolver, name, self, false),
        example: { title: "Example", value: exampleOf(resolver, self, true) },
        operations: (usage.places.get(name) ?? []).map((place) => summariseOperation(api, place)),
        schemas: usage.schemas.get(name) ?? [],
      };
    }),
  };
}

/** Draws everything once, to find what only a page would: for `npm run check`. */
export function findDrawingProblems(built: Built): DocumentProblem[] {
  const problems: DocumentProblem[] = [];
  const attempt = (place: string, draw: () => unknown) => {
    try {
      draw();
    } catch (error) {
      problems.push({ file: built.file, place, message: `cannot be drawn: ${(error as Error).message}` });
    }
  };
  for (const [id, place] of built.places) {
    attempt(placeOf(place), () => built.operations.get(id));
    const declared = new Set(
      (place.item.parameters ?? [])
        .concat(operationAt(place).parameters ?? [])
        .map((one) => built.resolver.follow(one).name),
    );
    if (place.kind === "webhook") continue;
    for (const [, name = ""] of place.path.matchAll(/\{([^}]+)\}/g))
      if (!declared.has(name))
        problems.push({ file: built.file, place: placeOf(place), message: `no parameter describes {${name}}` });
  }
  for (const name of built.schemaPages.names)
    attempt(pointerOf(["components", "schemas", name]), () => built.schemaPages.get(name));
  return problems;
}
