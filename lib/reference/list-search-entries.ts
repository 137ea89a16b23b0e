import { paths } from "@/lib/base/paths";
import { operationAt, parametersOf, summariseOperation } from "./internal/build-operation";
import type { Built } from "./internal/build-reference";
import type { RequestBody, Schema } from "./internal/document";
import { loadReferences } from "./internal/load-reference";
import { flatten, inside, optionsOf } from "./internal/read-schema";

type SearchEntry = {
  id: string;
  kind: "operation" | "webhook" | "schema";
  title: string;
  context: string;
  href: string;
  text: string;
  method?: string;
};

/** A large document's fields are found so deep from the operation; deeper ones with their schema. */
const deepest = 2;
const mostNames = 80;

const plain = (markdown: string | undefined) =>
  (markdown ?? "")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/^\s*(#+|[-*>])\s+/gm, "")
    .replace(/\*\*|__|`/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 1_000);

function namesIn({ resolver }: Built, schema: Schema | undefined, depth = 0, names = new Set<string>()): Set<string> {
  if (!schema || depth > deepest || names.size > mostNames) return names;
  const flat = flatten(resolver, schema);
  for (const option of optionsOf(resolver, flat).options) namesIn({ resolver } as Built, option, depth + 1, names);
  for (const [name, value] of Object.entries(inside(resolver, flat)?.properties ?? {})) {
    names.add(name);
    namesIn({ resolver } as Built, value, depth + 1, names);
  }
  return names;
}

/** Every operation, webhook and schema for the search: found by words, name, path and the names of parameters and fields. */
export async function listSearchEntries(): Promise<SearchEntry[]> {
  const apis = await loadReferences();
  return apis.flatMap((built) => {
    const { api, title, resolver } = built;
    const where = apis.length > 1 ? `${title}: ` : "";
    const operations = [...built.places].map(([id, place]): SearchEntry => {
      const operation = operationAt(place);
      const href = paths.operation(id);
      const webhook = place.kind === "webhook";
      const request = operation.requestBody ? resolver.follow<RequestBody>(operation.requestBody) : undefined;
      const fields = namesIn(built, Object.values(request?.content ?? {})[0]?.schema);
      const parameters = parametersOf(resolver, place).map((parameter) => parameter.name);
      const method = place.method.toUpperCase();
      return {
        id: href,
        kind: place.kind,
        title: summariseOperation(api, place).summary,
        context: `${where}${webhook ? place.path : `${method} ${place.path}`}`,
        href,
        text: `${plain(operation.description)} ${id} ${[...parameters, ...fields].join(" ")}`.trim(),
        ...(webhook ? {} : { method }),
      };
    });
    const schemas = built.schemas.map(({ name, title: shown }): SearchEntry => {
      const schema = resolver.schemaNamed(name) ?? {};
      const href = paths.apiSchema(api, name);
      return {
        ...{
          id: href,
          kind: "schema",
          title: shown === name ? name : `${name}: ${shown}`,
          context: `${where}Schema`,
          href,
        },
        text: `${plain(flatten(resolver, schema).description)} ${[...namesIn(built, schema)].join(" ")}`,
      };
    });
    return [...operations, ...schemas];
  });
}
