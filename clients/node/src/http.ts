import type { IncomingMessage, ServerResponse } from "node:http";
import { askPortal, type CallFacts, reportCall, writeRefusal } from "./guard-call.js";
import type { GuardOptions } from "./guard-options.js";
import type { Portal } from "./portal.js";
import { readLength } from "./read-call.js";
import type { PortalCaller, Verdict } from "./types.js";

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
  return (request: GuardedRequest, response) => {
    guardNode(portal, options, request, response, {
      ip: request.socket.remoteAddress,
      path: request.url ?? "/",
      pattern: () => undefined,
      pass: (caller) => {
        if (caller) request.portal = caller;
        handler(request, response);
      },
      fail: () => {
        response.writeHead(500).end();
      },
    });
  };
}

export type NodeCall = {
  ip: string | undefined;
  path: string;
  /** The framework's route, asked when the answer is out. */
  pattern(): string | undefined;
  pass(caller: PortalCaller | undefined): void;
  /** A callback of the API's owner threw before the decision. */
  fail(error: unknown): void;
};

/** What Express and plain node:http have in common. */
export function guardNode<Request extends IncomingMessage>(
  portal: Portal,
  options: GuardOptions<Request>,
  request: Request,
  response: ServerResponse,
  call: NodeCall,
): void {
  const [startedAt, started] = [Date.now(), performance.now()];
  const facts: CallFacts = {
    method: request.method ?? "GET",
    path: call.path,
    ip: call.ip,
    header: (name) => request.headers[name],
  };
  const settle = (verdict: Verdict) => {
    // It left while the portal was asked: nobody is there to answer.
    if (response.destroyed) return;
    for (const name in verdict.headers) response.setHeader(name, verdict.headers[name] as string);
    const refusal = verdict.allowed ? undefined : verdict;
    const caller = verdict.allowed ? verdict.caller : undefined;
    if (caller || refusal?.keyId !== undefined) {
      const { socket } = request;
      const written = socket.bytesWritten;
      response.once("close", () => {
        reportCall(portal, options, request, facts, caller, {
          startedAt,
          latencyMs: performance.now() - started,
          status: response.writableFinished ? response.statusCode : clientGone,
          pattern: call.pattern(),
          // Without a length the answer came in pieces: what went over the wire is the nearest there is.
          responseBytes: readLength(response.getHeader("content-length")) ?? Math.max(0, socket.bytesWritten - written),
          refusal,
        });
      });
    }
    if (verdict.allowed) {
      call.pass(caller);
      return;
    }
    const { headers, body } = writeRefusal(verdict, portal);
    response.writeHead(verdict.status, { ...headers, "content-length": Buffer.byteLength(body) });
    response.end(request.method === "HEAD" ? undefined : body);
  };
  let verdict: Verdict | Promise<Verdict>;
  try {
    if (options.skip?.(request)) {
      call.pass(undefined);
      return;
    }
    verdict = askPortal(portal, options, request, facts);
  } catch (error) {
    call.fail(error);
    return;
  }
  if (verdict instanceof Promise) void verdict.then(settle);
  else settle(verdict);
}
