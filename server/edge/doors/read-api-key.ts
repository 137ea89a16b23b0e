import type { IncomingHttpHeaders } from "node:http";

/** The first value of a header that may be repeated. */
export function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** The key in `Bearer <key>` or as the user name of `Basic`. */
export function readAuthorizationKey(authorization: string): string | undefined {
  const [scheme = "", rest = ""] = authorization.split(/\s+/, 2);
  if (/^bearer$/i.test(scheme)) return rest;
  if (!/^basic$/i.test(scheme)) return undefined;
  return Buffer.from(rest, "base64").toString("utf8").split(":", 1)[0];
}

/** A developer's key where clients put it: `Authorization` (Bearer, or the user of Basic), else `X-API-Key`. */
export function readApiKey(headers: IncomingHttpHeaders): string | undefined {
  const { authorization } = headers;
  return authorization === undefined ? single(headers["x-api-key"]) : readAuthorizationKey(authorization);
}
