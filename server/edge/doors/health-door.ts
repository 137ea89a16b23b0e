import { type Door, sendJson } from "../door";
import type { EdgeMetrics } from "../metrics";
import type { Readiness } from "../readiness";

/** `/healthz`: this process turns. `/readyz`: the house can serve, or which part is not ready (503). `/metrics`: Prometheus. */
export function healthDoors(check: () => Promise<Readiness>, metrics: EdgeMetrics): Door[] {
  return [
    {
      methods: ["GET"],
      path: "/healthz",
      handle: (_request, response) => sendJson(response, 200, { status: "ok" }),
    },
    {
      methods: ["GET"],
      path: "/readyz",
      async handle(_request, response) {
        const { ready, parts, degraded } = await check();
        const notReady = Object.keys(parts).filter((part) => parts[part as keyof typeof parts] !== "ok");
        sendJson(response, ready ? 200 : 503, { status: ready ? "ok" : "not ready", notReady, degraded, parts });
      },
    },
    {
      methods: ["GET"],
      path: "/metrics",
      async handle(_request, response) {
        const text = await metrics.registry.metrics();
        response.writeHead(200, { "content-type": metrics.registry.contentType, "cache-control": "no-store" });
        response.end(text);
      },
    },
  ];
}
