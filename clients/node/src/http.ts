import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { askPortal, type CallFacts, reportCall, writeRefusal } from "./guard-call.js";
import type { GuardOptions } from "./guard-options.js";
import type { Portal } from "./portal.js";
import { readLength } from "./read-call.js";
import type { PortalCaller, Refusal, Verdict } from "./types.js";

export type { GuardOptions } from "./guard-options.js";

/** A request of node:http that was let through. */
export type GuardedRequest = IncomingMessage & { portal?: PortalCaller };

/** Clients that left before the answer was out, as nginx counts them. */
const clientGone = 499;

/** Puts a guard before a handler of `http.createServer`. What the handler throws is its own affair. */
export function guardHttp(
  portal: Portal,
  handler: (request: GuardedRequest, response: ServerResponse) => unknown,
  options: GuardOptions<IncomingMessage> = {},
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => guardNode(portal, options, wiring, request, response, handler);
}

type Handler = (request: GuardedRequest, response: ServerResponse) => unknown;

const wiring: NodeWiring<GuardedRequest, Handler> = {
  ip: (request) => request.socket.remoteAddress,
  path: (request) => request.url ?? "/",
  pattern: () => undefined,
  pass(request, response, caller, handler) {
    if (caller) request.portal = caller;
    handler(request, response);
  },
  fail(_, response) {
    response.writeHead(500).end();
  },
};

/** What Express and plain node:http tell and do in their own way; one for all calls, `next` is the call's. */
export type NodeWiring<Request, Next> = {
  ip(request: Request): string | undefined;
  path(request: Request): string;
  /** The framework's route, asked when the answer is out. */
  pattern(request: Request): string | undefined;
  pass(request: Request, response: ServerResponse, caller: PortalCaller | undefined, next: Next): void;
  /** A callback of the API's owner threw before the decision. */
  fail(error: unknown, response: ServerResponse, next: Next): void;
};

/** What Express and plain node:http have in common. */
export function guardNode<Request extends IncomingMessage, Next>(
  portal: Portal,
  options: GuardOptions<Request>,
  wiring: NodeWiring<Request, Next>,
  request: Request,
  response: ServerResponse,
  next: Next,
): void {
  const call = new NodeCall(portal, options, wiring, request, response);
  let verdict: Verdict | Promise<Verdict>;
  try {
    if (options.skip?.(request)) {
      wiring.pass(request, response, undefined, next);
      return;
    }
    verdict = askPortal(portal, options, request, call);
  } catch (error) {
    wiring.fail(error, response, next);
    return;
  }
  if (verdict instanceof Promise) void verdict.then((settled) => call.settle(settled, next));
  else call.settle(verdict, next);
}

/** One call on its way through. A class, because it is in every call's way: one object and one listener. */
class NodeCall<Request extends IncomingMessage, Next> implements CallFacts {
  readonly method: string;
  readonly path: string;
  readonly ip: string | undefined;
  readonly #startedAt = Date.now();
  readonly #started = performance.now();
  readonly #portal: Portal;
  readonly #options: GuardOptions<Request>;
  readonly #wiring: NodeWiring<Request, Next>;
  readonly #request: Request;
  readonly #response: ServerResponse;
  readonly #socket: Socket;
  #written = 0;

  constructor(
    portal: Portal,
    options: GuardOptions<Request>,
    wiring: NodeWiring<Request, Next>,
    request: Request,
    response: ServerResponse,
  ) {
    this.method = request.method ?? "GET";
    this.path = wiring.path(request);
    this.ip = wiring.ip(request);
    this.#portal = portal;
    this.#options = options;
    this.#wiring = wiring;
    this.#request = request;
    this.#response = response;
    this.#socket = request.socket;
  }

  header(name: string): string | string[] | undefined {
    return this.#request.headers[name];
  }

  settle(verdict: Verdict, next: Next): void {
    const response = this.#response;
    // It left while the portal was asked: nobody is there to answer.
    if (response.destroyed) return;
    for (const name in verdict.headers) response.setHeader(name, verdict.headers[name] as string);
    if (verdict.allowed) {
      if (verdict.caller) this.#reportWhenOver(verdict.caller, undefined);
      this.#wiring.pass(this.#request, response, verdict.caller, next);
      return;
    }
    if (verdict.keyId !== undefined) this.#reportWhenOver(undefined, verdict);
    const { headers, body } = writeRefusal(verdict, this.#portal);
    response.writeHead(verdict.status, { ...headers, "content-length": Buffer.byteLength(body) });
    response.end(this.method === "HEAD" ? undefined : body);
  }

  #reportWhenOver(caller: PortalCaller | undefined, refusal: Refusal | undefined): void {
    this.#written = this.#socket.bytesWritten;
    // Told once in any case; `once` would cost one more object and call.
    this.#response.on("close", () => this.#report(caller, refusal));
  }

  #report(caller: PortalCaller | undefined, refusal: Refusal | undefined): void {
    const response = this.#response;
    reportCall(this.#portal, this.#options, this.#request, this, caller, {
      startedAt: this.#startedAt,
      latencyMs: performance.now() - this.#started,
      status: response.writableFinished ? response.statusCode : clientGone,
      pattern: this.#wiring.pattern(this.#request),
      // Without a length the answer came in pieces: what went over the wire is the nearest there is.
      responseBytes:
        readLength(response.getHeader("content-length")) ?? Math.max(0, this.#socket.bytesWritten - this.#written),
      refusal,
    });
  }
}
