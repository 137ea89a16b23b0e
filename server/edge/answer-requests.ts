import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { PortalError } from "@/lib/base/errors";
import type { Logger } from "@/lib/base/log";
import type { TrustedProxies } from "./client-ip";
import { type Door, sendProblem } from "./door";
import type { Observe } from "./metrics";
import { LazyRequest } from "./request";
import type { Router } from "./router";
import type { WebProxy } from "./web-proxy";

export type AnswerOptions = { router: Router; web: WebProxy; trusted: TrustedProxies; log: Logger; observe: Observe };

/** The edge's HTTP server, not yet listening: doors answer what is theirs, the pages the rest. */
export function answerRequests(options: AnswerOptions): Server {
  const { router, web, log, observe } = options;

  const server = createServer((raw, response) => {
    let request: LazyRequest;
    try {
      request = readRequest(raw, options);
    } catch (error) {
      sendProblem(response, error, "");
      return;
    }
    const route = router.find(request.method, request.path);
    if (route === "web") web.forward(request, response);
    else if (route === "nothing") refuse(request, response, new PortalError("not_found"));
    else if ("allow" in route) {
      refuse(request, response, new PortalError("method_not_allowed", undefined, { headers: { allow: route.allow } }));
    } else openDoor(route.door, request, response, observe);
  });

  server.on("upgrade", (raw: IncomingMessage, socket: Socket, head: Buffer) => {
    try {
      const request = readRequest(raw, options);
      if (router.find(request.method, request.path) === "web") web.upgrade(request, socket, head);
      else socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    } catch {
      socket.destroy();
    }
  });
  server.on("error", (error) => log.error({ err: error }, "the server failed"));
  // Longer than load balancers keep idle connections (60 s), so that it is they who close.
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = 66_000;
  server.requestTimeout = 120_000;
  return server;
}

function openDoor(door: Door, request: LazyRequest, response: ServerResponse, observe: Observe): void {
  const begun = performance.now();
  response.on("finish", () => observe(door, (performance.now() - begun) / 1_000, response.statusCode));
  try {
    const pending = door.handle(request, response);
    if (pending) pending.catch((error: unknown) => refuse(request, response, error));
  } catch (error) {
    refuse(request, response, error);
  }
}

function refuse(request: LazyRequest, response: ServerResponse, error: unknown): void {
  if (!(error instanceof PortalError)) request.log.error({ err: error, path: request.path }, "a door failed");
  if (response.destroyed) return;
  if (!response.headersSent) response.setHeader("x-request-id", request.requestId);
  sendProblem(response, error, request.requestId);
}

function readRequest(raw: IncomingMessage, house: { log: Logger; trusted: TrustedProxies }): LazyRequest {
  let url = raw.url ?? "/";
  // An absolute address (RFC 9112, 3.2.2): only its path matters, the host is in the header.
  if (url.charCodeAt(0) !== 47) {
    url = url.replace(/^https?:\/\/[^/?#]*/i, "") || "/";
    if (!url.startsWith("/")) url = `/${url}`;
    raw.url = url;
  }
  if (url.includes(nul)) throw new PortalError("bad_request", "The address holds a NUL character");
  const cut = url.indexOf("?");
  const path = cut < 0 ? url : url.slice(0, cut);
  return new LazyRequest(raw, path.includes("%") ? decodePath(path) : path, cut < 0 ? "" : url.slice(cut + 1), house);
}

/** Anywhere in an address: the databases hold no such character, and nobody means it. */
const nul = "%00";

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new PortalError("bad_request", "The address is not valid percent-encoding");
  }
}
