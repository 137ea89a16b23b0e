import type { Context, MiddlewareHandler } from "hono";
import { askPortal, type CallFacts, reportCall, writeRefusal } from "./guard-call.js";
import type { GuardOptions } from "./guard-options.js";
import type { Portal } from "./portal.js";
import { readLength } from "./read-call.js";
import type { PortalCaller } from "./types.js";

export type { GuardOptions } from "./guard-options.js";

/** `new Hono<PortalEnv>()`: then `c.var.portal` is who calls; undefined when the guard let the call through without knowing. */
export type PortalEnv = { Variables: { portal: PortalCaller | undefined } };

/** Guards what it is used on: `app.use("/v1/*", guardHono(portal))`. The address is known on @hono/node-server; elsewhere give `clientIp`. */
export function guardHono(portal: Portal, options: GuardOptions<Context> = {}): MiddlewareHandler<PortalEnv> {
  return async (context, next) => {
    if (options.skip?.(context)) return next();
    const [startedAt, started] = [Date.now(), performance.now()];
    const facts: CallFacts = {
      method: context.req.method,
      path: context.req.path,
      ip: readAddress(context.env),
      header: (name) => context.req.header(name),
    };
    const verdict = await askPortal(portal, options, context, facts);
    const caller = verdict.allowed ? verdict.caller : undefined;
    const refusal = verdict.allowed ? undefined : verdict;
    if (refusal) {
      const { headers, body } = writeRefusal(refusal, portal);
      context.res = new Response(body, { status: refusal.status, headers });
    } else {
      context.set("portal", caller);
      await next();
      // After the handler: answers it made itself do not take over what was set before.
      for (const [name, value] of Object.entries(verdict.headers)) context.res.headers.set(name, value);
    }
    reportCall(portal, options, context, facts, caller, {
      startedAt,
      latencyMs: performance.now() - started,
      status: context.res.status,
      pattern: refusal ? undefined : readPattern(context),
      responseBytes: readLength(context.res.headers.get("content-length")),
      refusal,
    });
  };
}

function readAddress(env: unknown): string | undefined {
  return (env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming?.socket?.remoteAddress;
}

/** The handler that answered: the last that matched and is no middleware on everything below a place. */
function readPattern(context: Context): string | undefined {
  const routes = context.req.matchedRoutes.filter(({ path }) => !path.endsWith("*"));
  return routes.at(-1)?.path;
}
