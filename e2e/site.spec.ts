import { readdirSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { checkLooks } from "./check-looks";
import { startPortal, type TestPortal } from "./portal";

/** The public pages as a reader meets them: with scripts and without, wide and narrow, light and dark. */
let portal: TestPortal;
test.beforeAll(async () => {
  portal = await startPortal();
});
test.afterAll(() => portal?.stop());

const readerPages = [
  "/",
  "/docs",
  "/docs/quickstart",
  "/docs/guide/authors/components",
  "/reference",
  "/reference/createShipment",
  "/reference/onShipmentDelivered",
  "/pricing",
  "/changelog",
  "/docs/no-such-page",
];

/** Complaints of the page itself. A 404 that the test asked for is none. */
function collectComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("status of 404")) complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== portal.url) complaints.push(`asked another host: ${request.url()}`);
  });
  return complaints;
}

for (const width of [1440, 390]) {
  test(`pages at ${width} px, light and dark, are accessible, fit, and ask nobody else for anything`, async ({
    browser,
  }) => {
    // The checker is put into the page, which the page's own policy rightly forbids.
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      bypassCSP: true,
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    const complaints = collectComplaints(page);
    for (const address of readerPages) {
      await page.goto(portal.url + address);
      await expect(page.locator("main h1")).toBeVisible();
      await checkLooks(page, address, [
        { width, colorScheme: "light" },
        { width, colorScheme: "dark" },
      ]);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
}

/** Opens a page and waits for the last thing that its script does by itself: asking who reads. */
async function openQuietly(page: Page, address: string) {
  const asked = page.waitForResponse((response) => new URL(response.url()).pathname === "/api/me");
  await page.goto(portal.url + address);
  await (await asked).finished();
}

test("a static page comes without the framework, which arrives with the first thing that needs it", async ({
  page,
}) => {
  const complaints = collectComplaints(page);
  const scripts: string[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") scripts.push(new URL(response.url()).pathname);
  });
  for (const address of ["/", "/docs/quickstart", "/reference/createShipment"]) {
    scripts.length = 0;
    await openQuietly(page, address);
    expect(
      scripts.filter((path) => path !== "/wm.js" && !/^\/_next\/static\/page-[0-9a-f]+\.js$/.test(path)),
      address,
    ).toEqual([]);
  }
  // What the page script serves itself still needs none of it.
  await openQuietly(page, "/docs/quickstart");
  await page.getByRole("button", { name: /light and dark/ }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect(scripts.some((path) => path.includes("/chunks/"))).toBe(false);
  // One press, made before React is there, opens the search; the page goes on as if it had always been.
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: /search/i })).toBeFocused();
  expect(scripts.some((path) => path.includes("/chunks/"))).toBe(true);
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Changelog" }).first().click();
  await expect(page.locator("main h1")).toHaveText(/Changelog/);
  expect(complaints).toEqual([]);
});

