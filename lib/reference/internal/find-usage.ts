import { operationAt, type Place } from "./build-operation";
import { type OpenApiDocument, Resolver } from "./document";

type Node = Record<string, unknown>;

/** Names of the schemas that something speaks of, through references to anything but schemas. */
function schemasIn(resolver: Resolver, roots: unknown[], names: Set<string>): void {
  const seen = new Set<unknown>();
  const open = [...roots];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node !== "object" || node === null || seen.has(node)) continue;
    seen.add(node);
    const ref = (node as Node).$ref;
    if (typeof ref === "string") {
      const name = resolver.schemaName(ref);
      if (name) names.add(name);
      else if (ref.startsWith("#/")) open.push(resolver.follow({ $ref: ref }));
    }
    for (const [key, value] of Object.entries(node)) {
      if (key === "example" || key === "examples" || key === "default") continue;
      // What a mapping names is an alternative like any other.
      if (key === "mapping" && typeof value === "object" && value !== null) {
        for (const target of Object.values(value)) {
          const name = typeof target === "string" ? resolver.schemaName(target) : null;
          if (name) names.add(name);
        }
      } else open.push(value);
    }
  }
}

export type Usage = { places: Map<string, Place[]>; schemas: Map<string, string[]> };

/** Where each schema is spoken of: by which operations, in which other schemas. */
export function findUsage(document: OpenApiDocument, places: Place[]): Usage {
  const resolver = new Resolver(document, "");
  const usage: Usage = { places: new Map(), schemas: new Map() };
  const add = <T>(map: Map<string, T[]>, name: string, one: T) => {
    const list = map.get(name);
    if (list) list.push(one);
    else map.set(name, [one]);
  };
  for (const place of places) {
    const names = new Set<string>();
    schemasIn(resolver, [operationAt(place), place.item.parameters], names);
    for (const name of names) add(usage.places, name, place);
  }
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
    const names = new Set<string>();
    schemasIn(resolver, [schema], names);
    for (const inner of names) if (inner !== name) add(usage.schemas, inner, name);
  }
  return usage;
}
