import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { dayMs, nowMs } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { randomBase62 } from "@/lib/base/secrets";
import { useStores } from "@/lib/base/testing/stores";
import { revokeKey } from "@/lib/keys/revoke-key";
import { type AppOwner, newAppOwner, newKey } from "@/lib/keys/testing/key-fixtures";
import { getUsageSeries } from "@/lib/usage/get-usage-series";
import { listRoutes } from "@/lib/usage/list-routes";
import { type EdgeUnderTest, startEdge } from "../../../server/edge/testing/edge-with-web";
import { inventKey } from "../../../server/edge/testing/verify-calls";
import { guardExpress } from "./express.js";
import { guardFastify } from "./fastify.js";
import { guardHono, type PortalEnv } from "./hono.js";
import { guardHttp } from "./http.js";
import { guardNext } from "./next.js";
import { createPortal, type Portal, type PortalOptions, type PortalWarning } from "./portal.js";

useStores();

const token = `svc_${randomBase62(40)}`;
let edge: EdgeUnderTest;
let owner: AppOwner;
let portal: Portal;
const warnings: PortalWarning[] = [];
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  edge = await startEdge({ WAYMARK_SERVICE_TOKEN: token });
  owner = await newAppOwner();
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
afterAll(() => edge?.close());

function openPortal(options: Partial<PortalOptions> = {}): Portal {
  const opened = createPortal({
    ...{ url: edge.url, token, onWarning: (warning) => warnings.push(warning) },
    ...options,
    usage: { source: "guarded", flushEveryMs: 60_000, exitMs: 0, ...(options.usage || {}) },
  });
  closers.push(() => opened.close(100));
  return opened;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const options = {
  permissions: "shipments.read",
  endUserId: () => "user-7",
  quantity: () => 2.5,
} as const;

/** The same small API in each framework: `GET /v1/shipments/:id` answers who called. */
const frameworks: Record<string, () => Promise<string>> = {
  express: () => {
    const app = express();
    const router = express.Router();
    router.get("/shipments/:id", (request, response) => void response.json({ caller: request.portal }));
    app.use("/v1", guardExpress(portal, options), router);
    return listen(createServer(app as RequestListener));
  },
  fastify: async () => {
    const app = fastify({ forceCloseConnections: true });
    await app.register(guardFastify(portal, options));
    app.get("/v1/shipments/:id", async (request) => ({ caller: request.portal }));
    closers.push(() => app.close());
    return app.listen({ port: 0, host: "127.0.0.1" });
  },
  hono: () => {
    const app = new Hono<PortalEnv>();
    app.use("/v1/*", guardHono(portal, options));
    app.get("/v1/shipments/:id", (context) => context.json({ caller: context.var.portal }));
    return new Promise((resolve) => {
      const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) =>
        resolve(`http://127.0.0.1:${port}`),
      );
      closers.push(() => new Promise((closed) => server.close(closed)));
    });
  },
  http: () => {
    const handler = guardHttp(
      portal,
      (request, response) => {
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ caller: request.portal }));
      },
      options,
    );
    return listen(createServer(handler));
  },
  next: () => {
    const GET = guardNext(
      portal,
      (request: Request & { portal?: unknown }) => Response.json({ caller: request.portal }),
      {
        ...options,
        clientIp: () => "203.0.113.9",
        route: () => "/v1/shipments/{id}",
      },
    );
    // As Next calls a route handler: a Request in, a Response out.
    return listen(
      createServer(async (request, response) => {
        const headers = request.headers as Record<string, string>;
        const answer = await GET(new Request(`http://api.example${request.url}`, { headers }));
        response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
      }),
    );
  },
};

const storedCalls = defineQuery({
  sql: `SELECT method, route, status, sdk, sdk_version AS sdkVersion, end_user_id AS endUserId, toString(quantity) AS quantity, trace_id AS traceId,
          latency_ms AS latencyMs, response_bytes AS responseBytes, metadata
        FROM usage_events WHERE key_id = {keyId:String} ORDER BY occurred_at, status`,
  params: z.object({ keyId: z.string() }),
  row: z.record(z.string(), z.unknown()),
});

/** What the ledger has of a key once as many calls as expected have arrived. */
async function stored(keyId: string, calls: number) {
  await portal.flush();
  await expect.poll(async () => (await runQuery(storedCalls, { keyId })).length, { timeout: 10_000 }).toBe(calls);
  return runQuery(storedCalls, { keyId });
}

