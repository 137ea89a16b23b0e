import { expect, type Page, test } from "@playwright/test";
import { startPortal, type TestPortal } from "./portal";
import { callSandbox, shipment } from "./steps";

/** The life of a key as its owner sees it, and a stranger's page that tries to make one in the owner's name. */
let portal: TestPortal;
test.beforeAll(async () => {
  portal = await startPortal();
});
test.afterAll(() => portal?.stop());

async function signIn(page: Page): Promise<void> {
  await page.goto(`${portal.url}/sign-in`);
  await page.getByRole("button", { name: "Continue as a sample developer" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

async function makeApp(page: Page): Promise<string> {
  await page.goto(`${portal.url}/console/apps/new`);
  await page.getByLabel("Name").fill("Depot Sync");
  await page.getByRole("button", { name: "Create app" }).click();
  await page.waitForURL(/\/console\/apps\/app_/);
  return page.url();
}

const secretOf = async (page: Page) =>
  (await page.locator("code", { hasText: /^[a-z]+_sbx_\w{36}$/ }).textContent()) ?? "";
const statusOf = async (secret: string) => (await callSandbox(portal, secret, "POST", "/shipments", shipment)).status;

test("a key is made with limits, changed, rolled and revoked; its page shows what was done", async ({ page }) => {
  await signIn(page);
  await makeApp(page);
  await page.getByLabel("Name").first().fill("Laptop");
  await page.getByText("Scopes, addresses, limits, metadata, expiry").click();
  await page.getByLabel("Own limits").fill("exports one/h");
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByText("line 1 must read like exports 100/h")).toBeVisible();
  await page.getByLabel("Own limits").fill("exports 100/h");
  await page.getByRole("button", { name: "Create key" }).click();
  const secret = await secretOf(page);
  expect(await statusOf(secret)).toBe(201);

  await page.getByRole("link", { name: "Laptop" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Laptop" })).toBeVisible();
  await expect(page.locator("dl")).toContainText("exports 100/h");
  await page.getByLabel("Metadata").fill('{ "tier": "gold" }');
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  const history = page.getByRole("table", { name: "History of the key" });
  await expect(history).toContainText('{"tier":"gold"}');
  await page.getByLabel("Roll").selectOption("3600");
  await page.getByRole("button", { name: "Roll key" }).click();
  const second = await secretOf(page);
  expect([await statusOf(secret), await statusOf(second)]).toEqual([201, 201]);
  await page.reload();
  await expect(page.getByText("This key was rolled")).toBeVisible();
  await expect(page.getByText(/This one still works until/)).toBeVisible();
  await page.getByRole("button", { name: "Revoke", exact: true }).click();
  await page.getByLabel("Why?").fill("Laptop lost");
  await page.getByRole("button", { name: "Revoke key" }).click();
  await expect(page.getByText(/: Laptop lost$/)).toBeVisible();
  await expect(history).toContainText("Revoked");
  await expect.poll(() => statusOf(secret)).toBe(401);
  expect(await statusOf(second)).toBe(201);
});

test("every key of an app can be reached, however many it has", async ({ page }) => {
  await signIn(page);
  const app = await makeApp(page);
  for (let at = 0; at < 102; at++) {
    const made = await fetch(`${portal.url}/v1/keys`, {
      method: "POST",
      headers: { authorization: `Bearer ${portal.serviceToken}`, "content-type": "application/json" },
      body: JSON.stringify({ appId: app.split("/").at(-1), environment: "sandbox", name: `Device ${at}` }),
    });
    expect(made.status).toBe(201);
  }
  await page.goto(app);
  const keys = page.locator("#keys tbody tr");
  await expect(keys).toHaveCount(100);
  await page.getByRole("link", { name: "Older" }).click();
  await expect(keys).toHaveCount(2);
  await expect(page.getByRole("link", { name: "Device 0", exact: true })).toBeVisible();
  // An address that says it twice means the first.
  await page.goto(`${page.url().split("#")[0]}&cursor=again`);
  await expect(keys).toHaveCount(2);
  await page.getByRole("link", { name: "Newest" }).click();
  await expect(keys).toHaveCount(100);
});

test("another site cannot make a key in somebody's name: not by form, not by script, not with the cookie", async ({
  browser,
  page,
}) => {
  await signIn(page);
  const app = await makeApp(page);
  // As a page without scripts has it: everything the form sends is in it, hidden fields of the framework included.
  const plain = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await page.context().storageState(),
  });
  const still = await plain.newPage();
  await still.goto(app);
  const fields = await still
    .locator("form", { hasText: "Create key" })
    .first()
    .evaluate((form) =>
      [...new FormData(form as HTMLFormElement)].map(([name, value]) => [name, String(value)] as const),
    );
  await plain.close();
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const send = (headers: Record<string, string>, name: string) => {
    const body = new FormData();
    for (const [field, value] of fields) body.append(field, field.endsWith("name") ? name : value);
    return fetch(app, { method: "POST", headers: { cookie, ...headers }, body, redirect: "manual" });
  };
  const keys = async () => {
    await page.goto(app);
    return (await page.locator("#keys").textContent()) ?? "";
  };
  for (const origin of ["https://evil.example", "null"]) {
    const answer = await send({ origin }, "Stolen");
    expect(answer.status).toBeGreaterThanOrEqual(400);
  }
  expect(await keys()).not.toContain("Stolen");
  // The same request from the portal's own page makes one: it is the origin that decides.
  await send({ origin: portal.url }, "Own");
  expect(await keys()).toContain("Own");
  // The management API knows no cookies.
  const api = await fetch(`${portal.url}/v1/keys`, {
    method: "POST",
    headers: { cookie, origin: portal.url, "content-type": "application/json" },
    body: JSON.stringify({ appId: app.split("/").at(-1), environment: "sandbox", name: "Stolen" }),
  });
  expect(api.status).toBe(401);
});
