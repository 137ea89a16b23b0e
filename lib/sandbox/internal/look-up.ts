/** What a `$ref` within a document points to (RFC 6901, in a fragment); undefined: nothing, or another document. */
export function lookUp(definition: unknown, ref: string): unknown {
  if (!ref.startsWith("#")) return undefined;
  let node: unknown = definition;
  for (const part of ref.split("/").slice(1)) {
    const name = decode(part).replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, name)) return undefined;
    node = (node as Record<string, unknown>)[name];
  }
  return node;
}

export function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
