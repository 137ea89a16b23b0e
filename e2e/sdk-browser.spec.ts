import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { build } from "esbuild";
import { readLedger } from "./ledger";
import { startPortal, type TestPortal } from "./portal";

/**
 * Somebody else's site, on another origin, with Segment's and PostHog's browser libraries as they are published: all that is ours is the
 * address they are given.
 */
let portal: TestPortal;
let site: Server;
let siteUrl: string;
let context: BrowserContext;

type Row = { name: string; visitor_id: string; person_id: string; visit_id: string; path: string; properties: string };

test.beforeAll(async ({ browser }) => {
  portal = await startPortal();
  const bundle = await build({
    stdin: {
      contents: `import { AnalyticsBrowser } from "@segment/analytics-next";
        import posthog from "posthog-js";
        Object.assign(window, { AnalyticsBrowser, posthog });`,
      resolveDir: path.resolve(import.meta.dirname, ".."),
    },
    bundle: true,
    format: "iife",
    platform: "browser",
    define: { "process.env.NODE_ENV": '"production"' },
    write: false,
    logLevel: "silent",
  });
  const script = bundle.outputFiles[0]?.contents ?? new Uint8Array();
  site = createServer((request, response) => {
    const isScript = request.url === "/libraries.js";
    response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html; charset=utf-8" });
    response.end(isScript ? script : "<!doctype html><title>Acme</title><script src=/libraries.js></script>");
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  // Another site than the portal's, whose cookies therefore stay at home.
  siteUrl = `http://localhost:${(site.address() as AddressInfo).port}`;
  context = await browser.newContext();
  // The libraries keep quiet in browsers that are steered.
  await context.addInitScript("Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false })");
});
test.afterAll(async () => {
  await context?.close();
  site?.closeAllConnections();
  site?.close();
  await portal?.stop();
});

/** A page of the site, and what it asked the portal. */
async function open(address: string): Promise<{ page: Page; asked: string[]; faults: string[] }> {
  const page = await context.newPage();
  const asked: string[] = [];
  const faults: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin === portal.url) asked.push(`${request.method()} ${url.pathname} ${request.resourceType()}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(`${siteUrl}${address}`);
  return { page, asked, faults };
}

const eventsWhere = (where: string) =>
  readLedger<Row>(
    portal,
    `SELECT name, visitor_id, person_id, visit_id, path, properties FROM events WHERE ${where}
     ORDER BY occurred_at, name = 'visit_started' DESC, name`,
  );
const touchIn = (events: Row[]) =>
  JSON.parse(events.find(({ name }) => name === "visit_started")?.properties ?? "{}") as Record<string, unknown>;
const names = async (where: string) => (await eventsWhere(where)).map(({ name }) => name).sort();

// biome-ignore lint/suspicious/noExplicitAny: what the bundle put there
declare const window: any;

test("@segment/analytics-next, one by one and in batches", async () => {
  const { page, asked, faults } = await open("/segment?utm_source=google&utm_medium=cpc&utm_campaign=autumn");
  const anonymousId = await page.evaluate(
    async ([url, writeKey]) => {
      const analytics = window.AnalyticsBrowser.load({ writeKey, cdnURL: url });
      await analytics.page();
      await analytics.track("feedback_given", { path: "/segment", helpful: true });
      await analytics.identify("segment-person", { plan: "pro" });
      return (await analytics.user()).anonymousId();
    },
    [portal.url, portal.writeKey],
  );
  const mine = `visitor_id = '${anonymousId}'`;
  await expect
    .poll(() => names(mine))
    .toEqual(["feedback_given", "page_viewed", "visit_started", "visitor_identified"]);
  const events = await eventsWhere(mine);
  expect(new Set(events.map(({ visit_id }) => visit_id)).size).toBe(1);
  expect(touchIn(events)).toMatchObject({
    ...{ channel: "paid-search", utm_campaign: "autumn", landing_path: "/segment" },
  });
  expect(events.find(({ name }) => name === "visitor_identified")?.person_id).toBe("segment-person");
  expect(asked).toContain("POST /v1/t fetch");
  expect(faults).toEqual([]);

  const batched = await open("/segment-batched");
  await batched.page.evaluate(
    async ([url, writeKey]) => {
      const deliveryStrategy = { strategy: "batching", config: { size: 3, timeout: 100 } };
      const analytics = window.AnalyticsBrowser.load(
        { writeKey, cdnURL: url },
        { integrations: { "Segment.io": { deliveryStrategy } } },
      );
      for (let i = 0; i < 3; i++)
        await analytics.track("feedback_given", { path: `/segment-batched/${i}`, helpful: true });
    },
    [portal.url, portal.writeKey],
  );
  await expect.poll(async () => (await eventsWhere("path LIKE '/segment-batched/%'")).length).toBe(3);
  expect(batched.asked).toContain("POST /v1/b fetch");
  expect(batched.faults).toEqual([]);
});

test("@segment/analytics-next waits as long as it is told, across origins", async () => {
  const { page } = await open("/segment-later");
  const times: number[] = [];
  await page.route(`${portal.url}/v1/t`, async (route) => {
    times.push(Date.now());
    if (times.length > 1) return route.continue();
    // The edge's own refusal, for a journal that is full.
    const refused = await fetch(`${portal.url}/v1/t`, { method: "POST", headers: { origin: siteUrl } });
    const headers = { ...Object.fromEntries(refused.headers), "retry-after": "2" };
    return route.fulfill({ status: 429, headers, body: "{}" });
  });
  await page.evaluate(
    async ([url, writeKey]) => {
      const analytics = window.AnalyticsBrowser.load({ writeKey, cdnURL: url });
      await analytics.track("feedback_given", { path: "/segment-later", helpful: true });
    },
    [portal.url, portal.writeKey],
  );
  await expect.poll(async () => (await eventsWhere("path = '/segment-later'")).length).toBe(1);
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1_900);
});

test("posthog-js, packed and plain, before and after signing in and out", async () => {
  const { page, asked, faults } = await open("/posthog?gclid=ph-click");
  const ids = await page.evaluate(
    async ([url, writeKey]) => {
      const { posthog } = window;
      await new Promise<void>((seen) => {
        posthog.on("eventCaptured", ({ event }: { event: string }) => event === "$pageview" && seen());
        posthog.init(writeKey, { api_host: url });
      });
      const before = posthog.get_distinct_id();
      posthog.capture("feedback_given", { path: "/posthog", helpful: true }, { send_instantly: true });
      posthog.identify("posthog-person", { plan: "pro" });
      posthog.capture("docs_read", { path: "/posthog" });
      posthog.reset();
      const after = posthog.get_distinct_id();
      posthog.capture("docs_read", { path: "/posthog-next" });
      return { before, after };
    },
    [portal.url, portal.writeKey],
  );
  const mine = `visitor_id = '${ids.before}' OR person_id = 'posthog-person'`;
  await expect
    .poll(() => names(mine))
    .toEqual(["docs_read", "feedback_given", "page_viewed", "visit_started", "visitor_identified"]);
  const events = await eventsWhere(mine);
  // One visit, through the signing in.
  expect(new Set(events.map(({ visit_id }) => visit_id)).size).toBe(1);
  // Whichever of the two that are sent at once came first: both say the same of where she came from.
  expect(touchIn(events)).toMatchObject({ channel: "paid-search", click_id: "ph-click", landing_path: "/posthog" });
  expect(events.find(({ name }) => name === "visitor_identified")).toMatchObject({
    ...{ visitor_id: ids.before, person_id: "posthog-person" },
  });
  // Whoever comes next at this machine is somebody else, on a visit of their own.
  await expect.poll(() => names(`visitor_id = '${ids.after}'`)).toEqual(["docs_read", "visit_started"]);
  const [next] = await eventsWhere(`visitor_id = '${ids.after}'`);
  expect(next).toMatchObject({ person_id: "" });
  expect(next?.visit_id).not.toBe(events[0]?.visit_id);
  expect(asked).toContain("GET /array/wk_e2e_tests/config.js script");
  expect(asked).toContain("POST /e/ fetch");
  expect(faults).toEqual([]);

  const plain = await open("/posthog-plain");
  await plain.page.evaluate(
    ([url, writeKey]) => {
      const { posthog } = window;
      posthog.init(writeKey, { api_host: url, disable_compression: true, advanced_disable_flags: true });
      posthog.capture("docs_read", { path: "/posthog-plain" });
    },
    [portal.url, portal.writeKey],
  );
  await expect
    .poll(() => names("path = '/posthog-plain' AND name != 'visit_started'"))
    .toEqual(["docs_read", "page_viewed"]);
  expect(plain.faults).toEqual([]);

  // What a page sends as it goes, and where the library sends once it has its settings.
  const leaving = await open("/posthog-leaving");
  await leaving.page.evaluate(
    ([url, writeKey]) => window.posthog.init(writeKey, { api_host: url, capture_pageview: false }) && undefined,
    [portal.url, portal.writeKey],
  );
  await leaving.page.waitForFunction(() => window.posthog.analyticsDefaultEndpoint === "/i/v0/e/");
  await leaving.page.evaluate(() => {
    window.posthog.capture("docs_read", { path: "/posthog-leaving" }, { transport: "sendBeacon" });
  });
  await leaving.page.goto("about:blank");
  await expect.poll(() => names("path = '/posthog-leaving' AND name = 'docs_read'")).toEqual(["docs_read"]);
  expect(leaving.asked).toContain("POST /i/v0/e/ ping");
  expect(leaving.faults).toEqual([]);
});

test("posthog-js comes back after a refusal", async () => {
  const { page } = await open("/posthog-later");
  let times = 0;
  await page.route(`${portal.url}/e/**`, async (route) => {
    times += 1;
    if (times > 1) return route.continue();
    // Taken, but the answer says otherwise.
    const taken = await route.fetch();
    return route.fulfill({ response: taken, status: 503 });
  });
  await page.evaluate(
    ([url, writeKey]) => {
      window.posthog.init(writeKey, { api_host: url, capture_pageview: false, advanced_disable_flags: true });
      window.posthog.capture("docs_read", { path: "/posthog-later" }, { send_instantly: true });
    },
    [portal.url, portal.writeKey],
  );
  await expect.poll(() => times, { timeout: 30_000 }).toBe(2);
  await expect.poll(() => names("path = '/posthog-later' AND name = 'docs_read'")).toEqual(["docs_read"]);
});

test("a page can read every refusal", async () => {
  const { page } = await open("/refused");
  const refusals = await page.evaluate(async (url) => {
    const ask = async (address: string, body: string, headers: Record<string, string> = {}) => {
      const response = await fetch(`${url}${address}`, { method: "POST", body, headers });
      return [address, response.status, (await response.json()).status];
    };
    return Promise.all([
      ask("/v1/t", "{", { authorization: `Basic ${btoa("wk_nobodys:")}` }),
      ask("/v1/b", "{"),
      ask("/v1/track", JSON.stringify({ pad: "x".repeat(600_000) })),
      ask("/i/v0/e/", "[]"),
      ask("/batch/", "{}"),
      ask("/v1/events", "{}", { "x-moesif-application-id": "svc_nobodys" }),
      ask("/api/v1/events", "{}", { "content-type": "application/cloudevents+json", "ce-id": "1" }),
    ]);
  }, portal.url);
  expect(refusals).toEqual([
    ["/v1/t", 401, 401],
    ["/v1/b", 400, 400],
    ["/v1/track", 413, 413],
    ["/i/v0/e/", 401, 401],
    ["/batch/", 400, 400],
    ["/v1/events", 401, 401],
    ["/api/v1/events", 401, 401],
  ]);
});
