import { loadReferences } from "./internal/load-reference";

/** What stands at an address below /reference, in decoded segments. */
export type ReferencePage =
  | { kind: "api"; api: string }
  | { kind: "schemas"; api: string }
  | { kind: "group"; api: string; name: string }
  | { kind: "operation"; api: string; name: string }
  | { kind: "schema"; api: string; name: string };

/** Finds the page at `repos/get`, `schemas/Parcel`, `billing`, `billing/createInvoice`, `billing/schemas/Invoice`; null: there is none. */
export async function findPage(segments: string[]): Promise<ReferencePage | null> {
  const apis = await loadReferences();
  const other = apis.find(({ api }) => api !== "" && api === segments[0]);
  const built = other ?? apis[0];
  const [first, ...below] = other ? segments.slice(1) : segments;
  if (!built) return null;
  const { api } = built;
  if (first === undefined) return { kind: "api", api };
  if (first === "schemas") {
    const name = below.join("/");
    if (!name) return built.schemas.length ? { kind: "schemas", api } : null;
    return built.resolver.schemaNamed(name) ? { kind: "schema", api, name } : null;
  }
  if (first === "groups") {
    const [name = ""] = below;
    return below.length === 1 && built.groups.some((group) => group.slug === name)
      ? { kind: "group", api, name }
      : null;
  }
  const id = segments.join("/");
  return built.places.has(id) ? { kind: "operation", api, name: id } : null;
}
