import type { Door } from "./door";

/** What to do with a path: a door of ours, the pages, or nothing (the edge owns `/v1` and `/sandbox` whole). */
export type Route = { door: Door } | { allow: string } | "web" | "nothing";

/** Namespaces in which an unknown address is a 404 of the API's kind and never a page. */
const ownPrefixes = ["/v1/", "/sandbox/"];

type Entry = { doors: Map<string, Door>; any?: Door; allow: string; routes: Map<string, Route> };

/** Finds who answers a path: exact addresses from a map, then prefixes from the longest, then the pages. Throws when two doors claim one address and method. */
export class Router {
  private readonly exact = new Map<string, Entry>();
  private readonly prefixes: { prefix: string; entry: Entry }[] = [];
  private readonly webExact = new Set<string>();
  private readonly webPrefixes: string[] = [];

  constructor(doors: readonly Door[], passedToWeb: readonly string[] = []) {
    const byPrefix = new Map<string, Entry>();
    for (const door of doors) {
      const map = door.path.endsWith("/*") ? byPrefix : this.exact;
      const key = door.path.endsWith("/*") ? door.path.slice(0, -1) : door.path;
      const entry = map.get(key) ?? { doors: new Map(), allow: "", routes: new Map() };
      addDoor(entry, door);
      map.set(key, entry);
    }
    this.prefixes = [...byPrefix]
      .map(([prefix, entry]) => ({ prefix, entry }))
      .sort((a, b) => b.prefix.length - a.prefix.length);
    for (const path of passedToWeb) {
      if (path.endsWith("/*")) this.webPrefixes.push(path.slice(0, -1));
      else this.webExact.add(path);
    }
  }

  find(method: string, path: string): Route {
    const exact = this.exact.get(path);
    if (exact) return pick(exact, method);
    if (this.webExact.has(path)) return "web";
    for (const { prefix, entry } of this.prefixes) if (path.startsWith(prefix)) return pick(entry, method);
    for (const prefix of this.webPrefixes) if (path.startsWith(prefix)) return "web";
    for (const prefix of ownPrefixes) if (path.startsWith(prefix)) return "nothing";
    return path === "/v1" ? "nothing" : "web";
  }
}

function addDoor(entry: Entry, door: Door): void {
  const methods = door.methods === "*" ? [] : door.methods;
  if (entry.any || (door.methods === "*" && entry.doors.size > 0)) throw new Error(`two doors answer ${door.path}`);
  if (door.methods === "*") entry.any = door;
  for (const method of methods) {
    if (entry.doors.has(method)) throw new Error(`two doors answer ${method} ${door.path}`);
    entry.doors.set(method, door);
  }
  const names = [...entry.doors.keys()];
  entry.allow = (entry.doors.has("GET") && !entry.doors.has("HEAD") ? [...names, "HEAD"] : names).join(", ");
}

function pick(entry: Entry, method: string): Route {
  let route = entry.routes.get(method);
  if (!route) {
    const door = entry.any ?? entry.doors.get(method) ?? (method === "HEAD" ? entry.doors.get("GET") : undefined);
    route = door ? { door } : { allow: entry.allow };
    // node:http knows about 35 methods, so this cannot grow.
    entry.routes.set(method, route);
  }
  return route;
}
