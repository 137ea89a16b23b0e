import { once } from "node:events";
import { expect, test } from "@playwright/test";
import { readLedger } from "./ledger";
import { pidOf, startPortal, type TestPortal, waitFor } from "./portal";
import { postJson } from "./steps";

/**
 * Bad weather: every process of a portal is killed with -9 in turn while events, usage and verifications flow. The supervisor brings each
 * back, and what was acknowledged is in the ledger, once.
 */
test.setTimeout(240_000);

type Load = {
  acknowledged: Set<string>;
  usageAcknowledged: Set<string>;
  sent: Set<string>;
  verdicts: Map<string, number>;
  /** Milliseconds since 1970 of the last verification that was answered. */
  lastVerdictAt: number;
  stop(): Promise<void>;
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Senders as SDKs are: what was not acknowledged is sent again, under the same ids, until it is. */
function startLoad(portal: TestPortal, key: string): Load {
  let running = true;
  const load = {
    acknowledged: new Set<string>(),
    usageAcknowledged: new Set<string>(),
    sent: new Set<string>(),
    verdicts: new Map<string, number>(),
    lastVerdictAt: 0,
  };
  const post = (route: string, body: unknown) => postJson(portal, route, body).catch(() => undefined);

  // With the public write key, as pages do: a service token may not claim what only a browser sees.
  const sendAsBrowser = (batch: unknown[]) =>
    fetch(`${portal.url}/v1/batch`, {
      method: "POST",
      body: JSON.stringify({ writeKey: portal.writeKey, batch }),
    }).catch(() => undefined);

  async function untilTaken(send: () => Promise<boolean>): Promise<boolean> {
    // A sender that is stopped in between gives up; what it sent may be stored or not, but never twice.
    for (let tries = 0; tries < 200; tries++) {
      if (await send()) return true;
      if (!running && tries > 100) return false;
      await pause(100);
    }
    return false;
  }
  async function sendEvents(sender: number): Promise<void> {
    for (let round = 0; running; round++) {
      const ids = Array.from({ length: 10 }, (_, n) => `weather-${sender}-${round}-${n}`);
      const batch = ids.map((messageId) => ({
        type: "track",
        event: "docs_read",
        messageId,
        anonymousId: `weather-${sender}`,
        properties: { path: "/docs" },
      }));
      for (const id of ids) load.sent.add(id);
      if (await untilTaken(async () => (await sendAsBrowser(batch))?.status === 200))
        for (const id of ids) load.acknowledged.add(id);
      await pause(5);
    }
  }
  async function sendUsage(): Promise<void> {
    for (let round = 0; running; round++) {
      const id = `weather-call-${round}`;
      const record = {
        id,
        source: "weather",
        time: new Date().toISOString(),
        key,
        method: "GET",
        route: "/shipments",
        status: 200,
        latencyMs: 5,
      };
      const taken = await untilTaken(async () => {
        const response = await post("/v1/usage", record);
        if (response?.status !== 200) return false;
        const { accepted, duplicates } = (await response.json()) as { accepted: number; duplicates: number };
        return accepted + duplicates === 1;
      });
      if (taken) load.usageAcknowledged.add(id);
      await pause(20);
    }
  }
  async function verify(): Promise<void> {
    while (running) {
      const response = await post("/v1/keys/verify", { key, environment: "sandbox", cost: 0 });
      if (response?.status === 200) {
        const { data } = (await response.json()) as { data: { code: string } };
        load.verdicts.set(data.code, (load.verdicts.get(data.code) ?? 0) + 1);
        load.lastVerdictAt = Date.now();
      }
      await pause(5);
    }
  }
  const all = Promise.all([sendEvents(1), sendEvents(2), sendEvents(3), sendUsage(), verify()]);
  return Object.assign(load, {
    async stop() {
      running = false;
      await all;
    },
  });
}

/** Rows of the ledger by id. */
async function readStored(portal: TestPortal, sql: string): Promise<Map<string, number>> {
  const rows = await readLedger<{ id: string; n: string }>(portal, sql);
  return new Map(rows.map(({ id, n }) => [id, Number(n)]));
}

// The ledger puts the source before the ids that a public write key sends.
const storedEvents = (portal: TestPortal) =>
  readStored(
    portal,
    "SELECT splitByChar(':', event_id)[2] AS id, count() AS n FROM events WHERE event_id LIKE '%:weather-%' GROUP BY id",
  );
const storedUsage = (portal: TestPortal) =>
  readStored(portal, "SELECT id, count() AS n FROM usage_events WHERE source = 'weather' GROUP BY id");

async function sandboxKey(portal: TestPortal, browser: import("@playwright/test").Browser): Promise<string> {
  const page = await browser.newPage();
  await page.goto(`${portal.url}/sign-in`);
  await page.getByRole("button", { name: /sample developer/i }).click();
  await page.waitForURL(/\/console/);
  await page.goto(`${portal.url}/console/apps/new`);
  await page.getByLabel("Name").fill("Weather");
  await page.getByRole("button", { name: "Create app" }).click();
  await page.waitForURL(/\/console\/apps\/app_/);
  await page.getByLabel("Name").first().fill("weather");
  await page.getByRole("button", { name: "Create key" }).click();
  const key = await waitFor(
    "the secret",
    async () => /pwy_sbx_[0-9A-Za-z]{36}/.exec(await page.locator("body").innerText())?.[0],
  );
  await page.close();
  return key;
}

test("kill -9 of each process in turn, then of the supervisor: nothing acknowledged is lost or doubled", async ({
  browser,
}) => {
  let portal = await startPortal();
  try {
    const key = await sandboxKey(portal, browser);
    const load = startLoad(portal, key);
    await waitFor("the load to flow", async () => load.acknowledged.size > 100 && load.usageAcknowledged.size > 5);
    for (const name of ["edge", "worker", "web", "stores", "edge"]) {
      const before = await pidOf(portal, name);
      process.kill(before, "SIGKILL");
      await waitFor(
        `${name} to be back`,
        async () => (await pidOf(portal, name)) !== before && (await fetch(`${portal.url}/readyz`)).ok,
        30_000,
      );
      const at = Date.now();
      await waitFor("verification to answer again", async () => load.lastVerdictAt > at, 10_000);
      const counted = load.acknowledged.size;
      await waitFor("events to be taken again", async () => load.acknowledged.size > counted + 50, 20_000);
    }
    await load.stop();
    // Only answers about a good key, and never a wrong one.
    expect([...load.verdicts.keys()]).toEqual(["VALID"]);

    // The supervisor itself: the next start takes over its data.
    const { dataDir, url } = portal;
    portal.process.kill("SIGKILL");
    await once(portal.process, "exit");
    portal = await startPortal({ DATA_DIR: dataDir, PORT: new URL(url).port });

    await expect
      .poll(
        async () => {
          const [events, usage] = await Promise.all([storedEvents(portal), storedUsage(portal)]);
          return {
            events: [...load.acknowledged].filter((id) => !events.has(id)),
            calls: [...load.usageAcknowledged].filter((id) => !usage.has(id)),
          };
        },
        { message: "what was acknowledged and is not in the ledger", timeout: 60_000 },
      )
      .toEqual({ events: [], calls: [] });
    const [events, usage] = await Promise.all([storedEvents(portal), storedUsage(portal)]);
    expect([...events].filter(([, count]) => count !== 1)).toEqual([]);
    expect([...usage].filter(([, count]) => count !== 1)).toEqual([]);
    expect([...events.keys()].filter((id) => !load.sent.has(id))).toEqual([]);
    expect(load.acknowledged.size).toBeGreaterThan(500);

    // And an orderly stop: within ten seconds, exit 0.
    const asked = Date.now();
    portal.process.kill("SIGTERM");
    const [code] = (await once(portal.process, "exit")) as [number | null];
    expect(code).toBe(0);
    expect(Date.now() - asked).toBeLessThan(10_000);
  } catch (error) {
    await test
      .info()
      .attach("what the portal printed", { body: portal.log().slice(-20_000), contentType: "text/plain" });
    throw error;
  } finally {
    await portal.stop();
  }
});
