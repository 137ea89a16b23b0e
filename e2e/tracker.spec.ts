import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import type { JourneyResult } from "@/lib/reports/schema";
import { chromiumOptions } from "./browser";
import { startPortal, type TestPortal } from "./portal";
import { getReport } from "./steps";

/** The tracker in a real browser, on the built portal: what is sent, when, as whom, and what is not. */
const userAgent =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36";
const launch = chromiumOptions();
// Given to the browser itself: what a page sends while it goes would come under the real, headless name, and robots are not counted.
test.use({ launchOptions: { ...launch, args: [...(launch.args ?? []), `--user-agent=${userAgent}`] } });

let portal: TestPortal;
test.beforeAll(async () => {
  portal = await startPortal();
});
test.afterAll(() => portal?.stop());

type Call = { type: string; event?: string; messageId: string; userId?: string; properties?: Record<string, unknown> };
type Sent = { by: string; calls: Call[]; status: number | "lost" };

/** Everything a page sends to the collector, as it leaves the browser. */
function listen(context: BrowserContext) {
  const sent: Sent[] = [];
  context.on("request", async (request) => {
    if (!request.url().endsWith("/v1/batch")) return;
    const { batch } = request.postDataJSON() as { batch: Call[] };
    const entry: Sent = { by: request.resourceType(), calls: batch, status: "lost" };
    sent.push(entry);
    const response = await request.response().catch(() => null);
    if (response) entry.status = response.status();
  });
  return {
    sent,
    calls: (event: string) => sent.flatMap(({ calls }) => calls).filter((call) => (call.event ?? call.type) === event),
  };
}

const vid = async (page: Page) => (await page.context().cookies()).find(({ name }) => name === "wm_vid")?.value;
const open = async (page: Page, path: string) => {
  const sent = page.waitForResponse((response) => response.url().endsWith("/v1/batch"));
  await page.goto(`${portal.url}${path}`);
  await sent;
};

test("page views, client navigation included, each once and with where it came from", async ({ page, context }) => {
  const heard = listen(context);
  await open(page, "/docs/quickstart?utm_source=newsletter&utm_medium=email");
  await page.locator('[data-sidebar] a[href="/docs/authentication"]').click();
  await expect(page).toHaveURL(/\/docs\/authentication$/);
  await expect.poll(() => heard.calls("page").length).toBe(2);
  const [first, second] = heard.calls("page").map(({ properties }) => properties);
  expect(first).toMatchObject({ path: "/docs/quickstart", search: "?utm_source=newsletter&utm_medium=email" });
  expect(second).toMatchObject({ path: "/docs/authentication" });
  expect(String(second?.referrer)).toContain("/docs/quickstart?utm_source=newsletter");
  await page.goBack();
  await expect.poll(() => heard.calls("page").length).toBe(3);
});

test("searches, with and without a result, once the hand rests; snippets; feedback", async ({ page, context }) => {
  const heard = listen(context);
  await context.grantPermissions(["clipboard-write"]);
  await open(page, "/docs/quickstart");
  await page.keyboard.press("/");
  const field = page.getByRole("combobox", { name: /search/i });
  await field.pressSequentially("idempotency", { delay: 30 });
  await expect.poll(() => heard.calls("search_performed").length).toBe(1);
  await field.fill("zzqqxx");
  await expect
    .poll(() => heard.calls("search_performed").map(({ properties }) => properties))
    .toMatchObject([
      { query: "idempotency", results: expect.any(Number) },
      { query: "zzqqxx", results: 0 },
    ]);
  await page.keyboard.press("Escape");
  await page.locator("button[data-copy]").first().click();
  await page.getByRole("button", { name: "Yes" }).click();
  await expect.poll(() => heard.calls("snippet_copied").length).toBe(1);
  await expect.poll(() => heard.calls("feedback_given")[0]?.properties).toMatchObject({ helpful: true });
});

test("offline nothing is lost: the next page brings it, with the same ids", async ({ page, context }) => {
  const heard = listen(context);
  await open(page, "/docs");
  await context.setOffline(true);
  await page.evaluate(() => window.waymark?.track?.("docs_read", { path: "/docs/offline" }));
  await expect.poll(() => heard.calls("docs_read").length).toBeGreaterThan(0);
  const { messageId } = heard.calls("docs_read")[0] as Call;
  await expect.poll(() => page.evaluate(() => localStorage.getItem("wm_q") ?? "")).toContain(messageId);
  // Gone before the network is back: what this page would send by itself then is another thing.
  await page.goto("about:blank");
  await context.setOffline(false);
  await page.goto(`${portal.url}/docs/errors`);
  await expect
    .poll(
      () =>
        heard.sent.filter(({ status, calls }) => status === 200 && calls.some((call) => call.messageId === messageId))
          .length,
    )
    .toBeGreaterThan(0);
  await expect.poll(() => page.evaluate(() => localStorage.getItem("wm_q"))).toBeNull();
});

