/** A host that cannot exist (RFC 6761), to resolve paths against. */
const nowhere = "http://return.invalid";

/**
 * Where to go after signing in: `text` if it is a path of this portal, or a full address on `origin`; else `fallback`.
 * Everything a browser would read as another host (`//x`, `/\x`, a tab in between, `/.//x`, `javascript:`) is refused.
 */
export function checkReturnPath(text: string | null | undefined, fallback: string, origin?: string): string {
  if (!text || text.length > 2_048) return fallback;
  let url: URL;
  try {
    url = new URL(text, nowhere);
  } catch {
    return fallback;
  }
  const ownPath = text.startsWith("/") && url.origin === nowhere;
  if (!ownPath && (!origin || url.origin !== origin)) return fallback;
  const path = `${url.pathname}${url.search}${url.hash}`;
  return path.startsWith("//") ? fallback : path;
}
