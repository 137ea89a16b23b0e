import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nowMs, shiftClock } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { randomBase62 } from "@/lib/base/secrets";
import { findProgram } from "@/lib/base/testing/find-program";
import { useStores } from "@/lib/base/testing/stores";
import { disableKey } from "@/lib/keys/disable-key";
import { type AppOwner, newAppOwner, newKey } from "@/lib/keys/testing/key-fixtures";
import { freePort } from "../../free-port";
import { type AskOptions, askAt } from "../testing/ask";
import { type EdgeUnderTest, startEdge } from "../testing/edge-with-web";
import { inventKey } from "../testing/verify-calls";

useStores();

const token = `svc_${randomBase62(40)}`;
const page = readFileSync(path.resolve("content/docs/guide/api/gateways.mdx"), "utf8");
const identity = ["Key-Id", "App-Id", "Company-Id", "Environment", "Scopes", "Plan"].map((name) => `X-Portal-${name}`);
let edge: EdgeUnderTest;
let owner: AppOwner;

beforeAll(async () => {
  edge = await startEdge({ WAYMARK_SERVICE_TOKEN: token, TRUSTED_PROXIES: "127.0.0.1" });
  owner = await newAppOwner();
  const left = 60_000 - (nowMs() % 60_000);
  if (left < 20_000) shiftClock(left + 100);
});
afterAll(async () => {
  shiftClock(0);
  await edge?.close();
});