test("a reader searches by keyboard, copies code, chooses a language and a theme", async ({ browser }) => {
  const context = await browser.newContext({
    colorScheme: "light",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await page.goto(`${portal.url}/docs/quickstart`);

  await page.getByRole("button", { name: "Copy Your first call" }).click();
  await expect.poll(clipboard).toContain(`curl ${portal.url}/sandbox/shipments`);
  expect(await clipboard()).toContain("Bearer YOUR_SANDBOX_KEY");
  await page.getByRole("button", { name: "Copy page" }).click();
  await expect.poll(clipboard).toMatch(/^# Quickstart\n/);

  const python = page.getByText("urllib.request.Request(").first();
  await expect(python).toBeHidden();
  await page.getByText("Python", { exact: true }).first().click();
  await expect(python).toBeVisible();
  await page.reload();
  await expect(python).toBeVisible();

  await page.keyboard.press("/");
  const box = page.getByRole("combobox", { name: /Search/ });
  await expect(box).toBeFocused();
  await box.fill("create ship");
  await expect(page.getByRole("option").first()).toContainText("Create a shipment");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/(reference|docs)\//);
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.keyboard.press("Control+k");
  await expect(box).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();

  const canvas = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(await canvas()).toBe("rgb(255, 255, 255)");
  await page.getByRole("button", { name: "Switch between light and dark" }).click();
  const dark = await canvas();
  expect(dark).not.toBe("rgb(255, 255, 255)");
  await page.goto(`${portal.url}/pricing`);
  expect(await canvas()).toBe(dark);

  // 49.00 + 900,000 x 0.0012; Scale has five million calls in its 990.00.
  const month = page.getByRole("region", { name: "Your month" });
  await page.getByRole("spinbutton", { name: /^Labels/ }).fill("0");
  await page.getByRole("spinbutton", { name: /^Calls/ }).fill("1000000");
  await expect(month.getByText("€1,129.00")).toBeVisible();
  await expect(month.getByRole("listitem").filter({ hasText: "least for this month" })).toContainText("Scale");
  // By keyboard: to nothing at all.
  await page.getByRole("slider", { name: /^Calls/ }).press("Home");
  await expect(month.getByRole("listitem").filter({ hasText: "least for this month" })).toContainText("Build");
  await context.close();
});

test("a reader's own sandbox key stands in the examples and goes along with Try it, and nowhere else", async ({
  page,
  browser,
}) => {
  await page.goto(`${portal.url}/sign-in?next=/console/apps/new`);
  await page.getByRole("button", { name: /sample developer/i }).click();
  await page.waitForURL(/\/console\/apps\/new/);
  await page.getByLabel("Name").fill("Reader's app");
  await page.getByRole("button", { name: /create/i }).click();
  await page.waitForURL(/\/console\/apps\/app_/);
  await page.getByLabel("Name", { exact: true }).first().fill("Laptop");
  await page.getByRole("button", { name: "Create key" }).click();
  const secret = await page.locator("code", { hasText: /^[a-z]+_sbx_\w{36}$/ }).textContent();

  // React must find the page as it drew it: a key put there too early makes it throw the page away.
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(`${portal.url}/docs/quickstart`);
  const places = page.locator("[data-wm-key]");
  await expect(places.first()).toHaveText(secret as string);
  await expect(page.getByRole("link", { name: "Console", exact: true })).toBeVisible();
  // It is put there by the browser. What the portal gives out for a page is the same for everybody, and so is what it gives to programs.
  const openings = ["/docs/quickstart", "/docs/quickstart.md", "/docs", "/llms.txt", "/llms-full.txt", "/rss.xml", "/"];
  const shared = [
    ...openings,
    "/reference/createShipment",
    "/reference/try.json?operation=createShipment",
    "/api/search?q=key",
  ];
  for (const address of [...shared, "/reference/openapi.json", "/sitemap.xml", "/api/try", "/api/me"]) {
    const answer = await page.request.get(portal.url + address);
    expect(answer.status(), address).toBe(200);
    expect(await answer.text(), address).not.toContain(secret);
  }
  const markdown = await page.request.get(`${portal.url}/docs/quickstart`, { headers: { accept: "text/markdown" } });
  expect(await markdown.text()).not.toContain(secret);
  const asked = await page.request.get(`${portal.url}/api/me/sandbox-key`);
  expect(asked.headers()["cache-control"]).toBe("private, no-store");
  expect(await asked.text()).toContain(secret);

  // A gated page, asked for by the router in the browser: told as HTML, which it loads as a page, and no fault of the portal's.
  const gated = await page.request.get(`${portal.url}/docs/bulk-labels`, { headers: { rsc: "1" } });
  expect(gated.status()).toBe(403);
  expect(await gated.text()).toContain("This page asks for the plan");
  expect(portal.log()).not.toContain("InvariantError");

  await page.goto(`${portal.url}/reference/createShipment`);
  await expect(page.locator("[data-wm-key]").first()).toHaveText(secret as string);
  expect(faults).toEqual([]);
  await page.goto("about:blank");
  await page.goto(`${portal.url}/reference/createShipment#try`);
  const form = page.getByRole("dialog", { name: /Try it/ });
  await expect(form.getByLabel("Key", { exact: true })).toContainText("Laptop");
  await form.getByRole("textbox", { name: /Body as JSON/ }).fill("{ oops");
  await form.getByRole("button", { name: "Send" }).click();
  await expect(form.getByText("is not valid JSON")).toBeVisible();
  await expect(form.getByRole("textbox", { name: /Body as JSON/ })).toHaveValue("{ oops");
  await form.getByRole("button", { name: "Start over" }).click();
  const sent = page.waitForResponse((response) => response.url().endsWith("/api/try") && response.status() === 200);
  await page.keyboard.press("Control+Enter");
  expect(await (await sent).text()).not.toContain(secret);
  await expect(form.getByRole("region", { name: "Answer" })).toContainText("shp_");
  expect(portal.log()).not.toContain(secret);

  // Nobody in particular: the demo key. A link leads to the open form, though the page brings no scripts; keys send before a field is touched.
  const other = await browser.newPage();
  await other.goto(`${portal.url}/reference/listCarriers#try`);
  await expect(other.getByLabel("Key", { exact: true })).toContainText("Demo key");
  await other.keyboard.press("Control+Enter");
  await expect(other.getByRole("region", { name: "Answer", exact: true })).toContainText("northpost");
  await other.close();

  await page.goto(`${portal.url}/sign-in`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-out"));
  await page.goto(`${portal.url}/docs/quickstart`);
  await expect(places.first()).toHaveText("YOUR_SANDBOX_KEY");
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain(secret);
});

test("an operation names each guide about it once, in the reader's first language", async ({ page }) => {
  await page.goto(`${portal.url}/reference/createShipment`);
  const guides = page.getByRole("region", { name: "Guides" }).getByRole("link");
  const leadTo = await guides.evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  expect(leadTo).toEqual(["/docs/quickstart", "/docs/sandbox", "/docs/shipping-a-parcel"]);
});

test("a wrong address suggests right ones", async ({ page }) => {
  const response = await page.goto(`${portal.url}/docs/webhoks`);
  expect(response?.status()).toBe(404);
  const suggestions = page.getByRole("region", { name: "Did you mean" }).getByRole("link");
  await expect(suggestions.first()).toHaveAttribute("href", "/docs/webhooks");
});

test("everything is read without scripts too", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${portal.url}/docs/quickstart`);
  await page.getByText("Go", { exact: true }).first().click();
  await expect(page.getByText('request.Header.Set("Authorization"').first()).toBeVisible();
  await expect(page.locator("button[data-copy]").first()).toBeHidden();
  await page.getByRole("navigation", { name: "Documentation" }).getByRole("link", { name: "Errors" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Errors" })).toBeVisible();
  await context.close();
});

test("programs get the same pages as text", async ({ request }) => {
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await request.get(portal.url + path, { headers });
    return { status: response.status(), type: response.headers()["content-type"], text: await response.text() };
  };
  const byName = await get("/docs/quickstart.md");
  expect(byName).toMatchObject({ status: 200, type: "text/markdown; charset=utf-8" });
  expect(byName.text).toContain(`curl ${portal.url}/sandbox/shipments`);
  expect((await get("/docs/quickstart", { accept: "text/markdown" })).text).toBe(byName.text);
  expect((await get("/docs/quickstart")).type).toContain("text/html");
  // A terminal gets text without asking for it, and files stay files.
  const curl = { "user-agent": "curl/8.7.1", accept: "*/*" };
  expect((await get("/docs/quickstart", curl)).text).toBe(byName.text);
  expect((await get("/docs/quickstart", { ...curl, accept: "text/html" })).type).toContain("text/html");
  expect((await get("/reference/createShipment", curl)).text).toBe((await get("/reference/createShipment.md")).text);
  expect((await get("/reference/openapi.json", curl)).type).toContain("application/json");
  for (const path of ["/", "/changelog", "/pricing", "/reference"]) {
    expect((await get(path, { accept: "text/markdown" })).type).toBe("text/markdown; charset=utf-8");
  }
  expect((await get("/docs/..%2f..%2fpackage.json.md")).status).toBe(404);
  expect((await get("/skill.md")).text).toContain(`${portal.url}/sandbox`);
  expect((await get("/docs/nothing.md")).status).toBe(404);

  const llms = await get("/llms.txt");
  expect(llms.text).toContain(`(${portal.url}/docs/quickstart.md)`);
  expect((await get("/llms-full.txt")).text).toContain("# Quickstart");
  const feed = await get("/rss.xml");
  expect(feed.type).toContain("application/rss+xml");
  expect(feed.text).toContain(`${portal.url}/changelog#`);
  expect((await get("/sitemap.xml")).text).toContain(`<loc>${portal.url}/reference/createShipment</loc>`);
  expect((await get("/robots.txt")).text).toContain(`Sitemap: ${portal.url}/sitemap.xml`);
  expect(JSON.parse((await get("/reference/openapi.json")).text).openapi).toMatch(/^3\.1/);
});

test("the build has drawn the picture of each page that is shared", async ({ request }) => {
  const drawnByBuild = readdirSync(".cache/og").sort();
  for (const path of ["/", "/docs/quickstart", "/docs/guide", "/reference/createShipment", "/changelog", "/pricing"]) {
    const html = await (await request.get(portal.url + path, { headers: { accept: "text/html" } })).text();
    const picture = /<meta property="og:image" content="([^"]+)"/.exec(html)?.[1] ?? "";
    expect(picture, path).toContain(`${portal.url}/og/`);
    const drawn = await request.get(picture);
    expect(drawn.headers()["content-type"], path).toBe("image/png");
    const bytes = await drawn.body();
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], path).toEqual([1_200, 630]);
  }
  // None was left to draw for who asked.
  expect(readdirSync(".cache/og").sort()).toEqual(drawnByBuild);
  for (const path of ["/og/docs/nothing.png", "/og/docs/bulk-labels.png", "/og/%25zz.png"]) {
    expect((await request.get(portal.url + path)).status(), path).toBe(404);
  }
});

test("static pages say what they may load, and are not framed", async ({ request }) => {
  const headers = (await request.get(`${portal.url}/docs`)).headers();
  expect(headers["content-security-policy"]).toContain("default-src 'self'");
  expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["x-powered-by"]).toBeUndefined();
});
