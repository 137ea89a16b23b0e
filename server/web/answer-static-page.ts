import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { LRUCache } from "lru-cache";

/** Scripts of a page hold React's data, in which lengths are counted: an address of another length would break it. */
const scripts = /(<script\b(?![^>]*application\/ld\+json)[^>]*>[\s\S]*?<\/script>)/;
/** What is made per request knows the address already: the rooms of people, and files (feeds, Markdown, `llms.txt`). */
const madePerRequest = /^\/(_next|api|console|staff|embed)(\/|$)|^[^?]*\.\w+(\?|$)/;

/** The address that the static pages were built for, as the card of the first one says it; null without a build. */
export function readBuiltAddress(root: string): string | null {
  try {
    const html = readFileSync(path.join(root, ".next/server/app/index.html"), "utf8");
    return /<meta property="og:image" content="(https?:\/\/[^"]+?)\/og\//.exec(html)?.[1] ?? null;
  } catch {
    return null;
  }
}

/** A built page with `current` for the address it was built for: canonical and card, links, JSON-LD, samples. */
export function putAddress(html: string, built: string, current: string): string {
  // Whole only: `http://host:30` is no beginning of `http://host:3000`.
  const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const plain = new RegExp(`${escaped(built)}(?![\\w.:-])`, "g");
  const encoded = new RegExp(`${escaped(encodeURIComponent(built))}(?![\\w.-]|%3A)`, "g");
  return html
    .split(scripts)
    .map((part, index) =>
      index % 2 ? part : part.replace(plain, () => current).replace(encoded, () => encodeURIComponent(current)),
    )
    .join("");
}

/** Pages that are kept pressed, 15 to 20 KB each. */
const kept = new LRUCache<string, Buffer>({ max: 1_000 });

/** A page as it goes out, made once under its key. */
function readyPage(key: string | undefined, make: () => Buffer): Buffer {
  const held = key === undefined ? undefined : kept.get(key);
  if (held) return held;
  const page = make();
  if (key !== undefined) kept.set(key, page);
  return page;
}

/**
 * Static pages as they go out: pressed once and kept, where Next presses them for every reader anew, and with the address that counts now where
 * they were built for another one (another PORT, a container's image that is built once). They go under an entity tag of their own. Call it
 * before the request is answered; whatever is no static page passes by. See decisions/0042.
 */
export function answerStaticPage(
  request: IncomingMessage,
  response: ServerResponse,
  { built, current }: { built: string; current: string },
): void {
  const { method, url = "/", headers } = request;
  if (method !== "GET" || headers.rsc !== undefined || madePerRequest.test(url)) return;
  const gzip = /\bgzip\b/.test(String(headers["accept-encoding"] ?? ""));
  // Next would press it before it can be read here.
  delete headers["accept-encoding"];
  // Next knows its own bytes only.
  const known = String(headers["if-none-match"] ?? "");
  delete headers["if-none-match"];
  const { write, end, writeHead } = response;
  const held: Buffer[] = [];
  let released = false;
  // Next's mark of what it has made before.
  const holds = () =>
    !released &&
    !response.headersSent &&
    response.hasHeader("x-nextjs-prerender") &&
    String(response.getHeader("content-type")).startsWith("text/html");
  const hold = (chunk: unknown, encoding?: unknown) => {
    if (chunk === undefined || chunk === null || typeof chunk === "function") return;
    const coding = typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8";
    held.push(typeof chunk === "string" ? Buffer.from(chunk, coding) : Buffer.from(chunk as Uint8Array));
  };
  // Next's own pressing asks for the head before it passes on the end: it waits until the length is known.
  response.writeHead = ((status: number, ...rest: unknown[]) => {
    if (!holds()) return Reflect.apply(writeHead, response, [status, ...rest]) as ServerResponse;
    response.statusCode = status;
    const given = rest.find((one) => typeof one === "object" && one !== null && !Array.isArray(one)) ?? {};
    for (const [name, value] of Object.entries(given)) response.setHeader(name, value as string);
    return response;
  }) as typeof response.writeHead;
  response.write = ((chunk: unknown, ...rest: unknown[]) => {
    if (!holds()) return Reflect.apply(write, response, [chunk, ...rest]) as boolean;
    hold(chunk, rest[0]);
    return true;
  }) as typeof response.write;
  response.end = ((chunk?: unknown, ...rest: unknown[]) => {
    if (!holds()) return Reflect.apply(end, response, [chunk, ...rest]) as ServerResponse;
    released = true;
    hold(chunk, rest[0]);
    const given = response.getHeader("etag")?.toString();
    const tag =
      given && `"${createHash("sha256").update(`${current} ${given} ${gzip}`).digest("base64url").slice(0, 20)}"`;
    const page = readyPage(gzip ? tag : undefined, () => {
      const html = Buffer.concat(held);
      const right = built === current ? html : Buffer.from(putAddress(html.toString("utf8"), built, current));
      return gzip ? gzipSync(right) : right;
    });
    const unchanged = tag !== undefined && response.statusCode === 200 && known.includes(tag);
    if (unchanged) response.statusCode = 304;
    if (tag) response.setHeader("etag", tag);
    if (unchanged) response.removeHeader("content-length");
    else response.setHeader("content-length", page.length);
    if (gzip) {
      if (!unchanged) response.setHeader("content-encoding", "gzip");
      if (!/accept-encoding/i.test(String(response.getHeader("vary") ?? "")))
        response.appendHeader("vary", "Accept-Encoding");
    }
    const body = unchanged ? undefined : page;
    const done = [chunk, ...rest].find((one) => typeof one === "function") as (() => void) | undefined;
    return Reflect.apply(end, response, done ? [body, done] : [body]) as ServerResponse;
  }) as typeof response.end;
}
