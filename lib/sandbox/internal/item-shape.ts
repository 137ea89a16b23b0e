import { type Body, isObject } from "./context";

/** The only field of an answer that holds the thing itself, such as `data`; undefined when the answer is the thing. */
export function findEnvelope(sample: unknown): string | undefined {
  if (!isObject(sample)) return undefined;
  const names = Object.keys(sample);
  const only = names.length === 1 ? names[0] : "data" in sample && !("id" in sample) ? "data" : undefined;
  return only !== undefined && isObject(sample[only]) ? only : undefined;
}

/** The thing inside an answer or a request. */
export function unwrap(body: unknown, envelope: string | undefined): Body {
  if (!isObject(body)) return {};
  const inner = envelope === undefined ? body : body[envelope];
  return isObject(inner) ? inner : body;
}

const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");

/** The field of a thing that its address carries: named as the parameter, or as its end (`MessageSid` -> `sid`), or `id`. */
export function findIdField(item: unknown, param: string): string | undefined {
  if (!isObject(item)) return undefined;
  const usable = Object.keys(item).filter((name) => ["string", "number"].includes(typeof item[name]));
  const wanted = plain(param);
  // `{shipmentId}` is `id`; `{owner_id}` of things that carry both is still the thing's own `id`.
  if (usable.includes("id") && wanted.endsWith("id")) return "id";
  const exact = usable.find((name) => plain(name) === wanted);
  if (exact) return exact;
  const [end] = usable
    .filter((name) => plain(name).length > 1 && wanted.endsWith(plain(name)))
    .sort((a, b) => b.length - a.length);
  return end ?? ["id", "uuid", "sid", "key", "name"].find((name) => usable.includes(name));
}
