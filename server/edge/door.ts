import type { IncomingMessage, ServerResponse } from "node:http";
import { toProblem } from "@/lib/base/errors";
import { type BodyLimits, readBody, requireJsonType } from "@/lib/base/http";
import type { Logger } from "@/lib/base/log";
import { parseJsonList } from "@/lib/base/parse-json-list";
import { toPortalError } from "@/lib/base/to-portal-error";

/** What the edge knows of a request before a door sees it. */
export type EdgeRequest = {
  raw: IncomingMessage;
  requestId: string;
  method: string;
  /** Decoded-once path without the query. */
  path: string;
  query: URLSearchParams;
  /** The client's address, forwarded headers counted only from TRUSTED_PROXIES. */
  clientIp: string;
  /** Whether `clientIp` is the caller's for sure: the peer is a trusted proxy that told it. Else it is the peer's own, a gateway's perhaps. */
  isProxied: boolean;
  log: Logger;
};

/** One address the edge answers itself. `path` is exact, or a prefix when it ends with `/*`. */
export type Door = {
  methods: readonly string[] | "*";
  path: string;
  handle(request: EdgeRequest, response: ServerResponse): Promise<void> | void;
};

/** One MiB: enough for every request but bulk ones, which name their own limit. */
const defaultLimits: BodyLimits = { maxBytes: 1024 * 1024 };

/** The JSON body of a request; throws PortalError (400, 413, 415) when there is none to be had. Check its shape with zod. */
export async function readJson(request: EdgeRequest, limits: BodyLimits = defaultLimits): Promise<unknown> {
  requireJsonType(request.raw.headers["content-type"]);
  return parseJsonList(await readBody(request.raw, limits));
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers?: Record<string, string>,
): void {
  sendJsonText(response, status, JSON.stringify(body), headers);
}

/** As sendJson, for a body that is JSON already. */
export function sendJsonText(
  response: ServerResponse,
  status: number,
  text: string,
  headers?: Record<string, string>,
): void {
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    ...headers,
  });
  response.end(text);
}

/** Answers a refusal as RFC 9457 problem+json. Anything but a PortalError is a fault: 500 without its message, or 503 when the database is away. */
export function sendProblem(response: ServerResponse, error: unknown, requestId: string): void {
  const known = toPortalError(error);
  const text = JSON.stringify(toProblem(known, requestId));
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(known.status, {
    "content-type": "application/problem+json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    ...known.headers,
  });
  response.end(text);
}
