import { isIP } from "node:net";

type Header = string | string[] | undefined | null;

/** A developer's key where clients put it: `Authorization` (Bearer, or the user of Basic), else `X-API-Key`. */
export function readKey(header: (name: string) => Header): string {
  const authorization = single(header("authorization"));
  if (!authorization) return single(header("x-api-key"))?.trim() ?? "";
  const space = authorization.indexOf(" ");
  const [scheme, rest] = [
    authorization.slice(0, Math.max(0, space)).toLowerCase(),
    authorization.slice(space + 1).trim(),
  ];
  if (scheme === "bearer") return rest;
  if (scheme !== "basic") return single(header("x-api-key"))?.trim() ?? "";
  return Buffer.from(rest, "base64").toString("utf8").split(":", 1)[0] ?? "";
}

/** What was read of texts that come again and again; forgotten all at once when it has become too much. */
export function remember<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    let found = known.get(text);
    if (found === undefined) {
      found = read(text);
      if (known.size >= 1_000) known.clear();
      known.set(text, found);
    }
    return found;
  };
}

/** An address as the portal takes it, or nothing. */
export function readIp(address: string | undefined | null): string | undefined {
  return (address && knownIps(address)) || undefined;
}

const knownIps = remember((address) => {
  // IPv4 on a socket that speaks both; the zone of a link-local address says nothing to others.
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  return isIP(plain) ? plain : "";
});

/** The code block of the portal's docs that a call says it was copied from: `/docs/quickstart#first-call`. */
export function readSnippet(header: Header): string | undefined {
  const text = single(header);
  return text && /^\/[\w.~%/-]{0,200}#[\w.~%-]{1,120}$/.test(text) ? text : undefined;
}

export type Sdk = { sdk?: string; sdkVersion?: string };

/** The client library that a user agent names first: `acme-node/1.2.0 (linux)` is `acme-node` `1.2.0`; a browser is `browser`. */
export function readSdk(userAgent: Header): Sdk {
  return knownSdks(single(userAgent)?.slice(0, 300) ?? "");
}

const knownSdks = remember((text): Sdk => {
  const match = /^([A-Za-z][\w.-]{0,49})(?:\/v?([\w.+-]{1,30}))?/.exec(text);
  if (!match?.[1]) return {};
  if (match[1] === "Mozilla") return { sdk: "browser" };
  return { sdk: match[1], ...(match[2] ? { sdkVersion: match[2] } : {}) };
});

/** `/shipments/:id` (Express, Hono, Fastify) as OpenAPI writes it: `/shipments/{id}`. */
export const toTemplate = remember((pattern) => {
  const text = pattern
    .replace(/\{\/?:(\w+)\}/g, "/{$1}")
    .replace(/:(\w+)(?:\([^)]*\)|\{[^}]*\})?\??/g, "{$1}")
    .replace(/\*(\w+)/g, "{$1}")
    .replace(/\/{2,}/g, "/");
  const short = text.length > 1 ? text.replace(/\/$/, "") : text;
  return short.startsWith("/") ? short.slice(0, 500) : `/${short}`.slice(0, 500);
});

/** A path without template: what looks like an id becomes `{id}`, so that a thousand shipments are one route. */
export function guessTemplate(path: string): string {
  const segments = (path.split(/[?#]/, 1)[0] ?? "/").split("/");
  const guessed = segments.map((segment, index) => (index > 0 && looksLikeId(segment) ? "{id}" : segment)).join("/");
  return (guessed.startsWith("/") ? guessed : `/${guessed}`).slice(0, 500);
}

/** Numbers, UUIDs, long random words, and `prefix_random` ids. Versions (`v2`, `2024-01-01`) are parts of the address. */
function looksLikeId(segment: string): boolean {
  if (/^\d{4}-\d{2}-\d{2}$/.test(segment)) return false;
  if (/^\d+$/.test(segment) || /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(segment)) return true;
  if (/^[a-z]{1,10}_(?=.*[\dA-Z])[A-Za-z0-9]{6,}$/.test(segment)) return true;
  return segment.length >= 16 && /\d/.test(segment) && /^[\w.~-]+$/.test(segment);
}

export function single(value: Header): string | undefined {
  return (Array.isArray(value) ? value[0] : value) ?? undefined;
}

/** A whole number of bytes of a `Content-Length`, or nothing. */
export function readLength(value: number | Header): number | undefined {
  const length = typeof value === "number" ? value : Number(single(value) || Number.NaN);
  return Number.isSafeInteger(length) && length >= 0 ? length : undefined;
}
