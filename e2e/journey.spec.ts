import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import type { PathSide, TouchpointsResult } from "@/lib/reports/schema";
import { type FakeGithub, startFakeGithub } from "./fake-github";
import { startPortal, type TestPortal, waitFor } from "./portal";
import { answerQuestions, callSandbox, getReport, postJson, shipment, signIn, track, untilReport } from "./steps";

/**
 * One developer's whole journey through the built portal, nothing faked but GitHub: from an ad click to a listing in the showcase, and the
 * staff who read of it. Steps build on each other, as a journey does.
 */
test.describe.configure({ mode: "serial" });

let github: FakeGithub;
let portal: TestPortal;
let ada: Page;
let ben: Page;
let admin: Page;
let signUpAt = 0;
const contexts: BrowserContext[] = [];
const known: {
  appId: string;
  sandboxKey: string;
  liveKey: string;
  personId: string;
  companyId: string;
  benId: string;
  slug: string;
} = {
  appId: "",
  sandboxKey: "",
  liveKey: "",
  personId: "",
  companyId: "",
  benId: "",
  slug: "",
};

const campaign = { utm_source: "google", utm_medium: "cpc", utm_campaign: "spring-launch", gclid: "Cj0KCQ-e2e" };

test.beforeAll(async ({ browser }) => {
  github = await startFakeGithub();
  portal = await startPortal({
    GITHUB_ID: github.clientId,
    GITHUB_SECRET: github.clientSecret,
    GITHUB_URL: github.url,
    GITHUB_API_URL: github.apiUrl,
    STAFF: "portal-admin",
  });
  const open = async () => {
    const context = await browser.newContext();
    contexts.push(context);
    return context.newPage();
  };
  [ada, ben, admin] = [await open(), await open(), await open()];
});

test.afterAll(async () => {
  for (const context of contexts) await context.close();
  await portal?.stop();
  await github?.close();
});

test("an ad click lands on a docs page and is remembered", async () => {
  const viewed = ada.waitForResponse((response) => response.url().endsWith("/v1/batch") && response.ok());
  await ada.goto(`${portal.url}/docs/quickstart?${new URLSearchParams(campaign)}`);
  await expect(ada.getByRole("heading", { level: 1 })).toBeVisible();
  await viewed;
  const cookies = await ada.context().cookies();
  const visitor = cookies.find((cookie) => cookie.name === "wm_vid");
  expect(visitor).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  // Reading on, without the campaign in the address, is the same visit.
  await ada
    .getByRole("navigation")
    .getByRole("link", { name: /authentication/i })
    .first()
    .click();
  await expect(ada).toHaveURL(/\/docs\/authentication/);
});

test("the reader signs up with GitHub and lands in her company", async () => {
  signUpAt = Date.now();
  await signIn(ada, portal, github, "ada");
  await ada.goto(`${portal.url}/console`);
  await expect(ada.getByText("From your first call to the showcase, with Analytical")).toBeVisible();
});

test("she creates an app and a sandbox key, shown once", async () => {
  await ada.goto(`${portal.url}/console/apps/new`);
  await ada.getByLabel("Name").fill("Depot Sync");
  await ada.getByRole("button", { name: /create/i }).click();
  await ada.waitForURL(/\/console\/apps\/app_[0-9a-z]+/);
  known.appId = /app_[0-9a-z]+/.exec(ada.url())?.[0] ?? "";
  known.sandboxKey = await createKey(ada, "Sandbox");
  expect(known.sandboxKey).toMatch(/^pwy_sbx_[0-9A-Za-z]{36}$/);
  await ada.reload();
  await expect(ada.locator("body")).not.toContainText(known.sandboxKey);
});

test("the quickstart's first call works as copied, and its step ticks while she looks", async () => {
  await ada.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: portal.url });
  await ada.goto(`${portal.url}/docs/quickstart`);
  await expect(ada.getByText("3 of 5 steps done")).toBeVisible();
  const block = ada.locator("figure", { hasText: "Your first call" });
  await expect(block).toContainText(known.sandboxKey);
  await block.getByRole("button", { name: "Copy Your first call" }).click();
  const command = await ada.evaluate(() => navigator.clipboard.readText());
  await ada.evaluate(() => Object.assign(window, { sameDocument: true }));
  const { stdout } = await promisify(execFile)("sh", ["-c", command]);
  const firstMs = Date.now() - signUpAt;
  expect((JSON.parse(stdout) as { id: string }).id).toMatch(/^shp_/);
  await expect(ada.locator('[data-verify="POST /shipments 201"]')).toHaveAttribute("data-step-done", "", {
    timeout: 15_000,
  });
  const tickMs = Date.now() - signUpAt - firstMs;
  await expect(ada.getByText("4 of 5 steps done")).toBeVisible();
  expect(await ada.evaluate(() => "sameDocument" in window)).toBe(true);
  console.log(`from the click on sign-up to the first 2xx: ${firstMs} ms; the step ticked ${tickMs} ms after it`);
});

