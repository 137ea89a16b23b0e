import { PortalError } from "@/lib/base/errors";
import type { Body } from "./internal/context";

const urlencoded = /^application\/x-www-form-urlencoded\s*(;|$)/i;
const multipart = /^multipart\/form-data\s*;/i;

/**
 * The fields of a form that an operation takes, nested as `address[city]=Gent`, `items[0][id]=7` or `tags[]=a` say; a file is its name. Undefined
 * when the body is no form or the document (`takes`, media types) names none. Throws `bad_request` (400) for a form that is broken.
 */
export async function readForm(contentType: string | undefined, takes: string[], body: Buffer): Promise<unknown> {
  if (!contentType) return undefined;
  const wants = (pattern: RegExp, name: string) =>
    pattern.test(contentType) && takes.some((type) => type.toLowerCase().startsWith(name));
  if (wants(urlencoded, "application/x-www-form-urlencoded"))
    return nest(new URLSearchParams(body.toString("utf8")).entries());
  if (!wants(multipart, "multipart/")) return undefined;
  try {
    const form = await new Response(new Uint8Array(body), { headers: { "content-type": contentType } }).formData();
    const fields = [...form.entries()].map(([name, value]): [string, string] => [
      name,
      typeof value === "string" ? value : value.name,
    ]);
    return nest(fields);
  } catch {
    throw new PortalError("bad_request", "The body is not a valid multipart/form-data.");
  }
}

const mostFields = 1_000;
const deepest = 8;

function nest(fields: Iterable<[string, string]>): Body {
  const root: Body = Object.create(null);
  let count = 0;
  for (const [written, value] of fields) {
    if (++count > mostFields) throw new PortalError("bad_request", `A form may have at most ${mostFields} fields.`);
    const [first = "", ...inner] = written.split(/\[([^\]]*)\]/).filter((_part, i) => i === 0 || i % 2 === 1);
    put(root, [first, ...inner].slice(0, deepest), value);
  }
  return clean(root) as Body;
}

function put(node: Body, path: string[], value: string): void {
  const [name = "", ...rest] = path;
  if (rest.length) {
    const inner = node[name];
    const next: Body = typeof inner === "object" && inner !== null ? (inner as Body) : Object.create(null);
    node[name] = next;
    put(next, rest[0] === "" ? [String(Object.keys(next).length), ...rest.slice(1)] : rest, value);
    return;
  }
  const there = node[name];
  // A name given several times is a list.
  node[name] = there === undefined ? value : Array.isArray(there) ? [...there, value] : [there, value];
}

/** Objects whose names count from 0 are lists. */
function clean(node: unknown): unknown {
  if (typeof node !== "object" || node === null || Array.isArray(node)) return node;
  const entries = Object.entries(node);
  if (entries.length && entries.every(([name], i) => name === String(i)))
    return entries.map(([, value]) => clean(value));
  return Object.fromEntries(
    entries.filter(([name]) => name !== "__proto__").map(([name, value]) => [name, clean(value)]),
  );
}
