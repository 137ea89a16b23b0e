/** The request header by which a copied sample says which block it is, and the field of a call's metadata that keeps it. */
export const snippetHeader = "waymark-snippet";

/** `/docs/quickstart#first-call`: a page's path and the block on it, percent-encoded where need be. Names nobody. */
const pattern = /^\/[A-Za-z0-9._~%/-]{0,200}#[A-Za-z0-9._~%-]{1,120}$/;

/** The block a call says it was copied from; undefined for anything that does not look like one. Anybody may send it: a claim, never trusted as more. */
export function readSnippet(value: unknown): string | undefined {
  const text = Array.isArray(value) ? value[0] : value;
  return typeof text === "string" && pattern.test(text) ? text : undefined;
}
