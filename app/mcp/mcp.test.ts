import { getRequestListener } from "@hono/node-server";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createServiceToken } from "@/lib/access/create-service-token";
import { dayMs, shiftClock } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { reports } from "@/lib/reports/registry";
import { CollectorClient, chrome, portalUrl } from "@/server/edge/testing/collector-client";
import { type Pages, startPages } from "@/server/edge/testing/edge-with-web";
import { GET as search } from "../api/search/route";
import { limitCaller, messagesPerMinute } from "../limit-callers";
import * as route from "./route";

useStores();
const collector = new CollectorClient();
let pages: Pages;
/** Without a token; tests of one answer each share it. */
let anybody: Client;
let reader: string;
let gateway: string;

/** The pages' own route behind a whole edge, as in the house. */
const web = getRequestListener(
  (request) => {
    const handlers: Record<string, (request: Request) => Response | Promise<Response>> = route;
    return handlers[request.method]?.(request) ?? new Response(null, { status: 405 });
  },
  // Node's own Request and Response, as Next has them: the highlighter's WebAssembly needs them.
  { overrideGlobalObjects: false },
);

beforeAll(async () => {
  pages = await startPages(web);
  await collector.start(pages);
  const token = (scope: "reports:read" | "keys:verify") =>
    createServiceToken(postgres(), { name: scope, scopes: [scope], createdBy: "per_ada" });
  reader = (await token("reports:read")).secret;
  gateway = (await token("keys:verify")).secret;
  anybody = await connect();
});
afterAll(async () => {
  await anybody.close();
  await collector.stop();
  await pages.close();
});

