import type { IncomingHttpHeaders } from "node:http";
import { Transform } from "node:stream";
import type { Upstream } from "@/lib/base/config/schema";
import { PortalError } from "@/lib/base/errors";
import type { Verification } from "@/lib/keys/verify-key";
import type { EdgeRequest } from "../door";

/** Of one connection, never passed on (RFC 9110, 7.6.1), and what the next connection says itself. */
const hopByHop = new Set([
  ...["connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer"],
  ...["transfer-encoding", "upgrade", "http2-settings", "host", "expect"],
]);
/** The portal's own, or proof of who passes a call on. */
const ownRequest = /^(cookie2?$|x-portal-|x-waymark-|x-forwarded-|x-middleware-|forwarded$|x-real-ip$|x-request-id$)/;
/** The portal's pages live at this address too: an answer sets nothing for them. */
const ownResponse =
  /^(set-cookie2?$|x-waymark-|x-portal-|ratelimit|x-ratelimit-|x-request-id$|strict-transport-security$|clear-site-data$|alt-svc$|service-worker-allowed$|content-security-policy|access-control-allow-credentials$)/;
const keyHeaders = new Set(["authorization", "x-api-key"]);

function* passed(headers: IncomingHttpHeaders, own: RegExp): Generator<[string, string | string[]]> {
  const named = new Set(
    String(headers.connection ?? "")
      .toLowerCase()
      .split(/\s*,\s*/),
  );
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || hopByHop.has(name) || named.has(name) || own.test(name)) continue;
    yield [name, value];
  }
}

/** What the backend gets to see: the caller's headers without the portal's, who calls, and the owner's own. */
export function dressRequest(
  { raw, requestId, clientIp }: EdgeRequest,
  { key, planId }: Verification,
  upstream: Upstream,
  token: string | undefined,
): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of passed(raw.headers, ownRequest))
    if (upstream.passKey || !keyHeaders.has(name)) headers[name] = value;
  if (key) {
    headers["x-portal-key-id"] = key.keyId;
    headers["x-portal-app-id"] = key.appId;
    headers["x-portal-company-id"] = key.companyId;
    headers["x-portal-environment"] = key.environment;
    headers["x-portal-scopes"] = key.scopes.join(" ");
    headers["x-portal-plan"] = planId ?? "";
  }
  headers["x-request-id"] = requestId;
  headers["x-forwarded-for"] = clientIp;
  for (const [name, value] of Object.entries(upstream.headers)) headers[name.toLowerCase()] = value;
  if (token) headers[upstream.passKey ? "x-portal-token" : "authorization"] = `Bearer ${token}`;
  return headers;
}

/** The backend's headers as the caller may see them; `elsewhere`: it redirects to another address. */
export function dressResponse(
  given: IncomingHttpHeaders,
  base: string,
  prefix: string,
): Record<string, string | string[]> | "elsewhere" {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of passed(given, ownResponse)) headers[name] = value;
  const { location } = headers;
  if (location !== undefined) {
    const moved = typeof location === "string" ? moveLocation(location, base, prefix) : undefined;
    if (!moved) return "elsewhere";
    headers.location = moved;
  }
  headers["x-content-type-options"] = "nosniff";
  // Should a browser ever show it: no scripts, no forms, nobody's cookies.
  headers["content-security-policy"] = "sandbox; default-src 'none'";
  headers["cache-control"] ??= "no-store";
  return headers;
}

/** An address below the backend's, as one below the portal's. */
function moveLocation(location: string, base: string, prefix: string): string | undefined {
  const root = new URL(base);
  const from = new URL(base.endsWith("/") ? base : `${base}/`);
  if (!URL.canParse(location, from)) return undefined;
  const url = new URL(location, from);
  const below = root.pathname.replace(/\/$/, "");
  if (url.origin !== root.origin || !(url.pathname === below || url.pathname.startsWith(`${below}/`))) return undefined;
  return `${prefix}${url.pathname.slice(below.length) || "/"}${url.search}`;
}

/** The backend's address for a call; undefined when the path leads out of what the owner allowed. */
export function findTarget(base: string, path: string, rawUrl: string): URL | undefined {
  const root = new URL(base);
  const below = root.pathname.replace(/\/$/, "");
  const query = rawUrl.includes("?") ? rawUrl.slice(rawUrl.indexOf("?")) : "";
  const text = `${root.origin}${below}${path}${query}`;
  if (/\\/.test(path) || !URL.canParse(text)) return undefined;
  // Encoded dots and slashes too: a backend that decodes them must not find its way up.
  if (path.split("/").some((part) => /^(\.|%2e){1,2}$/i.test(part)) || /%2f(\.|%2e){2}|(\.|%2e){2}%2f|%5c/i.test(path))
    return undefined;
  const url = new URL(text);
  return url.origin === root.origin && (url.pathname === below || url.pathname.startsWith(`${below}/`))
    ? url
    : undefined;
}

/** Lets bytes through and counts them; more than `most` is an error (`too_large`). `held`: all of them, null when there were more than `hold`. */
export function countBytes(most: number, hold: number): { through: Transform; bytes(): number; held(): Buffer | null } {
  let bytes = 0;
  let chunks: Buffer[] = [];
  const through = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      if (bytes <= hold) chunks.push(chunk);
      else chunks = [];
      if (bytes > most) done(new PortalError("too_large", `The body may have at most ${most} bytes.`));
      else done(null, chunk);
    },
  });
  return { through, bytes: () => bytes, held: () => (bytes > hold ? null : Buffer.concat(chunks)) };
}