test("the sandbox answers her key, remembers, and refuses what is not whole", async () => {
  const made = await callSandbox(portal, known.sandboxKey, "POST", "/shipments", shipment);
  expect(made.status).toBe(201);
  const { id } = (await made.json()) as { id: string };
  expect((await callSandbox(portal, known.sandboxKey, "GET", `/shipments/${id}`)).status).toBe(200);
  expect((await callSandbox(portal, known.sandboxKey, "POST", "/shipments", { parcels: [] })).status).toBe(400);
});

test("her console ticks itself and shows the calls", async () => {
  await expect
    .poll(
      async () => {
        await ada.goto(`${portal.url}/console/requests`);
        return ada.locator("body").innerText();
      },
      { timeout: 30_000 },
    )
    .toMatch(/\/shipments[\s\S]*400|400[\s\S]*\/shipments/);
  // The refused call, opened: what to do, and what the one that passed had.
  await ada.getByRole("link", { name: /POST \/shipments .*is missing/ }).click();
  const opened = ada.getByRole("region", { name: "The call", exact: true });
  await expect(opened.getByRole("list", { name: "What was wrong" })).toContainText(
    'Add "from". Your last call that passed sent',
  );
  await expect(opened.getByRole("heading", { name: "Compared with a call that passed" })).toBeVisible();
  await expect(opened.getByRole("link", { name: "Replay in Try it" })).toHaveAttribute(
    "href",
    /createShipment\?replay=req_/,
  );
  await expect(opened).not.toContainText(known.sandboxKey);
  await ada.goto(`${portal.url}/console`);
  await expect(
    ada.getByRole("listitem").filter({ hasText: "Get a successful answer, done" }).getByText("Get a successful answer"),
  ).toBeVisible();
});

test("she passes the certification, questions and hands-on task", async () => {
  await ada.goto(`${portal.url}/console/certification/${track.id}`);
  await ada.getByRole("button", { name: /start/i }).click();
  await expect(ada.getByRole("heading", { name: "Questions" })).toBeVisible();
  // Whatever the page received, it cannot tell right from wrong.
  const html = await ada.content();
  const yaml = readFileSync("content/certification/integration-basics.yaml", "utf8");
  for (const [, explanation = ""] of yaml.matchAll(/explanation: (.+)/g))
    expect(html).not.toContain(explanation.slice(0, 40));
  await answerQuestions(ada);
  const made = await callSandbox(portal, known.sandboxKey, "POST", "/shipments", shipment);
  const { id } = (await made.json()) as { id: string };
  await callSandbox(portal, known.sandboxKey, "GET", `/shipments/${id}`);
  await expect(ada.getByText("Proved", { exact: true }).first()).toBeVisible({ timeout: 40_000 });
  await ada.getByRole("button", { name: "Hand in" }).first().click();
  await expect(ada.getByRole("heading", { name: "Passed", exact: true })).toBeVisible();
  const certificate = await ada.locator('a[href*="/certificates/"]').first().getAttribute("href");
  const shown = await fetch(new URL(certificate ?? "", portal.url));
  expect(shown.status).toBe(200);
  expect(await shown.text()).toContain("Ada Okafor");
});

