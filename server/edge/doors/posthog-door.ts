import { PortalError } from "@/lib/base/errors";
import { parseJson, readBody, unpackBody } from "@/lib/base/http";
import { acceptCalls } from "@/lib/collector/accept-calls";
import { readPosthogBody } from "@/lib/collector/dialects/posthog";
import { posthogConfig, posthogFlags } from "@/lib/collector/posthog-settings";
import { maxUnpackedBytes } from "@/lib/collector/schema";
import type { EdgeContext } from "../context";
import { type Door, sendJson } from "../door";
import { bodyLimits, readBrowser, type Senders } from "./collector-senders";
import { openToPages } from "./open-to-pages";

/** Where PostHog's libraries send events, by their age; each with and without its last slash. */
const eventPaths = ["/batch", "/i/v0/e", "/e", "/capture"].flatMap((path) => [path, `${path}/`]);
const flagPaths = ["/flags", "/decide"].flatMap((path) => [path, `${path}/`]);

/** PostHog's libraries: events, and the questions they ask before they send any. */
export function posthogDoors(context: EdgeContext, senders: Senders): Door[] {
  return [
    ...openToPages("POST", eventPaths, async (request, response) => {
      const { headers } = request.raw;
      const raw = await readBody(request.raw, bodyLimits(headers));
      const body = await unpackEvents(raw, headers["content-type"] ?? "");
      const sentAt = request.query.get("_") ?? undefined;
      const { apiKey, calls } = readPosthogBody(parseJson(body, "replace"), body.length, sentAt);
      const sender = await senders.byKey(request, apiKey);
      const browser = readBrowser(request);
      const received = { sender, calls, browser, dialect: "posthog" as const };
      const { setCookies } = await acceptCalls(context.collector, received).catch(sayUnavailable);
      if (setCookies.length) response.setHeader("set-cookie", setCookies);
      sendJson(response, 200, { status: "Ok" });
    }),
    ...openToPages("POST", flagPaths, (_request, response) => sendJson(response, 200, posthogFlags)),
    ...openToPages("GET", ["/array/*"], (request, response) => {
      const [, key, kind] = /^\/array\/([\w-]{1,128})\/(config(?:\.js)?)$/.exec(request.path) ?? [];
      if (!key) throw new PortalError("not_found");
      const config = posthogConfig(key);
      const headers = { "cache-control": "public, max-age=300" };
      if (kind === "config") return sendJson(response, 200, config, headers);
      const entry = JSON.stringify({ config, siteApps: [] });
      response.writeHead(200, { ...headers, "content-type": "text/javascript; charset=utf-8" });
      response.end(`(window._POSTHOG_REMOTE_CONFIG=window._POSTHOG_REMOTE_CONFIG||{})["${key}"]=${entry};`);
    }),
  ];
}

/** A full journal is 503 here: posthog-js throws away what is answered with 429, and sends again after 5xx. */
function sayUnavailable(error: unknown): never {
  if (error instanceof PortalError && error.code === "journal_full") {
    throw new PortalError("unavailable", error.message, { headers: error.headers });
  }
  throw error;
}

const unpackLimits = { maxBytes: maxUnpackedBytes };

/**
 * JSON out of what posthog-js posts without a Content-Encoding: gzip as it is (told by its first bytes; newer versions do not name it in
 * the address), or a form's `data` in base64 (what a page sends as it goes) or plain.
 */
async function unpackEvents(body: Buffer, contentType: string): Promise<Buffer> {
  if (body[0] === 0x1f && body[1] === 0x8b) return unpackBody(body, "gzip", unpackLimits);
  const text = contentType.startsWith("application/x-www-form-urlencoded") || body.subarray(0, 5).equals(formStart);
  if (!text) return body;
  const data = new URLSearchParams(body.toString("utf8")).get("data");
  if (data === null) return body;
  if (/^\s*[[{]/.test(data)) return Buffer.from(data, "utf8");
  // A form reads "+" as a space.
  const bytes = Buffer.from(data.replaceAll(" ", "+"), "base64");
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? unpackBody(bytes, "gzip", unpackLimits) : bytes;
}

const formStart = Buffer.from("data=");