test("what is left when the page goes is sent by beacon, web vitals among it", async ({ page, context }) => {
  const heard = listen(context);
  await open(page, "/docs/quickstart");
  await page.getByRole("heading", { level: 1 }).click();
  const copied = async () => {
    const { layers } = await getReport<JourneyResult>(portal, "journey", {});
    return layers.flatMap(({ metrics }) => metrics).find(({ id }) => id === "snippets")?.value ?? 0;
  };
  const before = await copied();
  await page.evaluate(() => window.waymark?.track?.("snippet_copied", { path: "/docs/last-words" }));
  // The browser tells nobody of requests of a page that is gone: the ledger does.
  await page.goto("about:blank");
  await expect.poll(copied, { timeout: 30_000 }).toBe(before + 1);

  await open(page, "/docs/quickstart");
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden" });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await expect.poll(() => heard.calls("web_vitals_measured").length).toBe(1);
  expect(heard.sent.at(-1)?.by).toBe("ping");
  const { lcp_ms, ttfb_ms, cls } = (heard.calls("web_vitals_measured")[0]?.properties ?? {}) as Record<string, number>;
  expect(lcp_ms).toBeGreaterThan(0);
  expect(ttfb_ms).toBeGreaterThan(0);
  expect(cls).toBeGreaterThanOrEqual(0);
});

test("works under the strictest policy that allows it at all", async ({ page, context }) => {
  const heard = listen(context);
  const violations: string[] = [];
  page.on("console", (message) => {
    if (/content security policy/i.test(message.text())) violations.push(message.text());
  });
  await page.route(`${portal.url}/strict`, (route) =>
    route.fulfill({
      contentType: "text/html",
      headers: {
        "content-security-policy":
          "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'; sandbox allow-scripts allow-same-origin",
      },
      body: '<!doctype html><title>Strict</title><main>strict</main><script src="/wm.js" defer></script>',
    }),
  );
  await open(page, "/strict");
  await expect.poll(() => heard.sent[0]?.status).toBe(200);
  expect(heard.calls("page")[0]?.properties).toMatchObject({ path: "/strict", title: "Strict" });
  expect(violations).toEqual([]);
});

test("signing out starts clean: a new visitor, and nobody remembered by the tracker", async ({ page, context }) => {
  const heard = listen(context);
  await page.goto(`${portal.url}/sign-in?next=%2Fconsole`);
  await page.getByRole("button", { name: "Continue as a sample developer" }).click();
  await expect(page).toHaveURL(/\/console/);
  const before = await vid(page);
  expect(before).toMatch(/^vis_/);
  await page.waitForFunction(() => "wm" in window);
  await page.evaluate(() => (window as unknown as { wm(...given: unknown[]): void }).wm("identify", "their-own-id-1"));
  await expect.poll(() => heard.calls("identify").length).toBe(1);
  const out = page.locator('form[action="/sign-out"]').first();
  await out.evaluate((form: HTMLFormElement) => form.requestSubmit());
  await expect(page).toHaveURL(`${portal.url}/`);
  await expect.poll(() => vid(page)).not.toBe(before);
  const known = heard.sent.length;
  await open(page, "/docs");
  const after = heard.sent.slice(known).flatMap(({ calls }) => calls);
  expect(after.length).toBeGreaterThan(0);
  expect(after.filter(({ userId }) => userId)).toEqual([]);
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain("their-own-id-1");
});

test("Global Privacy Control: counted, never recognised", async ({ browser }) => {
  const context = await browser.newContext({ extraHTTPHeaders: { "sec-gpc": "1" } });
  const heard = listen(context);
  const page = await context.newPage();
  await open(page, "/docs/quickstart");
  await open(page, "/docs/errors");
  await expect.poll(() => heard.sent.map(({ status }) => status)).toEqual([200, 200]);
  expect(await context.cookies()).toEqual([]);
  await context.close();
});