test("she submits the app, an admin certifies it", async () => {
  await ada.goto(`${portal.url}/console/apps/${known.appId}/review`);
  await ada.getByLabel("Website").fill("https://depot-sync.example");
  await ada.getByLabel(/reviewer/i).fill("It books pickups for warehouses.");
  await ada.getByRole("button", { name: "Submit for review" }).click();
  // A check did not pass: nothing is submitted, nothing typed is lost, and it says what to do.
  await expect(ada.getByText("Nothing was submitted")).toBeVisible();
  await expect(ada.getByLabel("Website")).toHaveValue("https://depot-sync.example");
  await expect(ada.getByText("Describe the app in at least 40 characters.")).toBeVisible();
  await ada.goto(`${portal.url}/console/apps/${known.appId}/edit`);
  await ada.getByLabel("What does it do?").fill("Watches the packing table and books a pickup when the shelf is full.");
  await ada.getByRole("button", { name: "Save" }).click();
  await ada.waitForURL(/\/console\/apps\/app_[0-9a-z]+$/);
  await ada.goto(`${portal.url}/console/apps/${known.appId}/review`);
  await ada.getByLabel("Website").fill("https://depot-sync.example");
  await ada.getByRole("button", { name: "Submit for review" }).click();
  await expect(ada.getByText(/^Submitted\. A person looks/)).toBeVisible();

  await admin.goto(`${portal.url}/staff/reviews`);
  await signIn(admin, portal, github, "admin");
  await admin.goto(`${portal.url}/staff/reviews`);
  await admin
    .getByRole("link", { name: /Depot Sync/ })
    .first()
    .click();
  await admin.getByRole("button", { name: "Approve and certify" }).click();
  await expect(admin.getByText("Approved and certified.")).toBeVisible();
});

