import { type Browser, expect, type Page, test } from "@playwright/test";
import { checkLooks, type Look } from "./check-looks";
import { startPortal, type TestPortal, waitFor } from "./portal";
import { callSandbox, shipment } from "./steps";

/** Console and staff pages as the people who work there meet them: light on a desk, dark on a phone, empty and with things in them. */
let portal: TestPortal;
let appPage: string;
test.beforeAll(async ({ browser }) => {
  portal = await startPortal();
  appPage = await makeAppWithCalls(browser);
});
test.afterAll(() => portal?.stop());

const consolePages = () => [
  "/console",
  "/console/apps",
  "/console/apps/new",
  appPage,
  `${appPage}/edit`,
  `${appPage}/review`,
  `${appPage}/listing`,
  "/console/requests",
  "/console/requests?status=5",
  "/console/usage",
  "/console/webhooks",
  "/device",
  "/console/certification",
  "/console/certification/integration-basics",
  "/console/team",
  "/console/account",
  "/console/billing",
  `/console/billing/${new Date().toISOString().slice(0, 7)}/calls`,
];

const staffPages = () => [
  "/staff/journey",
  "/staff/journey?breakdown=channel&compare=previous",
  "/staff/journey/1",
  "/staff/journey/9?entity=company",
  "/staff/funnel",
  "/staff/funnel/edit",
  "/staff/grid",
  "/staff/attribution",
  "/staff/acquisition-cost",
  "/staff/spend",
  "/staff/first-call",
  "/staff/retention",
  "/staff/content",
  "/staff/referrals",
  "/staff/digests",
  "/staff/digests/new",
  "/staff/notes",
  "/staff/embeds",
  "/staff/sql",
  "/staff/stuck",
  "/staff/mail",
  "/staff/touchpoints",
  "/staff/live",
  "/staff/live?show=quarantined",
  "/staff/catalogue",
  "/staff/destinations",
  "/staff/destinations/new?kind=webhook",
  "/staff/reviews",
  "/staff/showcase",
  "/staff/audits",
  "/staff/audit-log",
  "/staff/people",
  "/staff/companies",
  "/staff/settings",
  // The site's own head has one more link for staff.
  "/docs/quickstart",
];

for (const { as, pages, inside } of [
  { as: "developer", pages: consolePages, inside: 'a[href*="/keys/key_"], a[href*="#call"]' },
  { as: "admin", pages: staffPages, inside: 'td a[href^="/staff/people/"], td a[href^="/staff/companies/"]' },
]) {
  test(`pages of the sample ${as} are accessible and fit`, async ({ browser }) => {
    test.setTimeout(240_000);
    // The checker is put into the page, which the page's own policy rightly forbids.
    const context = await browser.newContext({ bypassCSP: true, reducedMotion: "reduce" });
    const page = await context.newPage();
    await signInLocally(page, as);
    const opened = new Map<string, string>();
    for (const address of pages()) {
      await check(page, address);
      const links = await page.locator(inside).evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
      for (const href of links) {
        // One of each kind: the others look the same.
        const kind = href.replace(/[a-z]{3}_[0-9a-z]{26}/g, "id");
        if (!opened.has(kind)) opened.set(kind, href);
      }
    }
    expect(opened.size).toBeGreaterThan(0);
    for (const href of opened.values()) await check(page, href);
    await context.close();
  });
}

/** One page, loaded once and looked at twice: first as the one before was left, which is a change of sizes less. */
async function check(page: Page, address: string): Promise<void> {
  const response = await page.goto(portal.url + address);
  expect(response?.status(), address).toBe(200);
  await expect(page.locator("main h1")).toBeVisible();
  const asLeft = looks.filter(({ width }) => width === page.viewportSize()?.width);
  await checkLooks(page, address, [...asLeft, ...looks.filter((look) => !asLeft.includes(look))]);
}

const looks: Look[] = [
  { width: 390, colorScheme: "dark" },
  { width: 1440, colorScheme: "light" },
];

async function signInLocally(page: Page, as: string): Promise<void> {
  await page.goto(`${portal.url}/sign-in`);
  await page.getByRole("button", { name: `Continue as a sample ${as}` }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

/** The sample developer's app with a key and two calls, one of them refused; returns the app's page. */
async function makeAppWithCalls(browser: Browser): Promise<string> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signInLocally(page, "developer");
  await page.goto(`${portal.url}/console/apps/new`);
  await page.getByLabel("Name").fill("Depot Sync");
  await page.getByRole("button", { name: "Create app" }).click();
  await page.waitForURL(/\/console\/apps\/app_/);
  const address = new URL(page.url()).pathname;
  await page.getByLabel("Name").first().fill("Laptop");
  await page.getByRole("button", { name: "Create key" }).click();
  const secret = (await page.locator("code", { hasText: /^[a-z]+_sbx_\w{36}$/ }).textContent()) ?? "";
  expect((await callSandbox(portal, secret, "POST", "/shipments", shipment)).status).toBe(201);
  expect((await callSandbox(portal, secret, "POST", "/shipments", {})).status).toBe(400);
  await waitFor("the calls in the log", async () => {
    await page.goto(`${portal.url}/console/requests?status=4`);
    return page.locator('a[href*="#call"]').count();
  });
  await context.close();
  return address;
}