async function connect(headers: Record<string, string> = {}): Promise<Client> {
  const client = new Client({ name: "test", version: "1" });
  const url = new URL(`${collector.under.url}/mcp`);
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  return client;
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

type Content = { type: string; text: string }[];
async function ask(client: Client, name: string, given: Record<string, unknown> = {}) {
  const result = await client.callTool({ name, arguments: given });
  return { text: (result.content as Content)[0]?.text ?? "", isError: result.isError === true };
}

const call = (method: string, params: object = {}) => ({ jsonrpc: "2.0", id: 1, method, params });
const mcpHeaders = { "content-type": "application/json", accept: "application/json, text/event-stream" };
const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${collector.under.url}/mcp`, { method: "POST", body, headers: { ...mcpHeaders, ...headers } });

const docsToolNames = ["search", "read_page", "list_operations", "get_operation", "get_sample", "get_changelog"];

describe("for everybody", () => {
  test("finds, reads and shows how to call, over the official client", async () => {
    const client = await connect();
    expect(client.getServerVersion()).toMatchObject({ name: "parcelway" });
    expect((await client.listTools()).tools.map((tool) => tool.name)).toEqual(docsToolNames);

    const found = await ask(client, "search", { query: "idempotency key", limit: 3 });
    expect(found.text.split("\n")).toHaveLength(3);
    expect(found.text).toContain(`(${portalUrl}/docs/idempotency`);

    const page = await ask(client, "read_page", { path: "/docs/idempotency" });
    expect(page.text).toMatch(/^# .+\n\nHow to retry after a timeout/);
    for (const path of ["docs/idempotency.md", `${portalUrl}/docs/idempotency#x`, "/docs/idempotency/"]) {
      expect((await ask(client, "read_page", { path })).text).toBe(page.text);
    }
    expect((await ask(client, "read_page", { path: "/pricing" })).text).toContain("## Grow");
    expect((await ask(client, "read_page", { path: "/" })).text).toMatch(/^# Parcelway: /);

    const listed = await ask(client, "list_operations", { group: "pickups" });
    expect(listed.text).toContain("- cancelPickup: DELETE /pickups/{");
    expect(listed.text).not.toContain("createShipment");
    const operation = await ask(client, "get_operation", { operation: "post /shipments" });
    expect(operation.text).toMatch(/^# .*\n\n`POST \/shipments`/);
    expect(operation.text).toMatch(/- `parcels` \(array of Parcel; required; 1 to 20 items\)/);
    expect(operation.text).toContain("### 422");
    await client.close();
  });

  test.each([
    ["curl", /^curl http/],
    ["JavaScript", /await fetch\(/],
    ["Python", /requests\.post\(/],
    ["Go", /http\.NewRequest\("POST"/],
    ["PHP", /curl_setopt_array/],
    ["Ruby", /Net::HTTP::Post/],
  ])("a sample in %s, with a placeholder for the key", async (language, pattern) => {
    const { text } = await ask(anybody, "get_sample", { operation: "createShipment", language });
    expect(text).toMatch(pattern);
    expect(text).toContain(`${portalUrl}/sandbox/shipments`);
    expect(text).toContain("Bearer YOUR_SANDBOX_KEY");
  });

  test("the changelog since a day; pages as resources", async () => {
    const client = await connect();
    const { text } = await ask(client, "get_changelog", { since: "2026-11-01" });
    expect(text).toContain("## 2026-11-17: ");
    expect(text).not.toContain("2026-10-");
    const { resources } = await client.listResources();
    const quickstart = resources.find((one) => one.name === "/docs/quickstart");
    expect(quickstart).toMatchObject({ uri: `${portalUrl}/docs/quickstart.md`, mimeType: "text/markdown" });
    const read = await client.readResource({ uri: quickstart?.uri ?? "" });
    expect(read.contents[0]).toMatchObject({ text: expect.stringMatching(/^# Quickstart/) });
    await expect(client.readResource({ uri: "file:///etc/passwd" })).rejects.toMatchObject({ code: -32002 });
    await client.close();
  });
});

describe("reports", () => {
  const names = () => [...reports.keys()].map((name) => `report_${name.replaceAll("-", "_")}`);

  test("are tools for a token that may read them, each by its own schema", async () => {
    const client = await connect(bearer(reader));
    const { tools } = await client.listTools();
    expect(tools.map((tool) => tool.name)).toEqual([...docsToolNames, ...names()]);
    const journey = tools.find((tool) => tool.name === "report_journey");
    expect(journey?.inputSchema.properties?.entity).toMatchObject({ enum: ["person", "company"] });
    const given = { from: "2026-03-01", to: "2026-03-31", entity: "company", breakdown: "" };
    expect(JSON.parse((await ask(client, "report_journey", given)).text)).toMatchObject({
      entity: "company",
      period: { from: "2026-03-01", to: "2026-03-31" },
    });
    const wrong = await ask(client, "report_journey", { from: "soon", team: 1 });
    expect(wrong).toEqual({ isError: true, text: expect.stringMatching(/^from: .*YYYY-MM-DD\nteam: is not a field/m) });
    await client.close();
  });

  test("do not exist for anybody else", async () => {
    for (const headers of [{}, bearer(gateway)]) {
      const client = await connect(headers);
      expect((await client.listTools()).tools.map((tool) => tool.name)).toEqual(docsToolNames);
      await expect(ask(client, "report_journey")).rejects.toThrow("There is no such tool");
      await client.close();
    }
    const refused = await post(JSON.stringify(call("tools/list")), bearer("svc_wrong"));
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="portal"']);
  });
});

describe("what agents read", () => {
  test("is recorded as pages seen by an AI agent, and as nobody's when another bot reads", async () => {
    const client = await connect({ "user-agent": "claude-code/2.0 (cli)" });
    await ask(client, "read_page", { path: "/docs/webhooks" });
    await client.close();
    const bot = await connect({ "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)" });
    await ask(bot, "read_page", { path: "/docs/pagination" });
    await bot.close();
    const seen = (path: string) =>
      collector.rows(
        `SELECT name, audience, JSONExtractString(properties, 'channel') AS channel FROM events WHERE path = '${path}' ORDER BY name`,
      );
    await expect
      .poll(() => seen("/docs/webhooks"))
      .toEqual([
        { name: "page_viewed", audience: "ai-agent", channel: "" },
        { name: "visit_started", audience: "ai-agent", channel: "ai-agent" },
      ]);
    expect(await seen("/docs/pagination")).toEqual([]);
    const told = await post(JSON.stringify(call("tools/call", { name: "read_page", arguments: { path: "/docs" } })));
    expect(told.headers.get("x-waymark-page-read")).toBeNull();
    expect(told.headers.get("cache-control")).toBe("no-store");
  });
});

describe("ill will", () => {
  test.each([
    "../../../etc/passwd",
    "/docs/../../package.json",
    "/docs/%2e%2e/%2e%2e/portal.config",
    "/docs/_shared/sandbox-note",
    "/docs/__proto__",
    "/reference/constructor",
    "http://169.254.169.254/latest",
    "file:///etc/passwd",
    "/staff/journey",
    "/docs/quickstart%00",
    "\\\\host\\docs",
    "//evil.example/docs/quickstart",
    `/docs/${"a/".repeat(280)}`,
  ])("no page is read at %s", async (path) => {
    expect(await ask(anybody, "read_page", { path })).toEqual({
      isError: true,
      text: "There is no such page. Use search, or list the resources.",
    });
  });

  test("what is too long, of a wrong kind or unknown is named; the reason for a fault is not", async () => {
    const client = await connect();
    for (const [tool, given, field] of [
      ["search", { query: "x".repeat(10_000) }, "query"],
      ["search", { query: "key", limit: 1e9 }, "limit"],
      ["get_sample", { operation: "createShipment", language: "cobol" }, "language"],
      ["get_changelog", { since: "' OR 1=1" }, "since"],
      ["list_operations", { sql: "SELECT 1" }, "sql"],
    ] as const) {
      const answer = await ask(client, tool, given);
      expect([answer.isError, answer.text.includes(`\n${field}: `)]).toEqual([true, true]);
    }
    await client.close();
  });

  test("batches, broken JSON, large bodies, other methods and other sites are refused", async () => {
    const list = call("tools/list");
    expect((await post(JSON.stringify(Array(10_000).fill(list)).slice(0, 60_000))).status).toBe(400);
    // A batch could cancel its own request and wait for ever.
    const cancelled = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1 } };
    const batch = await post(JSON.stringify([list, cancelled]));
    expect([batch.status, (await batch.json()).detail]).toEqual([400, expect.stringContaining("One message")]);
    expect((await post('{"jsonrpc": "2.0"}')).status).toBe(400);
    expect((await post("x".repeat(65_537))).status).toBe(413);
    expect((await post(JSON.stringify(list), { "content-type": "text/plain" })).status).toBe(415);
    for (const method of ["GET", "DELETE"]) {
      const answer = await fetch(`${collector.under.url}/mcp`, { method, headers: { accept: "text/event-stream" } });
      expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
    }
    for (const origin of ["http://evil.example", "null", `${portalUrl}.evil.example`]) {
      expect((await post(JSON.stringify(list), { origin })).status).toBe(403);
    }
    expect((await post(JSON.stringify(list), { origin: portalUrl, "user-agent": chrome })).status).toBe(200);
  });

  test("whoever asks without end has to wait, guesses of tokens included", async () => {
    // A day on, everybody's count begins again: what the tests above sent does not matter.
    shiftClock(dayMs);
    const body = JSON.stringify(call("ping"));
    const guess = (n: number) => post(body, bearer(`svc_${n}`)).then(({ status }) => status);
    const first = await Promise.all(Array.from({ length: messagesPerMinute.address }, (_, n) => guess(n)));
    expect(new Set(first)).toEqual(new Set([401]));
    const late = await post(body);
    expect(late.status).toBe(429);
    expect(Number(late.headers.get("retry-after"))).toBeGreaterThan(0);
    // Who has a token is counted for themselves.
    expect((await post(body, bearer(reader))).status).toBe(200);
    // One line of IPv6 has 2^64 addresses: they are one caller.
    for (let n = 1; n <= messagesPerMinute.address; n++) limitCaller("address", `2001:db8::${n.toString(16)}`);
    expect(() => limitCaller("address", "2001:db8::ffff:1")).toThrow("messages a minute");
    expect(() => limitCaller("address", "2001:db8:0:1::1")).not.toThrow();
    // Searches of the site are counted by themselves.
    const from = { headers: { "x-forwarded-for": "198.51.100.7" } };
    for (let n = 1; n <= messagesPerMinute.search; n++) limitCaller("search", "198.51.100.7");
    expect((await search(new Request("http://portal.example/api/search", from))).status).toBe(429);
    expect(() => limitCaller("search", "198.51.100.8")).not.toThrow();
    shiftClock(dayMs + 61_000);
    expect((await post(body)).status).toBe(200);
    shiftClock(0);
  });
});