/** The code block of the docs page with this title. */
function recipe(title: string): string {
  const found = new RegExp(`\`\`\`\\w+ title="${title}"\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1];
  if (!found) throw new Error(`the docs have no recipe ${title}`);
  return found;
}

function replaceOnce(text: string, from: string, to: string): string {
  expect(text.split(from)).toHaveLength(2);
  return text.replace(from, () => to);
}

describe("every recipe of the docs", () => {
  it.each(["api.conf", "Caddyfile", "dynamic.yaml", "http_filters"])("%s sets all six headers of identity", (title) => {
    const text = recipe(title).toLowerCase();
    for (const name of identity) expect(text).toContain(name.toLowerCase());
  });
});

type Seen = { method: string; url: string; headers: IncomingHttpHeaders; body: string };

describe.skipIf(!findProgram("nginx"))("nginx with the docs' api.conf", () => {
  const seen: Seen[] = [];
  let api: Server;
  let nginx: ChildProcess;
  let folder: string;
  let url: string;

  beforeAll(async () => {
    api = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        seen.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body });
        response.writeHead(request.url === "/broken" ? 500 : 200).end("from the API");
      });
    });
    await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
    folder = mkdtempSync(path.join(os.tmpdir(), "waymark-nginx-"));
    mkdirSync(path.join(folder, "temp"));
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    let text = recipe("api.conf");
    text = replaceOnce(text, "server 127.0.0.1:3000;", `server ${new URL(edge.url).host};`);
    text = replaceOnce(text, "server 127.0.0.1:8080;", `server 127.0.0.1:${(api.address() as AddressInfo).port};`);
    text = replaceOnce(text, "listen 8000;", `listen 127.0.0.1:${port};`);
    text = replaceOnce(text, "/var/log/nginx/api.log", path.join(folder, "access.log"));
    text = replaceOnce(text, "svc_...", token);
    const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map((name) => `${name}_temp_path temp;`)
      .join(" ");
    const file = path.join(folder, "nginx.conf");
    const user = process.getuid?.() === 0 ? "user root;" : "";
    writeFileSync(
      file,
      `${user} daemon off; worker_processes 1; pid nginx.pid; error_log error.log info; events {} http { ${temp}\n${text}\n}`,
    );
    nginx = spawn(findProgram("nginx") as string, ["-p", folder, "-c", file, "-e", path.join(folder, "error.log")], {
      stdio: "ignore",
    });
    while (!(await accepts(port))) {
      if (nginx.exitCode !== null) throw new Error(readFileSync(path.join(folder, "error.log"), "utf8"));
      await sleep(20);
    }
  });
  afterAll(async () => {
    const exited = nginx && once(nginx, "exit");
    nginx?.kill("SIGTERM");
    await exited;
    api?.close();
    api?.closeAllConnections();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const ask = (address: string, options?: AskOptions) => askAt(url, address, options);
  const log = () => readFileSync(path.join(folder, "access.log"), "utf8");

  it("lets a good key through, wherever it stands, and tells the API who calls, not with which key", async () => {
    const key = await newKey(owner, { environment: "live", scopes: ["shipments.*", "rates.read"] });
    const ways: Record<string, string>[] = [
      { authorization: `Bearer ${key.secret}` },
      { "x-api-key": key.secret },
      { authorization: `Basic ${btoa(`${key.secret}:`)}` },
    ];
    for (const headers of ways) {
      const answer = await ask("/shipments?page=2", { method: "POST", headers, body: '{"to":"Berlin"}' });
      expect(answer).toMatchObject({ status: 200, body: "from the API" });
      expect(answer.headers["ratelimit-policy"]).toContain('"burst";q=100;w=60');
      expect(answer.headers.ratelimit).toMatch(/^"burst";r=\d+;t=\d+/);
      const call = seen.at(-1) as Seen;
      expect(call).toMatchObject({ method: "POST", url: "/shipments?page=2", body: '{"to":"Berlin"}' });
      expect(call.headers).toMatchObject({
        ...{ "x-portal-key-id": key.id, "x-portal-app-id": owner.appId, "x-portal-company-id": owner.companyId },
        ...{ "x-portal-environment": "live", "x-portal-scopes": "shipments.* rates.read", "x-portal-plan": "free" },
      });
      expect(JSON.stringify(call)).not.toContain(key.secret.slice(12));
      expect(JSON.stringify(call)).not.toContain(token);
    }
    await expect.poll(log).toContain(`"POST /shipments" 200 `);
    expect(log()).toContain(`"${key.id}"`);
  });

  it("lets no client say who it is", async () => {
    const key = await newKey(owner, { environment: "live" });
    const headers: Record<string, string> = { authorization: `Bearer ${key.secret}` };
    for (const name of identity) headers[name] = "smuggled";
    headers.X_Portal_Company_Id = "smuggled";
    headers["X-Portal-Token"] = "smuggled";
    headers["X-Forwarded-For"] = "203.0.113.66";
    headers["X-Portal-Permissions"] = "admin";
    expect((await ask("/shipments", { headers })).status).toBe(200);
    const call = seen.at(-1) as Seen;
    expect(call.headers).toMatchObject({ "x-portal-company-id": owner.companyId, "x-forwarded-for": "127.0.0.1" });
    const { "x-portal-permissions": _, ...rest } = call.headers;
    expect(JSON.stringify(rest)).not.toContain("smuggled");
    expect(JSON.stringify(rest)).not.toContain("203.0.113.66");
    // Without a key nothing of it reaches the API at all.
    const before = seen.length;
    delete headers.authorization;
    expect((await ask("/shipments", { headers })).status).toBe(401);
    expect(seen.length).toBe(before);
  });

  it("refuses as the portal does: 401, 403, 429", async () => {
    const before = seen.length;
    const [sandbox, disabled, elsewhere] = [
      await newKey(owner),
      await newKey(owner, { environment: "live" }),
      await newKey(owner, { environment: "live", allowedCidrs: ["203.0.113.0/24"] }),
    ];
    await disableKey(postgres(), { keyId: disabled.id }, { kind: "system", id: "test" });
    const statusOf = async (secret: string, headers: Record<string, string> = {}) =>
      (await ask("/x", { headers: { authorization: `Bearer ${secret}`, ...headers } })).status;
    expect(await statusOf(inventKey("pwy", "live"))).toBe(401);
    expect(await statusOf(disabled.secret)).toBe(401);
    expect(await statusOf(sandbox.secret)).toBe(403);
    expect(await statusOf(elsewhere.secret, { "x-forwarded-for": "203.0.113.7" })).toBe(403);
    const none = await ask("/x");
    expect([none.status, none.headers["www-authenticate"]]).toEqual([401, 'Bearer realm="pwy"']);
    expect(none.headers["content-type"]).toBe("application/problem+json");
    expect(JSON.parse(none.body)).toMatchObject({ status: 401 });
    expect(seen.length).toBe(before);

    const key = await newKey(await newAppOwner(), {
      environment: "live",
      ratelimits: [{ name: "own", limit: 2, durationMs: 60_000 }],
    });
    const headers = { "x-api-key": key.secret };
    expect([(await ask("/x", { headers })).status, (await ask("/x", { headers })).status]).toEqual([200, 200]);
    const limited = await ask("/x", { headers });
    expect(limited.status).toBe(429);
    expect(limited.headers["content-type"]).toBe("application/problem+json");
    expect(JSON.parse(limited.body)).toMatchObject({ status: 429 });
    expect(Number(limited.headers["retry-after"])).toBeGreaterThan(0);
    expect(limited.headers["ratelimit-policy"]).toContain('"own";q=2;w=60');
  });

  it("leaves the API's own errors alone, and writes no key into a log", async () => {
    const key = await newKey(owner, { environment: "live" });
    const headers = { authorization: `Basic ${btoa(`${key.secret}:`)}`, "x-api-key": key.secret };
    expect(await ask(`/broken`, { headers })).toMatchObject({ status: 500, body: "from the API" });
    await ask(`/list?api_key=${key.secret}`, { headers });
    await expect.poll(log).toContain(`"GET /list" 200 `);
    expect(log()).not.toContain(key.secret.slice(12));
    expect(log()).not.toContain(btoa(key.secret).slice(8, 40));
    expect(readFileSync(path.join(folder, "error.log"), "utf8")).not.toContain(key.secret.slice(12));
  });
});

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  return once(socket, "connect")
    .then(
      () => true,
      () => false,
    )
    .finally(() => socket.destroy());
}

describe("what other gateways send", () => {
  const send = (address: string, options: AskOptions) => askAt(edge.url, address, options);

  it("Caddy's forward_auth: GET without a body, the call in X-Forwarded headers", async () => {
    const key = await newKey(owner, { environment: "live" });
    const headers = {
      ...{ "x-portal-token": token, authorization: `Bearer ${key.secret}`, "content-type": "application/json" },
      ...{ "x-forwarded-for": "203.0.113.7", "x-forwarded-host": "api.example.com", "x-forwarded-proto": "https" },
      ...{ "x-forwarded-method": "DELETE", "x-forwarded-uri": "/shipments/1?environment=sandbox" },
    };
    const answer = await send("/v1/authz/?environment=live", { headers });
    expect(answer.status).toBe(200);
    for (const name of identity) expect(answer.headers).toHaveProperty(name.toLowerCase());
  });

  it("Traefik's ForwardAuth: the call's headers and its method or GET, and its body if it is told to", async () => {
    const key = await newKey(owner, { environment: "live" });
    const headers = {
      ...{ "x-portal-token": token, "x-api-key": key.secret, "x-forwarded-method": "POST", "x-forwarded-uri": "/a" },
      ...{ "x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "https", "x-forwarded-port": "443" },
    };
    const address = "/v1/authz/?environment=live";
    expect((await send(address, { headers })).status).toBe(200);
    expect((await send(address, { method: "POST", headers, body: "x".repeat(10_000) })).status).toBe(200);
    expect((await send(address, { headers: { ...headers, "x-api-key": inventKey() } })).status).toBe(401);
  });

  it("Envoy's ext_authz: method and address of the call behind the prefix, options as headers, a query that is the client's", async () => {
    const [live, sandbox] = [await newKey(owner, { environment: "live", scopes: ["a"] }), await newKey(owner)];
    const asked = (key: string, more: Record<string, string> = {}, address = "/v1/authz/envoy/shipments/1") =>
      send(address, {
        method: "PUT",
        headers: {
          ...{ host: "api.example.com", "content-length": "0", "x-forwarded-for": "203.0.113.7" },
          ...{ "x-portal-token": token, "x-portal-environment": "live", authorization: `Bearer ${key}`, ...more },
        },
      });
    expect((await asked(live.secret)).status).toBe(200);
    expect((await asked(live.secret, { "x-portal-permissions": "a" })).status).toBe(200);
    expect((await asked(live.secret, { "x-portal-permissions": "b" })).status).toBe(403);
    expect((await asked(sandbox.secret)).status).toBe(403);
    const clients = "/v1/authz/envoy/search?environment=sandbox&permissions=a%20AND&style=nginx";
    expect((await asked(live.secret, {}, clients)).status).toBe(200);
    expect((await asked(sandbox.secret, {}, clients)).status).toBe(403);
    expect((await asked(live.secret, { "x-portal-environment": "prod" })).status).toBe(400);
  });

  it("other gateways' options are not a client's to send as headers", async () => {
    const key = await newKey(owner);
    const headers = { "x-portal-token": token, "x-api-key": key.secret, "x-portal-permissions": "a" };
    expect((await send("/v1/authz/?environment=sandbox", { headers })).status).toBe(200);
  });
});
