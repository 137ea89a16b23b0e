import { request as ask, createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createSocketServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { portal } from "@/lib/base/config/portal";
import { upstreamSchema } from "@/lib/base/config/schema";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { ensureDemoCompany } from "@/lib/identity/ensure-demo-company";
import { signUp } from "@/lib/identity/testing/identity-fixtures";
import { createApp } from "@/lib/keys/create-app";
import { createKey } from "@/lib/keys/create-key";
import { ensureDemoKey } from "@/lib/keys/ensure-demo-key";
import { createKeyInput, type Environment } from "@/lib/keys/schema";
import { listRequests } from "@/lib/usage/list-requests";
import { type EdgeUnderTest, startEdge } from "../testing/edge-with-web";
import { tryCallerHeader, writeTryCaller } from "./try-caller";
import { findTarget } from "./upstream-headers";

useStores();

let backend: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let edge: EdgeUnderTest;
let secret: string;
let liveSecret: string;
let ids: { keyId: string; appId: string; companyId: string };
const configured = portal.upstreams;

beforeAll(async () => {
  backend = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => backend.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(backend.address() as AddressInfo).port}/api`;
  const sandbox = upstreamSchema.parse({
    ...{
      url,
      headers: { "X-From": "portal" },
      firstByteMs: 400,
      idleMs: 400,
      maxRequestBytes: 2_000,
      maxResponseBytes: 5_000,
    },
  });
  portal.upstreams = { sandbox, live: { ...sandbox, url: "http://127.0.0.1:9", passKey: true } };
  edge = await startEdge({ UPSTREAM_SANDBOX_TOKEN: "a-token-of-the-owner" });
  const { personId, companyId } = await signUp({});
  const { id: appId } = await createApp(postgres(), { companyId, personId }, { name: "Depot", description: "" });
  const make = async (environment: Environment) => {
    const owner = { appId, companyId, personId, actor: { kind: "person" as const, id: personId } };
    const facts = { emailVerified: true, sandboxSucceeded: true, certified: true };
    const made = await createKey(postgres(), owner, createKeyInput.parse({ environment, name: environment }), facts);
    if (made.outcome !== "created") throw new Error(made.outcome);
    return made;
  };
  const made = await make("sandbox");
  secret = made.secret;
  liveSecret = (await make("live")).secret;
  ids = { keyId: made.key.id, appId, companyId };
});
afterAll(async () => {
  portal.upstreams = configured;
  await edge?.close();
  backend.closeAllConnections();
  backend.close();
});

const call = (path: string, init: RequestInit = {}) =>
  fetch(`${edge.url}/sandbox${path}`, {
    redirect: "manual",
    ...init,
    headers: { authorization: `Bearer ${secret}`, ...init.headers },
  });
const problem = async (asked: Promise<Response>) => {
  const got = await asked;
  return { status: got.status, ...((await got.json()) as { type: string; detail: string }) };
};

describe("a call that is passed on", () => {
  it("is none with the readers' shared key, but through Try it", async () => {
    await ensureDemoCompany(postgres(), portal.name);
    const demo = await ensureDemoKey(postgres());
    const asked: number[] = [];
    answer = (_, response) => {
      asked.push(1);
      response.end("{}");
    };
    const as = (headers: Record<string, string>) =>
      call("/carriers", { headers: { authorization: `Bearer ${demo.secret}`, ...headers } });
    expect((await as({})).status).toBe(401);
    expect(asked).toEqual([]);
    expect((await as({ [tryCallerHeader]: writeTryCaller({ ip: "127.0.0.1", reader: "r1" }) })).status).toBe(200);
    expect(asked).toEqual([1]);
  });

  it("arrives below the owner's address, says who calls, and carries neither key nor cookies", async () => {
    let seen: IncomingMessage | undefined;
    let body = "";
    answer = (request, response) => {
      seen = request;
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        response.writeHead(201, {
          ...{
            "set-cookie": "session=stolen",
            ratelimit: "theirs",
            "x-portal-plan": "none",
            location: "/api/shipments/7?x=1",
          },
          ...{ connection: "x-secret", "x-secret": "1", "content-type": "application/json", "x-own": "kept" },
        });
        response.end('{"id":7}');
      });
    };
    const got = await call("/shipments?a=1&a=2", {
      method: "POST",
      body: '{"some":"json"}',
      headers: {
        ...{ "content-type": "application/json", cookie: "next-auth.session-token=x", "x-api-key": secret },
        ...{ "x-portal-company-id": "com_forged", "x-forwarded-for": "6.6.6.6", "x-kept": "1" },
      },
    });
    expect(got.status).toBe(201);
    expect(await got.json()).toEqual({ id: 7 });
    expect(got.headers.get("location")).toBe("/sandbox/shipments/7?x=1");
    expect(got.headers.get("ratelimit-policy")).toMatch(/^"burst";q=100;w=60/);
    expect(got.headers.get("ratelimit")).toMatch(/^"burst";r=/);
    expect(got.headers.get("x-own")).toBe("kept");
    for (const name of ["set-cookie", "x-portal-plan", "x-secret"]) expect(got.headers.get(name)).toBeNull();
    expect(got.headers.get("content-security-policy")).toContain("sandbox");
    expect(body).toBe('{"some":"json"}');
    expect(seen?.url).toBe("/api/shipments?a=1&a=2");
    expect(seen?.headers).toMatchObject({
      ...{ authorization: "Bearer a-token-of-the-owner", "x-from": "portal", "x-kept": "1" },
      ...{ "x-portal-key-id": ids.keyId, "x-portal-app-id": ids.appId, "x-portal-company-id": ids.companyId },
      ...{ "x-portal-environment": "sandbox", "x-portal-plan": "free", "x-forwarded-for": "127.0.0.1" },
    });
    expect(seen?.headers.cookie).toBeUndefined();
    expect(JSON.stringify(seen?.rawHeaders)).not.toContain(secret);
  });

  it("streams both ways", async () => {
    answer = (request, response) => request.pipe(response);
    const asked = ask(`${edge.url}/sandbox/echo`, { method: "POST", headers: { authorization: `Bearer ${secret}` } });
    asked.write("first");
    const got = await new Promise<IncomingMessage>((resolve) => asked.once("response", resolve));
    const parts = got[Symbol.asyncIterator]();
    // The answer has begun while the request has not ended.
    expect(String((await parts.next()).value)).toBe("first");
    asked.end("second");
    expect(String((await parts.next()).value)).toBe("second");
  });

  it("is refused here when its key is: in the same words and codes as ever", async () => {
    let calls = 0;
    answer = (_, response) => {
      calls++;
      response.end();
    };
    expect((await fetch(`${edge.url}/sandbox/carriers`)).status).toBe(401);
    const live = await problem(call("/carriers", { headers: { authorization: `Bearer ${liveSecret}` } }));
    expect(live).toMatchObject({ status: 403, detail: expect.stringContaining("live key") });
    const wrong = await problem(fetch(`${edge.url}/live/carriers`, { headers: { authorization: `Bearer ${secret}` } }));
    expect(wrong).toMatchObject({ status: 403, detail: expect.stringContaining("sandbox key") });
    expect(calls).toBe(0);
    expect(await problem(call("/x", { method: "POST", body: "x".repeat(2_001) }))).toMatchObject({ status: 413 });
    expect(await problem(call("/%2e%2e%2fadmin"))).toMatchObject({ status: 404 });
    expect(calls).toBe(0);
  });
});

describe("a backend that misbehaves", () => {
  const unusable = { status: 502, type: "/docs/errors#upstream_unreachable" };

  it("is away, slow, sends calls elsewhere or too much: a problem that says so", async () => {
    const live = fetch(`${edge.url}/live/carriers`, { headers: { authorization: `Bearer ${liveSecret}` } });
    expect(await problem(live)).toMatchObject(unusable);
    answer = () => undefined;
    expect(await problem(call("/slow"))).toMatchObject({ status: 504, type: "/docs/errors#upstream_timeout" });
    for (const location of ["http://169.254.169.254/latest", "//evil.example/", "/other", "https://127.0.0.1/api/x"]) {
      answer = (_, response) => response.writeHead(302, { location }).end();
      expect(await problem(call("/moved"))).toMatchObject({
        ...unusable,
        detail: expect.stringContaining("another address"),
      });
    }
    answer = (_, response) => response.writeHead(200, { "x-huge": "x".repeat(20_000) }).end();
    expect(await problem(call("/head"))).toMatchObject({ ...unusable, detail: expect.stringContaining("headers") });
    answer = (_, response) => response.writeHead(200, { "content-length": 6_000 }).end("x".repeat(6_000));
    expect(await problem(call("/large"))).toMatchObject({ ...unusable, detail: expect.stringContaining("5000") });
    answer = (request) => request.socket.destroy();
    expect(await problem(call("/reset"))).toMatchObject(unusable);
  });

  it("is never taken for whole when its answer stops in the middle or has no end", async () => {
    answer = (_, response) => response.write("begun");
    await expect(call("/stalls").then((got) => got.text())).rejects.toThrow();
    answer = (_, response) => {
      const more = () => response.writable && response.write("x".repeat(1_000), () => setImmediate(more));
      more();
      response.on("error", () => undefined);
    };
    await expect(call("/endless").then((got) => got.text())).rejects.toThrow();
  });

  it("speaks no HTTP", async () => {
    const noise = createSocketServer((socket) => socket.end("SSH-2.0-OpenSSH\r\n"));
    await new Promise<void>((resolve) => noise.listen(0, "127.0.0.1", resolve));
    const kept = portal.upstreams.sandbox;
    if (!kept) throw new Error("configured above");
    const { url } = kept;
    kept.url = `http://127.0.0.1:${(noise.address() as AddressInfo).port}`;
    expect(await problem(call("/x"))).toMatchObject(unusable);
    kept.url = url;
    noise.close();
  });
});

