import type { FastifyPluginCallback, FastifyRequest } from "fastify";
import { askPortal, type CallFacts, reportCall, writeRefusal } from "./guard-call.js";
import type { GuardOptions } from "./guard-options.js";
import type { Portal } from "./portal.js";
import { readLength } from "./read-call.js";
import type { PortalCaller, Verdict } from "./types.js";

export type { GuardOptions } from "./guard-options.js";

declare module "fastify" {
  interface FastifyRequest {
    /** Who calls; null when the guard let the call through without knowing. */
    portal: PortalCaller | null;
  }
}

type Noted = { facts: CallFacts; verdict: Verdict; startedAt: number };
const clientGone = 499;

/**
 * Guards every route of the instance it is registered on: `app.register(guardFastify(portal))`. When Fastify closes, the calls that wait
 * are sent. The address is Fastify's own (`trustProxy`).
 */
export function guardFastify(portal: Portal, options: GuardOptions<FastifyRequest> = {}): FastifyPluginCallback {
  const calls = new WeakMap<FastifyRequest, Noted>();
  const plugin: FastifyPluginCallback = (app, _, done) => {
    if (!app.hasRequestDecorator("portal")) app.decorateRequest("portal", null);
    app.addHook("onRequest", async (request, reply) => {
      if (options.skip?.(request)) return;
      const startedAt = Date.now();
      const facts: CallFacts = {
        method: request.method,
        path: request.url,
        ip: request.ip,
        header: (name) => request.headers[name],
      };
      const verdict = await askPortal(portal, options, request, facts);
      calls.set(request, { facts, verdict, startedAt });
      reply.headers(verdict.headers);
      if (verdict.allowed) {
        request.portal = verdict.caller ?? null;
        return;
      }
      const { headers, body } = writeRefusal(verdict, portal);
      reply.code(verdict.status).headers(headers).send(body);
      return reply;
    });
    app.addHook("onResponse", async (request, reply) => {
      const call = calls.get(request);
      if (!call) return;
      const { facts, verdict, startedAt } = call;
      reportCall(portal, options, request, facts, verdict.allowed ? verdict.caller : undefined, {
        startedAt,
        latencyMs: reply.elapsedTime,
        status: reply.raw.writableFinished ? reply.statusCode : clientGone,
        pattern: request.routeOptions?.url,
        responseBytes: readLength(reply.getHeader("content-length")),
        refusal: verdict.allowed ? undefined : verdict,
      });
    });
    app.addHook("onClose", () => portal.flush());
    done();
  };
  // Fastify's own mark of a plugin that is not shut off from its parent: the routes beside it are guarded too.
  return Object.assign(plugin, { [Symbol.for("skip-override")]: true });
}