test("the listing goes through moderation into the gallery, and its link is counted", async () => {
  await ada.goto(`${portal.url}/console/apps/${known.appId}/listing`);
  await ada.getByLabel("Category").selectOption("Warehouses");
  await ada.getByLabel("In one line").fill("Pickups booked while you pack");
  await ada
    .getByLabel("Description")
    .fill("Depot Sync watches the packing table and books a pickup when the shelf is full.");
  await ada.getByLabel("Website").fill("https://depot-sync.example");
  await ada.getByRole("button", { name: "Save and submit" }).click();
  await expect(ada.locator("body")).toContainText(/A person reads it next/);

  await admin.goto(`${portal.url}/staff/showcase`);
  await admin
    .getByRole("link", { name: /Depot Sync/ })
    .first()
    .click();
  await admin.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(admin.getByText("Published. Its page is in the showcase now.")).toBeVisible();

  await ben.goto(`${portal.url}/showcase`);
  await ben
    .getByRole("link", { name: /Depot Sync/ })
    .first()
    .click();
  await expect(ben.getByRole("heading", { name: /Depot Sync/, level: 1 })).toBeVisible();
  known.slug = new URL(ben.url()).pathname.split("/").at(-1) ?? "";
  const out = await ben.locator('a[href*="/out/"]').first().getAttribute("href");
  const left = await fetch(new URL(out ?? "", portal.url), { redirect: "manual" });
  expect(left.status).toBe(302);
  expect(left.headers.get("location")).toMatch(/^https:\/\/depot-sync\.example\//);
});

test("she invites Ben; he joins, and a live key of his verifies a call whose usage is reported", async () => {
  await ada.goto(`${portal.url}/console/team`);
  await ada.getByRole("button", { name: "Create invite link" }).click();
  const link = await ada
    .getByText(/\/invite\/[\w-]+/)
    .first()
    .innerText();
  await ben.context().clearCookies();
  const viewed = ben.waitForResponse((response) => response.url().endsWith("/v1/batch") && response.ok());
  await ben.goto(link.trim());
  await viewed;
  await ben.getByRole("button", { name: /join/i }).click();
  await signIn(ben, portal, github, "ben");
  await ben.goto(`${portal.url}/console/team`);
  await expect(ben.locator("body")).toContainText("Ada Okafor");

  await ben.goto(`${portal.url}/console/apps/${known.appId}`);
  known.liveKey = await createKey(ben, "Live");
  expect(known.liveKey).toMatch(/^pwy_live_[0-9A-Za-z]{36}$/);
  const verified = await postJson(portal, "/v1/keys/verify", { key: known.liveKey, environment: "live" });
  const { data } = (await verified.json()) as {
    data: { valid: boolean; code: string; keyId: string; companyId: string; userId: string };
  };
  expect(data).toMatchObject({ valid: true, code: "VALID", environment: "live", appId: known.appId });
  known.companyId = data.companyId;
  known.benId = data.userId;
  const usage = await postJson(portal, "/v1/usage", {
    id: "call-1",
    source: "gateway",
    time: new Date().toISOString(),
    keyId: data.keyId,
    method: "POST",
    route: "/shipments",
    status: 201,
    latencyMs: 42,
    endUserId: "end-user-1",
  });
  expect(await usage.json()).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
});

test("by person Ben's first live call belongs to the invite, by company to the ad", async () => {
  const report = await untilReport<TouchpointsResult>(
    portal,
    "touchpoints",
    { person: known.benId, stage: "first_live_2xx" },
    (value) => Boolean(value.person?.touches.length && value.company && value.company.touches.length >= 2),
  );
  const creditOf = (side: PathSide | null, model: keyof PathSide["credits"]) =>
    side?.credits[model].filter((row) => row.credit > 0).map((row) => `${row.channel}/${row.campaign}=${row.credit}`);
  for (const model of ["first_touch", "last_touch", "linear"] as const) {
    expect(creditOf(report.person, model), `person, ${model}`).toEqual(["invite/=1"]);
    expect(creditOf(report.company, model), `company, ${model}`).toEqual(["paid-search/spring-launch=1"]);
  }
  expect(report.company?.touches[0]).toMatchObject({
    channel: "paid-search",
    source: "google",
    clickIdKind: "gclid",
    landingPath: "/docs/quickstart",
  });
});

test("staff read every step in the journey report, joined to campaign and company", async () => {
  type Layer = { layer: number; id: string; reached: number };
  const reachedBy = (layers: Layer[]) => Object.fromEntries(layers.map((layer) => [layer.layer, layer.reached]));
  const report = await untilReport<{ layers: Layer[] }>(
    portal,
    "journey",
    { entity: "company", "filter[campaign]": "spring-launch" },
    ({ layers }) => {
      const by = reachedBy(layers);
      return [1, 2, 3, 4, 5, 6, 9, 10, 11].every((layer) => by[layer] === 1);
    },
  );
  expect(report.layers).toHaveLength(11);
  expect(reachedBy(report.layers)).toMatchObject({ 7: 0, 8: 0 });
  const other = await getReport<{ layers: Layer[] }>(portal, "journey", {
    entity: "company",
    "filter[campaign]": "another",
  });
  expect(other.layers.every((layer) => layer.reached === 0)).toBe(true);

  await admin.goto(`${portal.url}/staff/journey?entity=company&filter%5Bcampaign%5D=spring-launch`);
  await expect(admin.getByRole("heading", { level: 1 })).toBeVisible();
  for (const name of [
    "Reach",
    "Join",
    "Sandbox",
    "Certify",
    "Production",
    "Value",
    "Operations",
    "Audit",
    "Showcase",
    "Loyalty",
    "Advocacy",
  ]) {
    await expect(admin.getByText(name, { exact: true }).first()).toBeVisible();
  }
  await admin.goto(`${portal.url}/staff/touchpoints?company=${known.companyId}&stage=first_live_2xx`);
  await expect(admin.locator("body")).toContainText("spring-launch");
  await expect(admin.locator("body")).toContainText(/analytical/i);
  await expect(admin.locator("body")).toContainText("Ben Duarte");
});

test("no secret stands in what the processes printed", async () => {
  const log = portal.log();
  for (const secret of [
    known.sandboxKey,
    known.liveKey,
    portal.serviceToken,
    github.clientSecret,
    "ada@analytical.example",
  ]) {
    expect(log).not.toContain(secret);
  }
});

test("developers see no staff page, strangers no console", async () => {
  const response = await ada.goto(`${portal.url}/staff/journey`);
  expect([403, 404]).toContain(response?.status());
  const stranger = await fetch(`${portal.url}/console/apps`, { redirect: "manual" });
  expect(stranger.status).toBeGreaterThanOrEqual(300);
  expect(stranger.status).toBeLessThan(400);
  expect(stranger.headers.get("location")).toContain("/sign-in");
});

/** Makes a key on the app's page and reads the secret, which is shown this once. */
async function createKey(page: Page, environment: "Sandbox" | "Live"): Promise<string> {
  await page.getByLabel("Name").first().fill(`${environment} key`);
  await page.getByLabel("Environment").selectOption({ label: environment });
  await page.getByRole("button", { name: /create key/i }).click();
  return waitFor(
    "the secret",
    async () => /pwy_(sbx|live)_[0-9A-Za-z]{36}/.exec(await page.locator("body").innerText())?.[0],
    15_000,
  );
}
