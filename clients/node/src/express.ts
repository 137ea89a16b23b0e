import type { NextFunction, Request, RequestHandler } from "express";
import type { GuardOptions } from "./guard-options.js";
import { guardNode, type NodeWiring } from "./http.js";
import type { Portal } from "./portal.js";
import type { PortalCaller } from "./types.js";

export type { GuardOptions } from "./guard-options.js";

declare global {
  namespace Express {
    interface Request {
      /** Who calls; absent when the guard let the call through without knowing. */
      portal?: PortalCaller;
    }
  }
}

/** Guards what comes after it: `app.use(guardExpress(portal))`, or one route. The address is Express' own (`trust proxy`). */
export function guardExpress(portal: Portal, options: GuardOptions<Request> = {}): RequestHandler {
  return (request, response, next) => guardNode(portal, options, wiring, request, response, next);
}

const wiring: NodeWiring<Request, NextFunction> = {
  // Nothing forwarded: Express would go a long way to the same address.
  ip: (request) => (request.headers["x-forwarded-for"] === undefined ? request.socket.remoteAddress : request.ip),
  path: (request) => request.originalUrl,
  pattern: readPattern,
  pass(request, _, caller, next) {
    if (caller) request.portal = caller;
    next();
  },
  fail: (error, _, next) => next(error),
};

/** The route that answered, with the place of its router; a route that is no text (a pattern, a list) is not told. */
function readPattern(request: Request): string | undefined {
  const path: unknown = request.route?.path;
  if (typeof path !== "string") return undefined;
  if (request.baseUrl === "") return path;
  // Parameters of a router's own place are in `baseUrl` with their values.
  let base = request.baseUrl;
  for (const [name, value] of Object.entries(request.params)) {
    if (typeof value === "string" && value && !path.includes(`:${name}`))
      base = base.replace(`/${encodeURIComponent(value)}`, `/:${name}`);
  }
  return base + (path === "/" && base ? "" : path);
}