describe.each(Object.keys(frameworks))("an API on %s", (name) => {
  it("knows who calls, refuses who may not, and has its calls in the ledger", async () => {
    portal = openPortal();
    owner = await newAppOwner();
    const api = await (frameworks[name] as () => Promise<string>)();
    const get = (headers: Record<string, string>, method = "GET") =>
      fetch(`${api}/v1/shipments/shp_12345678`, { method, headers });
    const key = await newKey(owner, { environment: "live", scopes: ["shipments.*"] });
    const narrow = await newKey(owner, { environment: "live", scopes: ["rates.read"] });

    const traceparent = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";
    const passed = await get({ authorization: `Bearer ${key.secret}`, "user-agent": "acme-node/1.2.0", traceparent });
    expect(passed.status).toBe(200);
    expect(await passed.json()).toEqual({
      caller: expect.objectContaining({ keyId: key.id, appId: owner.appId, companyId: owner.companyId, plan: "free" }),
    });
    expect(passed.headers.get("ratelimit-policy")).toContain('"burst";q=100;w=60');
    expect(passed.headers.get("ratelimit")).toContain('"burst";r=99');
    expect((await get({ "x-api-key": key.secret })).status).toBe(200);

    const missing = await get({});
    expect(missing.status).toBe(401);
    expect(missing.headers.get("www-authenticate")).toBe("Bearer");
    expect(missing.headers.get("content-type")).toContain("application/problem+json");
    expect(await missing.json()).toMatchObject({
      ...{ type: `${edge.url}/docs/errors#unauthorized`, status: 401, code: "MISSING" },
    });
    expect((await get({ authorization: `Bearer ${inventKey()}` })).status).toBe(401);
    const refused = await get({ authorization: `Basic ${Buffer.from(`${narrow.secret}:`).toString("base64")}` });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: "INSUFFICIENT_PERMISSIONS", detail: expect.any(String) });

    const rows = await stored(key.id, 2);
    expect(rows[0]).toMatchObject({
      ...{ method: "GET", route: "/v1/shipments/{id}", status: 200, sdk: "acme-node", sdkVersion: "1.2.0" },
      ...{ endUserId: "user-7", quantity: "2.5", traceId: "0123456789abcdef0123456789abcdef" },
    });
    expect(Number(rows[0]?.latencyMs)).toBeGreaterThan(0);
    // Refused for a known key: in its log with the reason, and no unit on its bill.
    const [denied] = await stored(narrow.id, 1);
    expect(denied).toMatchObject({ status: 403, quantity: "0" });
    expect(JSON.parse(String(denied?.metadata))).toMatchObject({ doc: "/docs/errors#forbidden" });
    expect(JSON.stringify(warnings)).not.toMatch(/pwy_|svc_/);
  });
});

describe("an API with a running portal", () => {
  const start = async (more: Partial<PortalOptions> = {}) => {
    portal = openPortal(more);
    const api = await (frameworks.express as () => Promise<string>)();
    return (secret: string) => fetch(`${api}/v1/shipments/1`, { headers: { authorization: `Bearer ${secret}` } });
  };

  it("answers from its cache, and refuses a revoked key all the same", async () => {
    const get = await start();
    const key = await newKey(owner, { environment: "live", scopes: ["*"] });
    await get(key.secret);
    await expect.poll(() => portal.stats().following, { timeout: 5_000 }).toBe(true);
    await expect
      .poll(async () => (await get(key.secret)).ok && portal.stats().cached, { timeout: 5_000 })
      .toBeGreaterThan(5);
    await revokeKey(postgres(), { keyId: key.id }, { kind: "system", id: "t" }, "t");
    await expect.poll(async () => (await get(key.secret)).status, { interval: 10, timeout: 5_000 }).toBe(401);
  });

  it("lets exactly as many calls through as a limit allows, cached or not", async () => {
    const get = await start();
    const limit = [{ name: "own", limit: 20, durationMs: 60_000 }];
    const key = await newKey(owner, { environment: "live", scopes: ["*"], ratelimits: limit });
    const another = await newKey(owner, { environment: "live", scopes: ["*"] });
    await get(another.secret);
    await expect.poll(() => portal.stats().following).toBe(true);
    await expect
      .poll(async () => (await get(another.secret)).ok && portal.stats().cached, { timeout: 5_000 })
      .toBeGreaterThan(0);
    const statuses: number[] = [];
    for (let round = 0; round < 4; round++) {
      const answers = await Promise.all(Array.from({ length: 10 }, () => get(key.secret)));
      statuses.push(...answers.map(({ status }) => status));
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(20);
    expect(portal.stats().cached).toBeGreaterThan(10);
  });

  it("shows its calls in the numbers that the console shows", async () => {
    const other = await newAppOwner();
    const get = await start();
    const key = await newKey(other, { environment: "live", scopes: ["*"] });
    for (let call = 0; call < 3; call++) expect((await get(key.secret)).status).toBe(200);
    await stored(key.id, 3);
    const today = Math.floor(nowMs() / dayMs) * dayMs;
    const range = { companyId: other.companyId, from: new Date(today - dayMs), to: new Date(today + dayMs) };
    // One insert fills its views one after the other.
    await expect
      .poll(async () => {
        const points = await getUsageSeries({ ...range, grain: "day" });
        return points.reduce((sum, point) => sum + point.byStatusClass[2], 0);
      })
      .toBe(3);
    await expect
      .poll(() => listRoutes(range), { timeout: 15_000 })
      .toMatchObject([{ method: "GET", route: "/v1/shipments/{id}", calls: 3, errors: 0 }]);
  });

  it("whose portal went away: refuses, or knows its callers, as chosen", async () => {
    const own = await startEdge({ WAYMARK_SERVICE_TOKEN: token });
    const key = await newKey(owner, { environment: "live", scopes: ["*"] });
    const strict = await start({ url: own.url, timeoutMs: 500 });
    const lenient = await start({ url: own.url, timeoutMs: 500, onUnavailable: "known" });
    expect((await strict(key.secret)).status).toBe(200);
    expect((await lenient(key.secret)).status).toBe(200);
    await own.close();
    const refused = await strict(key.secret);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    const known = await lenient(key.secret);
    expect(known.status).toBe(200);
    expect(await known.json()).toMatchObject({ caller: { keyId: key.id, from: "known" } });
  });
});
