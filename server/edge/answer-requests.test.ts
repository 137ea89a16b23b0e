import http from "node:http";
import type net from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setEnv } from "@/lib/base/env";
import { createLogger } from "@/lib/base/log";
import type { FileJournal } from "@/lib/events/internal/journal/file-journal";
import { answerRequests } from "./answer-requests";
import { parseTrustedProxies } from "./client-ip";
import { readJson, sendJson } from "./door";
import { Router } from "./router";
import { askAt, browserHeaders } from "./testing/ask";
import { startEdge } from "./testing/edge-with-web";
import { WebProxy } from "./web-proxy";

describe("bodies and doors", () => {
  let url: string;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const log = createLogger("test", "silent");
    const trusted = parseTrustedProxies(["127.0.0.1", "10.0.0.0/8", "2001:db8::/32"]);
    const web = new WebProxy({ webUrl: "http://127.0.0.1:9", publicUrl: "http://localhost", trusted });
    const router = new Router([
      {
        methods: ["POST"],
        path: "/v1/echo",
        handle: async (request, response) => sendJson(response, 200, await readJson(request, { maxBytes: 1_000 })),
      },
      { methods: ["GET"], path: "/v1/fails", handle: () => Promise.reject(new Error("a secret detail")) },
      {
        methods: ["GET"],
        path: "/v1/throws",
        handle: () => {
          throw new Error("a secret detail");
        },
      },
      { methods: ["GET"], path: "/v1/ip", handle: (request, response) => sendJson(response, 200, request.clientIp) },
      { methods: "*", path: "/v1/any/*", handle: (request, response) => sendJson(response, 200, request.path) },
      { methods: ["GET"], path: "/v1/any/longer/*", handle: (_, response) => sendJson(response, 200, "longer") },
    ]);
    const server = answerRequests({ router, web, trusted, log, observe: () => {} });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
    close = async () => {
      web.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
  });
  afterAll(() => close());
  const json = { "content-type": "application/json" };
  const post = (body: string | Buffer, headers: Record<string, string> = json) =>
    askAt(url, "/v1/echo", { method: "POST", body, headers });

  it("are read, also packed and in pieces", async () => {
    expect((await post('{"a":1}')).body).toBe('{"a":1}');
    expect((await post('{"a":1}', { "content-type": "application/cloudevents+json; charset=utf-8" })).status).toBe(200);
    expect((await post(gzipSync('{"a":[1]}'), { ...json, "content-encoding": "gzip" })).body).toBe('{"a":[1]}');
  });

  it.each([
    ["no JSON", "{", json, 400, "invalid_json"],
    ["nothing", "", json, 400, "invalid_json"],
    ["invalid UTF-8", Buffer.from([0x22, 0xff, 0x22]), json, 400, "invalid_json"],
    ["another type", "a=1", { "content-type": "application/x-www-form-urlencoded" }, 415, "unsupported_media_type"],
    ["another packing", "{}", { ...json, "content-encoding": "br" }, 415, "unsupported_media_type"],
    ["gzip that is none", "{}", { ...json, "content-encoding": "gzip" }, 400, "bad_request"],
    [
      "gzip cut short",
      gzipSync('{"a":1}').subarray(0, 15),
      { ...json, "content-encoding": "gzip" },
      400,
      "bad_request",
    ],
    ["too much", `"${"x".repeat(5_000_000)}"`, json, 413, "too_large"],
    ["a bomb", gzipSync(Buffer.alloc(1_000_000)), { ...json, "content-encoding": "gzip" }, 413, "too_large"],
  ])("that hold %s are told so", async (_what, body, headers, status, code) => {
    const answer = await post(body, headers as Record<string, string>);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body).type).toBe(`/docs/errors#${code}`);
  });

  it("sent in chunks past the limit are 413", async () => {
    const answer = await new Promise<number>((resolve, reject) => {
      const request = http.request(`${url}/v1/echo`, { method: "POST", headers: json, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.on("error", reject);
      for (let n = 0; n < 50; n++) request.write("x".repeat(1_000));
      request.end();
    });
    expect(answer).toBe(413);
  });

  it("keep faults inside", async () => {
    for (const path of ["/v1/fails", "/v1/throws"]) {
      const answer = await askAt(url, path, {});
      expect(answer.status).toBe(500);
      expect(answer.body).not.toContain("secret");
    }
  });

  it.each(["/v1/any/%00", "/v1/ip?cursor=a%00b", "/showcase/%00"])(
    "refuse %s, which no database could hold",
    async (path) => {
      const answer = await askAt(url, path, {});
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body).type).toBe("/docs/errors#bad_request");
    },
  );

  it("take the longest prefix, and any method where they say so", async () => {
    expect((await askAt(url, "/v1/any/a%20b", { method: "PATCH" })).body).toBe('"/v1/any/a b"');
    expect((await askAt(url, "/v1/any/longer/x", {})).body).toBe('"longer"');
  });

  it("see the client behind trusted proxies only", async () => {
    const from = async (forwarded: string) =>
      JSON.parse((await askAt(url, "/v1/ip", { headers: { "x-forwarded-for": forwarded } })).body);
    expect(await from("203.0.113.7")).toBe("203.0.113.7");
    expect(await from("1.1.1.1, 203.0.113.7, 10.1.2.3")).toBe("203.0.113.7");
    expect(await from("nonsense, 203.0.113.7")).toBe("203.0.113.7");
    expect(await from("203.0.113.7, nonsense")).toBe("127.0.0.1");
    expect(await from("2001:db8::1, 2001:db8::2")).toBe("2001:db8::1");
  });

  it("cannot be claimed twice", () => {
    const door = { methods: ["GET"], path: "/v1/a", handle: () => {} };
    expect(() => new Router([door, door])).toThrow("two doors answer GET /v1/a");
    expect(() => parseTrustedProxies(["localhost"])).toThrow('"localhost" is neither an address nor a CIDR range');
  });
});

