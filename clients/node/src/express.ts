import type { Request, RequestHandler } from "express";
import type { GuardOptions } from "./guard-options.js";
import { guardNode } from "./http.js";
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
  return (request, response, next) => {
    guardNode(portal, options, request, response, {
      // Without a proxy that is trusted, Express would read the forwarded addresses only to leave them out.
      ip: request.app.enabled("trust proxy") ? request.ip : request.socket.remoteAddress,
      path: request.originalUrl,
      pattern: () => readPattern(request),
      pass: (caller) => {
        if (caller) request.portal = caller;
        next();
      },
      fail: next,
    });
  };
}

/** The route that answered, with the place of its router; a route that is no text (a pattern, a list) is not told. */
function readPattern(request: Request): string | undefined {
  const path: unknown = request.route?.path;
  if (typeof path !== "string") return undefined;
  // Parameters of a router's own place are in `baseUrl` with their values.
  let base = request.baseUrl;
  for (const [name, value] of Object.entries(request.params)) {
    if (typeof value === "string" && value && !path.includes(`:${name}`))
      base = base.replace(`/${encodeURIComponent(value)}`, `/:${name}`);
  }
  return base + (path === "/" && base ? "" : path);
}
