import { portal } from "@/lib/base/config/portal";
import type { UsageRow } from "@/lib/events/schema";
import { matchesRoute } from "./is-valuable";

/**
 * Different names one company's calls may bring into its rollups in a day (UTC), as one edge sees them. Reporters send what their callers
 * send, and every new name is a row an hour for ever. Far above what an API has.
 */
export const mostNames = { route: 1_000, sdk: 100, resource: 200, snippet: 300 };
/** Names remembered of all companies together, some 20 MB: above that all begin anew. */
const mostRemembered = 200_000;

export const otherRoute = "/{other}";
const other = "other";

type Names = {
  routes: Set<string>;
  sdks: Set<string>;
  resources: Set<string>;
  snippets: Set<string>;
  /** By which of the meters' routes it fits: the first route that did. */
  kinds: Map<string, string>;
};

let day = "";
let remembered = 0;
const companies = new Map<string, Names>();

/**
 * The row itself, or one whose route, client library and resource are counted under another name, and its code block under none, because its company brought too many.
 * The bill stays the same: such a route becomes the first one that fits the same meters, `/{other}` where it fits none.
 */
export function boundNames(row: UsageRow): UsageRow {
  const names = namesOf(row);
  const route = boundRoute(names, row.route);
  const sdk = admit(names.sdks, row.sdk, mostNames.sdk) ? row.sdk : other;
  const resource = admit(names.resources, row.resource, mostNames.resource) ? row.resource : other;
  const metadata = boundSnippet(names, row.metadata);
  const same = route === row.route && sdk === row.sdk && resource === row.resource && metadata === row.metadata;
  return same ? row : { ...row, route, sdk, resource, metadata };
}

/** A block too many is counted nowhere: the call itself stays. */
function boundSnippet({ snippets }: Names, metadata: string): string {
  if (!metadata.includes('"snippet":')) return metadata;
  const { snippet, ...rest } = JSON.parse(metadata) as Record<string, unknown>;
  return typeof snippet !== "string" || admit(snippets, snippet, mostNames.snippet) ? metadata : JSON.stringify(rest);
}

function namesOf(row: UsageRow): Names {
  const today = row.received_at.slice(0, 10);
  if (today !== day || remembered >= mostRemembered) {
    companies.clear();
    remembered = 0;
    day = today;
  }
  let names = companies.get(row.company_id);
  if (!names) {
    names = { routes: new Set(), sdks: new Set(), resources: new Set(), snippets: new Set(), kinds: new Map() };
    companies.set(row.company_id, names);
  }
  return names;
}

function boundRoute({ routes, kinds }: Names, route: string): string {
  if (routes.has(route)) return route;
  const kind = kindOf(route);
  if (!kinds.has(kind)) kinds.set(kind, kind === "" ? otherRoute : route);
  if (kinds.get(kind) === route || admit(routes, route, mostNames.route)) return route;
  return kinds.get(kind) as string;
}

/** Which of the meters' routes it fits. */
function kindOf(route: string): string {
  const rules = portal.meters.flatMap(({ where }) => where ?? []);
  return rules
    .flatMap((rule, index) => (rule.route !== undefined && matchesRoute(rule.route, route) ? [index] : []))
    .join();
}

function admit(names: Set<string>, name: string, most: number): boolean {
  if (name === "" || names.has(name)) return true;
  if (names.size >= most) return false;
  names.add(name);
  remembered += 1;
  return true;
}
