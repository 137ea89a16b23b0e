import type { IncomingHttpHeaders } from "node:http";
import net from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { portal } from "@/lib/base/config/portal";
import { env, setEnv } from "@/lib/base/env";
import { readBody } from "@/lib/base/http";
import { type AskOptions, askAt, browserHeaders } from "./testing/ask";
import { type EdgeUnderTest, type Pages, startEdge, startPages } from "./testing/edge-with-web";

type Seen = { method: string; url: string; headers: IncomingHttpHeaders; body: string };
let pages: Pages;
let under: EdgeUnderTest;
const seen: Seen[] = [];

const ask = (path: string, options?: AskOptions) => askAt(under.url, path, options);

beforeAll(async () => {
  setEnv({});
  pages = await startPages(async (request, response) => {
    const body = (await readBody(request, { maxBytes: 10_000_000 })).toString();
    seen.push({ method: request.method as string, url: request.url as string, headers: request.headers, body });
    if (request.url === "/dies") return request.socket.destroy();
    response.writeHead(request.url?.startsWith("/teapot") ? 418 : 200, {
      "content-type": "text/html",
      "cache-control": "public, s-maxage=31536000, max-age=60, stale-while-revalidate=60",
      ...(request.url === "/cookies" ? { "set-cookie": ["a=1", "b=2"] } : {}),
    });
    response.end(`page ${request.url}`);
  });
  pages.server.on("upgrade", (request, socket) => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
    socket.write(`${request.url} ${request.headers["x-forwarded-for"]}\n`);
    socket.pipe(socket);
  });
  under = await startEdge({ WEB_URL: pages.url });
});
afterAll(async () => {
  await under.close();
  await pages.close();
});
const last = () => seen.at(-1) as Seen;

