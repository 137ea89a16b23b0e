import { isUtf8 } from "node:buffer";
import type { Headers } from "undici";
import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { type FetchFault, type GuardedAnswer, GuardedFetchError, guardedFetch } from "@/lib/base/guarded-fetch";
import { keyPlaceholder } from "@/lib/base/page-variables";
import { encodeForm } from "@/lib/reference/encode-form";
import type { ComposedCall, KeyPlace } from "@/lib/reference/schema";
import { tryCallerHeader, writeTryCaller } from "./try-caller";

/** What came back, as the page shows it: never the key, no cookies. */
export type TryAnswer = {
  status: number;
  headers: [string, string][];
  /** Text, or null when it is none. */
  body: string | null;
  /** Of the whole answer, as far as it was read. */
  bytes: number;
  cut: boolean;
  ms: number;
  /** Where it came from, after redirects, without a key in it. */
  url: string;
  redirects: number;
};

/** Why there is no answer. */
export type TryFailure = { fault: FetchFault | "left_the_servers"; detail: string; ms: number };

const maxRedirects = 3;
/** Of a connection, not of an answer (RFC 9110, 7.6.1); cookies are for who asked, and that is not the reader. */
const unshown =
  /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|set-cookie2?|alt-svc|strict-transport-security|content-encoding|content-length)$/i;

export type TryCredential = { secret: string | null; reader: string; ip: string };

/**
 * Sends one composed call. Every hop must lie below the chosen server: a redirect that leaves it is refused, and so is an address in a private
 * network, except the portal's own sandbox. The reader's cookies are not sent, the answer's not kept: only those that the form asks for go. What looks like the key is taken out of the answer.
 */
export async function sendTryCall(
  place: KeyPlace | null,
  call: ComposedCall,
  credential: TryCredential,
): Promise<{ answer: TryAnswer } | { failure: TryFailure }> {
  const { own } = call.server;
  const base = own ? `${env().edgeUrl}${call.server.url}` : call.server.url;
  const begun = performance.now();
  const ms = () => Math.round(performance.now() - begun);
  try {
    const { answer, url, redirects } = await follow(base, place, call, credential);
    return {
      answer: {
        ...show(answer, credential.secret),
        ms: ms(),
        url: hide(shownUrl(url, own), credential.secret),
        redirects,
      },
    };
  } catch (error) {
    if (error instanceof LeftServers) {
      return {
        failure: {
          fault: "left_the_servers",
          detail: "the answer redirects to an address that is not on this server",
          ms: ms(),
        },
      };
    }
    if (error instanceof GuardedFetchError) return { failure: { fault: error.fault, detail: error.message, ms: ms() } };
    throw error;
  }
}

class LeftServers extends Error {}

async function follow(
  base: string,
  place: KeyPlace | null,
  call: ComposedCall,
  credential: TryCredential,
): Promise<{ answer: GuardedAnswer; url: URL; redirects: number }> {
  const { own } = call.server;
  const headers: Record<string, string> = { accept: "*/*", "user-agent": "Waymark-Try-It/1" };
  for (const [name, value] of call.headers) headers[name.toLowerCase()] = value;
  const form = call.form && encodeForm(call.form);
  if (form?.type) headers["content-type"] = form.type;
  const body = form?.body ?? call.body;
  let url = new URL(base + call.target);
  if (!isBelow(url, base)) throw new LeftServers();
  if (credential.secret) attach(own ? { in: "bearer" } : place, credential.secret, headers, url);
  if (own) headers[tryCallerHeader] = writeTryCaller(credential);
  const deadline = Date.now() + portal.tryIt.timeoutMs;
  for (let redirects = 0; ; redirects++) {
    const answer = await guardedFetch(url, {
      method: call.method,
      headers,
      ...(body === undefined ? {} : { body }),
      timeoutMs: Math.max(1, deadline - Date.now()),
      maxBytes: portal.tryIt.maxAnswerBytes,
      longer: "cut",
      maxRedirects: 0,
      allowPrivate: own || portal.tryIt.allowPrivate,
    });
    const location = [301, 302, 303, 307, 308].includes(answer.status) && answer.headers.get("location");
    const asks = call.method === "GET" || call.method === "HEAD";
    // What changes something is not sent twice: its redirect is the answer.
    if (!location || !asks) return { answer, url, redirects };
    if (redirects === maxRedirects)
      throw new GuardedFetchError("too_many_redirects", `more than ${maxRedirects} redirects`);
    if (!URL.canParse(location, url.href)) throw new LeftServers();
    url = new URL(location, url);
    if (!isBelow(url, base)) throw new LeftServers();
  }
}

/** On the same origin and below the same path: what is beside the server is not the API. */
function isBelow(url: URL, base: string): boolean {
  const server = new URL(base);
  const path = server.pathname.replace(/\/+$/, "");
  return (
    url.origin === server.origin &&
    !url.username &&
    !url.password &&
    (url.pathname === path || url.pathname.startsWith(`${path}/`))
  );
}

function attach(place: KeyPlace | null, secret: string, headers: Record<string, string>, url: URL): void {
  if (place?.in === "bearer") headers.authorization = `Bearer ${secret}`;
  else if (place?.in === "basic") headers.authorization = `Basic ${basic(secret)}`;
  else if (place?.in === "header") headers[place.name.toLowerCase()] = secret;
  else if (place?.in === "cookie") {
    headers.cookie = [headers.cookie, `${place.name}=${secret}`].filter(Boolean).join("; ");
  } else if (place?.in === "query") url.searchParams.set(place.name, secret);
}

const basic = (secret: string) => Buffer.from(`${secret}:`).toString("base64");

/** The portal's own sandbox is shown by the address everybody uses. */
function shownUrl(url: URL, own: boolean): string {
  return own ? `${env().publicUrl}${url.pathname}${url.search}` : url.href;
}

/** A server may say back what it was sent. */
function hide(text: string, secret: string | null): string {
  if (!secret) return text;
  return [secret, basic(secret), basic(secret).replace(/=+$/, "")].reduce(
    (rest, one) => rest.replaceAll(one, keyPlaceholder),
    text,
  );
}

function show(
  answer: GuardedAnswer,
  secret: string | null,
): Pick<TryAnswer, "status" | "headers" | "body" | "bytes" | "cut"> {
  const { status, body, cut } = answer;
  const text = isText(answer.headers, body) ? body.toString("utf8") : null;
  return {
    status,
    headers: [...answer.headers]
      .filter(([name]) => !unshown.test(name))
      .map(([name, value]): [string, string] => [name, hide(value, secret)]),
    body: text === null ? null : hide(text, secret),
    bytes: body.length,
    cut,
  };
}

/** A cut may fall inside a character: the last bytes do not decide. */
function isText(headers: Headers, body: Buffer): boolean {
  if (/^(image|audio|video|font)\/|octet-stream|pdf|zip/i.test(headers.get("content-type") ?? ""))
    return body.length === 0;
  return isUtf8(body) || isUtf8(body.subarray(0, lastWhole(body)));
}

function lastWhole(body: Buffer): number {
  let at = body.length;
  for (let back = 0; back < 4 && at > 0; back++) {
    at--;
    if (((body[at] as number) & 0xc0) !== 0x80) break;
  }
  return at;
}
