import { askPortal, type CallFacts, reportCall, writeRefusal } from "./guard-call.js";
import type { GuardOptions } from "./guard-options.js";
import type { Portal } from "./portal.js";
import { readLength } from "./read-call.js";
import type { PortalCaller } from "./types.js";

export type { GuardOptions } from "./guard-options.js";

/** A request that was let through; `portal` is absent when the guard let it through without knowing who calls. */
export type Guarded<R extends Request> = R & { portal?: PortalCaller };

/**
 * Guards a route handler: `export const GET = guardNext(portal, async (request) => ...)`. Such handlers are not told the client's
 * address: give `clientIp` where keys are restricted to addresses. Works for every handler from Request to Response.
 */
export function guardNext<R extends Request, Rest extends unknown[]>(
  portal: Portal,
  handler: (request: Guarded<R>, ...rest: Rest) => Response | Promise<Response>,
  options: GuardOptions<R> = {},
): (request: R, ...rest: Rest) => Promise<Response> {
  return async (request, ...rest) => {
    if (options.skip?.(request)) return handler(request, ...rest);
    const [startedAt, started] = [Date.now(), performance.now()];
    const facts: CallFacts = {
      method: request.method,
      path: new URL(request.url).pathname,
      ip: undefined,
      header: (name) => request.headers.get(name),
    };
    const verdict = await askPortal(portal, options, request, facts);
    const caller = verdict.allowed ? verdict.caller : undefined;
    const refusal = verdict.allowed ? undefined : verdict;
    const report = (status: number, length: string | null) => {
      reportCall(portal, options, request, facts, caller, {
        startedAt,
        latencyMs: performance.now() - started,
        status,
        responseBytes: readLength(length),
        refusal,
      });
    };
    if (refusal) {
      const { headers, body } = writeRefusal(refusal, portal);
      report(refusal.status, String(Buffer.byteLength(body)));
      return new Response(request.method === "HEAD" ? null : body, { status: refusal.status, headers });
    }
    if (caller) Object.defineProperty(request, "portal", { value: caller, configurable: true, enumerable: true });
    try {
      const response = await handler(request as Guarded<R>, ...rest);
      report(response.status, response.headers.get("content-length"));
      return withHeaders(response, verdict.headers);
    } catch (error) {
      report(500, null);
      throw error;
    }
  };
}

/** Some answers (a redirect, one that was fetched) may not be changed: those are copied. */
function withHeaders(response: Response, headers: Record<string, string>): Response {
  try {
    for (const name in headers) response.headers.set(name, headers[name] as string);
    return response;
  } catch {
    const copy = new Headers(response.headers);
    for (const name in headers) copy.set(name, headers[name] as string);
    return new Response(response.body, { status: response.status, statusText: response.statusText, headers: copy });
  }
}