describe("pages through the edge", () => {
  it("come with method, query, body and status as they are", async () => {
    const answer = await ask("/teapot?a=%2F&b", { method: "POST", body: "hello" });
    expect(answer.status).toBe(418);
    expect(last()).toMatchObject({ method: "POST", url: "/teapot?a=%2F&b", body: "hello" });
  });

  it("carry a request id: a well-formed one from outside, else a new one", async () => {
    await ask("/a", { headers: { "x-request-id": "abc-12345678" } });
    expect(last().headers["x-request-id"]).toBe("abc-12345678");
    for (const bad of ["short", "x".repeat(200), "has space in it", "<script>alert(1)</script>"]) {
      const answer = await ask("/a", { headers: { "x-request-id": bad } });
      expect(last().headers["x-request-id"]).toMatch(/^req_[0-9a-z]{26}$/);
      expect(answer.headers["x-request-id"]).toBe(last().headers["x-request-id"]);
    }
  });

  it("never see headers in the edge's own names, nor forwarded ones of strangers", async () => {
    await ask("/a", {
      headers: {
        "x-waymark-visitor": "vis_00000000000000000000000000",
        "x-waymark-path": "/staff",
        "X-Waymark-Anything": "1",
        "x-forwarded-for": "8.8.8.8",
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "https",
        forwarded: "for=8.8.8.8",
        "x-real-ip": "8.8.8.8",
        "x-middleware-subrequest": "middleware",
      },
    });
    const { headers } = last();
    expect(headers["x-waymark-visitor"]).toBeUndefined();
    expect(headers["x-waymark-anything"]).toBeUndefined();
    expect(headers["x-middleware-subrequest"]).toBeUndefined();
    expect(headers.forwarded).toBeUndefined();
    expect(headers["x-real-ip"]).toBeUndefined();
    expect(headers["x-waymark-path"]).toBe("/a");
    expect(headers["x-forwarded-for"]).toBe("127.0.0.1");
    expect(headers["x-forwarded-proto"]).toBe("http");
    expect(headers["x-forwarded-host"]).toBe(new URL(under.url).host);
  });

  it("pass upgrades", async () => {
    const socket = net.connect(Number(new URL(under.url).port), "127.0.0.1");
    socket.write("GET /_next/webpack-hmr HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    let text = "";
    socket.on("data", (chunk) => (text += chunk));
    await expect.poll(() => text).toContain("/_next/webpack-hmr 127.0.0.1\n");
    socket.write("ping");
    await expect.poll(() => text).toMatch(/ping$/);
    socket.destroy();
  });
});

describe("the visitor cookie", () => {
  const visitorCookie = /^wm_vid=(vis_[0-9a-z]{26}); Path=\/; Max-Age=34560000; HttpOnly; SameSite=Lax$/;

  it("is given to a browser that opens a page, and the page hears of it", async () => {
    const answer = await ask("/cookies", { headers: browserHeaders });
    const cookies = answer.headers["set-cookie"] as string[];
    expect(cookies.slice(0, 2)).toEqual(["a=1", "b=2"]);
    expect(cookies[2]).toMatch(visitorCookie);
    expect(last().headers["x-waymark-visitor"]).toBe(visitorCookie.exec(cookies[2] as string)?.[1]);
  });

  it("makes the answer private: no cache may give it to another", async () => {
    const answer = await ask("/docs", { headers: browserHeaders });
    expect(answer.headers["cache-control"]).toBe("private, max-age=60");
    const known = await ask("/docs", {
      headers: { ...browserHeaders, cookie: "wm_vid=vis_01k0000000000000000000000a" },
    });
    expect(known.headers["set-cookie"]).toBeUndefined();
    expect(known.headers["cache-control"]).toBe("private, max-age=60");
    expect(known.headers.vary).toMatch(/\bAccept\b/);
    expect(last().headers["x-waymark-visitor"]).toBe("vis_01k0000000000000000000000a");
  });

  it("is replaced when it is not one of ours", async () => {
    for (const cookie of ["wm_vid=", "wm_vid=<script>", "wm_vid=vis_short", "wm_vid=per_01k0000000000000000000000a"]) {
      const answer = await ask("/docs", { headers: { ...browserHeaders, cookie } });
      expect(answer.headers["set-cookie"]?.[0]).toMatch(visitorCookie);
    }
  });

  it.each([
    ["an asset or a fetch", { accept: "*/*" }],
    ["a prefetch", { "sec-purpose": "prefetch;prerender" }],
    ["the router's data", { rsc: "1" }],
    ["a search engine", { "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)" }],
    ["an AI crawler", { "user-agent": "Mozilla/5.0 (compatible; ClaudeBot/1.0; +claudebot@anthropic.com)" }],
    ["curl", { "user-agent": "curl/8.5.0" }],
    ["somebody who sends GPC", { "sec-gpc": "1" }],
    ["somebody who sends DNT", { dnt: "1" }],
  ])("is not given to %s", async (_who, headers) => {
    const answer = await ask("/docs", { headers: { ...browserHeaders, ...headers } });
    expect(answer.headers["set-cookie"]).toBeUndefined();
    expect(last().headers["x-waymark-visitor"]).toBeUndefined();
  });

  it("is not given to who reads a chart on another page", async () => {
    const answer = await ask("/embed/emb_x", { headers: browserHeaders });
    expect(answer.headers["set-cookie"]).toBeUndefined();
    expect(last().headers["x-waymark-visitor"]).toBeUndefined();
  });

  it("is taken from somebody who begins to send GPC", async () => {
    const answer = await ask("/docs", {
      headers: { ...browserHeaders, "sec-gpc": "1", cookie: "wm_vid=vis_01k0000000000000000000000a; wm_vst=x" },
    });
    expect(answer.headers["set-cookie"]).toEqual([
      "wm_vid=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax",
      "wm_vst=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax",
    ]);
    expect(last().headers["x-waymark-visitor"]).toBeUndefined();
    expect(answer.headers["cache-control"]).toMatch(/^private/);
  });
});

describe("consent", () => {
  const held = "wm_vid=vis_01k0000000000000000000000a; wm_vst=x";
  const visitorOf = (answer: { headers: Record<string, unknown> }) =>
    ((answer.headers["set-cookie"] as string[] | undefined) ?? []).filter((line) => line.startsWith("wm_vid"));
  const decide = (body: object, headers: Record<string, string> = {}) =>
    ask("/v1/visitor", {
      method: "POST",
      headers: { "content-type": "application/json", origin: own(), ...headers },
      body: JSON.stringify(body),
    });
  const own = () => new URL(env().publicUrl).origin;
  afterEach(() => {
    portal.privacy.consent = "off";
  });

  it.each(["banner", "external"] as const)("%s: no cookie before a yes, and what is held is taken", async (mode) => {
    portal.privacy.consent = mode;
    expect((await ask("/docs", { headers: browserHeaders })).headers["set-cookie"]).toBeUndefined();
    const before = await ask("/docs", { headers: { ...browserHeaders, cookie: held } });
    expect(visitorOf(before)).toEqual(["wm_vid=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"]);
    expect(last().headers["x-waymark-visitor"]).toBeUndefined();
    const yes = await ask("/docs", { headers: { ...browserHeaders, cookie: `${held}; wm_consent=granted` } });
    expect(yes.headers["set-cookie"]).toBeUndefined();
    expect(last().headers["x-waymark-visitor"]).toBe("vis_01k0000000000000000000000a");
    const no = await ask("/docs", { headers: { ...browserHeaders, cookie: "wm_consent=denied" } });
    expect(no.headers["set-cookie"]).toBeUndefined();
  });

  it("a yes is remembered and gives a visitor, a no takes it; a privacy signal is a no", async () => {
    portal.privacy.consent = "banner";
    const yes = await decide({ consent: "granted" });
    expect(yes.status).toBe(204);
    expect((yes.headers["set-cookie"] as string[])[0]).toBe(
      "wm_consent=granted; Path=/; Max-Age=15552000; SameSite=Lax",
    );
    expect(visitorOf(yes)[0]).toMatch(/^wm_vid=vis_/);
    const no = await decide({ consent: "denied" }, { cookie: `${held}; wm_consent=granted` });
    expect(visitorOf(no)).toEqual(["wm_vid=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"]);
    expect(visitorOf(await decide({ consent: "granted" }, { "sec-gpc": "1" }))).toEqual([]);
  });

  it("reset gives another visitor, to the portal's own pages only", async () => {
    const reset = await decide({ reset: true }, { cookie: held });
    expect(visitorOf(reset)[0]).toMatch(/^wm_vid=vis_/);
    expect(visitorOf(reset)[0]).not.toContain("vis_01k0000000000000000000000a");
    expect((await decide({ reset: true }, { origin: "https://evil.example" })).status).toBe(403);
    expect((await decide({ consent: "perhaps" })).status).toBe(400);
  });
});

describe("addresses", () => {
  it("under /v1 that nobody answers are problems, not pages", async () => {
    for (const path of ["/v1", "/v1/nothing", "/v1/%6Eothing"]) {
      const before = seen.length;
      const answer = await ask(path, { headers: browserHeaders });
      expect(answer.status).toBe(404);
      expect(answer.headers["content-type"]).toContain("application/problem+json");
      expect(JSON.parse(answer.body)).toMatchObject({ status: 404, type: "/docs/errors#not_found" });
      expect(JSON.parse(answer.body).instance).toBe(`urn:request:${answer.headers["x-request-id"]}`);
      expect(seen.length).toBe(before);
    }
    expect((await ask("/v1x")).body).toBe("page /v1x");
  });

  it("answer a wrong method with 405 and Allow", async () => {
    const answer = await ask("/healthz", { method: "POST" });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe("GET, HEAD");
    expect((await ask("/healthz", { method: "HEAD" })).status).toBe(200);
  });

  it("with broken percent-encoding are 400", async () => {
    expect((await ask("/v1/%E0%A4%A")).status).toBe(400);
  });

  it("in absolute form are taken by their path", async () => {
    const socket = net.connect(Number(new URL(under.url).port), "127.0.0.1");
    socket.write("GET http://elsewhere.example/healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    let text = "";
    socket.on("data", (chunk) => (text += chunk));
    await new Promise((resolve) => socket.on("close", resolve));
    expect(text).toMatch(/^HTTP\/1.1 200/);
  });
});

describe("health", () => {
  it("names what is not ready", async () => {
    expect(JSON.parse((await ask("/healthz")).body)).toEqual({ status: "ok" });
    const answer = await ask("/readyz");
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.body)).toMatchObject({
      notReady: ["postgres", "clickhouse"],
      parts: { postgres: "away", clickhouse: "away", web: "ok", journal: "ok" },
    });
  });

  it("counts by door", async () => {
    await ask("/healthz");
    const { body } = await ask("/metrics");
    expect(body).toMatch(/waymark_edge_requests_total\{door="\/healthz",status="2xx"\} [1-9]/);
    expect(body).toMatch(/waymark_journal_bytes \d+/);
    expect(body).toMatch(/process_resident_memory_bytes/);
  });
});

describe("pages that are away", () => {
  it("are 502 with Retry-After: a page for people, a problem for programs", async () => {
    const page = await ask("/dies", { headers: browserHeaders });
    expect(page.status).toBe(502);
    expect(page.headers["retry-after"]).toBe("2");
    expect(page.headers["content-type"]).toContain("text/html");
    const problem = await ask("/dies", { method: "POST", headers: { accept: "application/json" } });
    expect(problem.status).toBe(502);
    expect(JSON.parse(problem.body)).toMatchObject({ type: "/docs/errors#bad_gateway" });
  });
});
