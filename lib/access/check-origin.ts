import type { Env } from "@/lib/base/env";
import { PortalError } from "@/lib/base/errors";

const loopback = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Whether a form came from a page of ours. Browsers put Origin on every POST and no page can forge it. On a loopback portal its other
 * spellings count too (`localhost` for `127.0.0.1`), on the same port only.
 */
export function isOwnOrigin(origin: string | null, settings: Pick<Env, "publicUrl">): boolean {
  if (!origin) return false;
  const own = new URL(settings.publicUrl);
  let url: URL;
  try {
    url = new URL(origin);
  } catch {
    return false;
  }
  if (url.origin === own.origin) return true;
  return (
    loopback.has(own.hostname) && loopback.has(url.hostname) && url.port === own.port && url.protocol === own.protocol
  );
}

/** Throws `forbidden` unless the request is a form of one of our own pages. For route handlers that act on a cookie. */
export function checkOrigin(request: Request, settings: Pick<Env, "publicUrl">): void {
  if (!isOwnOrigin(request.headers.get("origin"), settings)) {
    throw new PortalError("forbidden", "This form did not come from a page of this portal.");
  }
}
