import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent, type Dispatcher, fetch, type Headers, type Response } from "undici";
import { isPublicHost, readWebAddress } from "./web-address";

export type GuardedRequest = {
  /** Default GET. */
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
  /** For everything together: name, connection, redirects, the whole answer. */
  timeoutMs: number;
  /** Of the unpacked answer. */
  maxBytes: number;
  /** What happens to a longer answer: refused (`too_large`, the default), or its beginning is given and `cut` is set. */
  longer?: "refuse" | "cut";
  /** Redirects to follow; default 3 for GET and HEAD, none for anything else: then the redirect itself is the answer. */
  maxRedirects?: number;
  /** http and hosts of one's own network too: only for addresses that the operator gave, or a portal that runs on a loopback address. */
  allowPrivate?: boolean;
  /** Stops it early. */
  signal?: AbortSignal;
};

export type GuardedAnswer = {
  status: number;
  headers: Headers;
  body: Buffer;
  cut: boolean;
  /** Where it came from, after redirects. */
  url: string;
};

/** Why there is no answer: closed list. */
export type FetchFault =
  | "bad_address"
  | "private_address"
  | "unknown_host"
  | "unreachable"
  | "bad_certificate"
  | "timeout"
  | "aborted"
  | "too_large"
  | "too_many_redirects";

/** A request that got no whole answer. The message names no address, so it can be shown and logged. */
export class GuardedFetchError extends Error {
  constructor(
    readonly fault: FetchFault,
    message: string,
  ) {
    super(message);
    this.name = "GuardedFetchError";
  }
}

const userAgent = "Waymark/1";

/**
 * Asks an address that somebody else chose. Only https and only hosts that everybody can reach, checked on every address a name
 * resolves to at the moment of connecting (so a name cannot change its meaning in between) and again on every redirect. Throws
 * GuardedFetchError; an answer with any status is an answer. `dispatcher` is for tests.
 */
export async function guardedFetch(
  address: string | URL,
  request: GuardedRequest,
  dispatcher?: Dispatcher,
): Promise<GuardedAnswer> {
  const allowPrivate = request.allowPrivate ?? false;
  const deadline = AbortSignal.timeout(request.timeoutMs);
  const signal = request.signal ? AbortSignal.any([deadline, request.signal]) : deadline;
  try {
    const { response, url } = await follow(address, request, dispatcher ?? agentFor(allowPrivate), signal);
    const { body, cut } = await readUpTo(response, request);
    return { status: response.status, headers: response.headers, body, cut, url: url.href };
  } catch (error) {
    if (error instanceof GuardedFetchError) throw error;
    if (deadline.aborted) throw new GuardedFetchError("timeout", `no answer within ${request.timeoutMs} ms`);
    if (request.signal?.aborted) throw new GuardedFetchError("aborted", "the request was stopped");
    throw explain(error);
  }
}

async function follow(
  address: string | URL,
  request: GuardedRequest,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): Promise<{ response: Response; url: URL }> {
  let { method = "GET", body } = request;
  const mayFollow = request.maxRedirects ?? (method === "GET" || method === "HEAD" ? 3 : 0);
  const headers = new Map(Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  if (!headers.has("user-agent")) headers.set("user-agent", userAgent);
  let url = checkAddress(address, request.allowPrivate);
  for (let hop = 0; ; hop++) {
    const response = await fetch(url, {
      method,
      headers: [...headers],
      body,
      redirect: "manual",
      dispatcher,
      signal,
    });
    const location = [301, 302, 303, 307, 308].includes(response.status) && response.headers.get("location");
    if (!location || mayFollow === 0) return { response, url };
    await response.body?.cancel();
    if (hop === mayFollow) throw new GuardedFetchError("too_many_redirects", `more than ${mayFollow} redirects`);
    const next = checkAddress(location, request.allowPrivate, url);
    if (next.origin !== url.origin) for (const name of ["authorization", "cookie"]) headers.delete(name);
    // RFC 9110, 15.4: after these the next request asks, whatever the first one did.
    if (response.status < 304 && method !== "HEAD" && method !== "GET") {
      method = "GET";
      body = undefined;
      for (const name of ["content-type", "content-length", "content-encoding"]) headers.delete(name);
    }
    url = next;
  }
}

function checkAddress(address: string | URL, allowPrivate = false, base?: URL): URL {
  const absolute = URL.canParse(String(address), base?.href) ? new URL(address, base).href : "";
  const url = readWebAddress(absolute, { allowPrivate });
  if (url) return url;
  // The same address is fine on one's own network: what is wrong with it is where it leads.
  if (absolute.startsWith("https:") && readWebAddress(absolute, { allowPrivate: true })) throw privateAddress();
  const schemes = allowPrivate ? "http:// or https://" : "https://";
  throw new GuardedFetchError("bad_address", `the address must be ${schemes} without a user name or password`);
}

function privateAddress(): GuardedFetchError {
  return new GuardedFetchError("private_address", "the address leads to a private network");
}

/** Connections that are refused unless every address of the host is public. */
export function guardedAgent(lookup: LookupFunction = systemLookup as LookupFunction): Agent {
  return new Agent({ connect: { lookup: guardLookup(lookup) } });
}

function guardLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const addresses = found as { address: string; family: number }[];
      if (error) return callback(error, "", 0);
      // One private address among them is enough: nobody has a good reason for such a mixture.
      if (!addresses.length || !addresses.every(({ address }) => isPublicHost(address))) {
        return callback(privateAddress(), "", 0);
      }
      if (options.all) return callback(null, addresses);
      const [{ address, family }] = addresses as [{ address: string; family: number }];
      callback(null, address, family);
    });
  };
}

let guarded: Agent | undefined;
let open: Agent | undefined;

/** Kept connections are shared, each kind with its own: what may reach the private network never serves who may not. */
function agentFor(allowPrivate: boolean): Agent {
  if (allowPrivate) {
    open ??= new Agent();
    return open;
  }
  guarded ??= guardedAgent();
  return guarded;
}

async function readUpTo(response: Response, { maxBytes, longer }: GuardedRequest) {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  if (!response.body) return { body: Buffer.alloc(0), cut: false };
  // Leaving the loop cancels the body, and with it the connection.
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    chunks.push(chunk);
    if (bytes <= maxBytes) continue;
    if (longer === "cut") return { body: Buffer.concat(chunks).subarray(0, maxBytes), cut: true };
    throw new GuardedFetchError("too_large", `the answer has more than ${maxBytes} bytes`);
  }
  return { body: Buffer.concat(chunks, bytes), cut: false };
}

const unknownHost = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_NODATA", "EAI_NONAME"]);

function explain(error: unknown): GuardedFetchError {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof GuardedFetchError) return cause;
    const code = (cause as NodeJS.ErrnoException).code ?? "";
    if (unknownHost.has(code)) return new GuardedFetchError("unknown_host", "the host's name is not known");
    if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) {
      return new GuardedFetchError("bad_certificate", `the certificate was not accepted (${code})`);
    }
    if (code && !cause.cause) return new GuardedFetchError("unreachable", `the host is not answering (${code})`);
  }
  return new GuardedFetchError("unreachable", "the host is not answering");
}