it("keeps headers and JSON of what passed through the sandbox's address, without secrets, and of nothing else", async () => {
  answer = (_, response) =>
    response.writeHead(422, { "content-type": "application/json" }).end('{"wrong":"weight","token":"t"}');
  await call("/shipments?page=1", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"password":"hunter2","weight":1}',
  });
  await call("/shipments", {
    method: "POST",
    headers: { "content-type": "text/xml" },
    body: "<password>hunter2</password>",
  });
  await call("/shipments", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "password=hunter2&weight=1",
  });
  const kept = async () =>
    (await postgres().requestDetail.findMany({ where: { passed: false }, orderBy: { at: "desc" }, take: 3 })).reverse();
  await expect.poll(async () => (await kept()).at(-1)?.request).toContain("x-www-form-urlencoded");
  const [json, xml, form] = (await kept()).map(({ request, response }) => [JSON.parse(request), JSON.parse(response)]);
  expect(json?.[0]).toMatchObject({
    headers: { authorization: "[redacted]" },
    body: { password: "[redacted]", weight: 1 },
  });
  expect(json?.[1]).toMatchObject({ body: { wrong: "weight", token: "[redacted]" } });
  expect(xml?.[0]).toMatchObject({ note: "Only JSON and forms are kept." });
  expect(form?.[0]).toMatchObject({ body: { password: "[redacted]", weight: "1" } });
  expect(JSON.stringify([json, xml, form])).not.toMatch(/hunter2|a-token-of-the-owner/);
});

it("records every call of a known key, by the document's route", async () => {
  answer = (_, response) => response.end("{}");
  await call("/shipments/shp_01kaj3x1f0c8r5n2w7t9q4m6ye");
  const rows = async () =>
    (await listRequests({ companyId: ids.companyId, keyId: ids.keyId })).data.map(
      ({ method, route, status }) => `${method} ${route} ${status}`,
    );
  await expect
    .poll(rows, { timeout: 15_000 })
    .toEqual(
      expect.arrayContaining([
        "GET /shipments/{shipmentId} 200",
        "POST /shipments 201",
        "GET /slow 504",
        "GET /moved 502",
      ]),
    );
});

it("finds its way below the owner's address only", () => {
  const find = (path: string) => findTarget("https://a.example/base/", path, path)?.href;
  expect(find("/x/y")).toBe("https://a.example/base/x/y");
  for (const path of [
    "/../x",
    "/%2e%2E/x",
    "/a/..%2f..%2fx",
    "/x\\..\\..",
    "/%5c..",
    "@evil.example/",
    ".evil.example/",
  ])
    expect(find(path)).toBeUndefined();
  expect(find("//evil.example/x")).toBe("https://a.example/base//evil.example/x");
});