describe("a journal that is full", () => {
  it("answers 429 with Retry-After, keeps what it took, and begins the visit when the events are sent again", async () => {
    setEnv({});
    const small = await startEdge({ WAYMARK_WRITE_KEY: "wk_small", JOURNAL_MAX_BYTES: String(1024 * 1024) });
    const send = (batch: object[]) =>
      askAt(small.url, "/v1/batch", {
        method: "POST",
        body: JSON.stringify({ writeKey: "wk_small", batch }),
        headers: {
          origin: small.url,
          "user-agent": browserHeaders["user-agent"],
          cookie: "wm_vid=vis_01k0000000000000000000000b",
        },
      });
    const filler = (n: number, size = 1_900) => ({
      type: "track",
      event: "feedback_given",
      messageId: `message-that-fills-${n}`,
      anonymousId: `visitor-${n}`,
      properties: { path: "/docs", helpful: true, comment: "x".repeat(size) },
    });
    let taken = 0;
    let answer = await send([filler(0)]);
    while (answer.status === 200) answer = await send([filler(++taken)]);
    do answer = await send([filler(++taken, 1)]);
    while (answer.status === 200);
    expect(taken).toBeGreaterThan(300);
    expect(answer.status).toBe(429);
    expect(answer.headers["retry-after"]).toBe("5");
    expect(JSON.parse(answer.body)).toMatchObject({ type: "/docs/errors#journal_full", status: 429 });
    const page = { type: "page", messageId: "message-of-the-visit", properties: { path: "/docs" } };
    expect((await send([page])).headers["set-cookie"]).toBeUndefined();
    expect(JSON.parse((await askAt(small.url, "/readyz")).body).notReady).toContain("journal");

    // The ledger took everything: there is room again.
    const { journal } = small.edge.context;
    const open = journal as unknown as FileJournal;
    await open.release("ledger", { segment: 9_999, offset: 0 });
    const waitingBefore = journal.status().bytes;
    expect((await send([page])).status).toBe(200);
    // Two rows: the page, and the visit that it begins after all.
    expect(journal.status().bytes - waitingBefore).toBeGreaterThan(700);
    await small.close();
  });
});
