/** `searchParams` as Next gives them to a page. */
export type Search = Record<string, string | string[] | undefined>;

export function readAddress(search: Search): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one) query.append(name, one);
  }
  return query;
}

/** `path` with the query, changed: `undefined` takes a parameter out. Filtered views are shared by their address. */
export function addressWith(
  path: string,
  query: URLSearchParams,
  changes: Record<string, string | number | undefined> = {},
): string {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) next.delete(name);
    else next.set(name, String(value));
  }
  return next.size ? `${path}?${next}` : path;
}

/** What of a report's address also holds for the list behind one of its numbers. */
export function keepWhoAndWhen(query: URLSearchParams): URLSearchParams {
  const kept = new URLSearchParams();
  for (const [name, value] of query) {
    if (["from", "to", "entity"].includes(name) || name.startsWith("filter[")) kept.append(name, value);
  }
  return kept;
}
