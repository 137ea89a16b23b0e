import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { now } from "@/lib/base/clock";
import { env } from "@/lib/base/env";
import { createLogger } from "@/lib/base/log";
import { postgres } from "@/lib/base/postgres";
import { randomBase62 } from "@/lib/base/secrets";
import { useStores } from "@/lib/base/testing/stores";
import { type AppOwner, newAppOwner, newKey } from "@/lib/keys/testing/key-fixtures";
import { type Edge, openEdge } from "../open-edge";
import { type EdgeUnderTest, startEdge } from "../testing/edge-with-web";

useStores();

const token = `svc_${randomBase62(40)}`;
let house: EdgeUnderTest;
let loud: Edge;
let logged = "";
let owner: AppOwner;

beforeAll(async () => {
  house = await startEdge({ WAYMARK_SERVICE_TOKEN: token, WAYMARK_WRITE_KEY: "wk_canary_of_a_page" });
  owner = await newAppOwner();
  // A second edge that writes everything down, debug lines too.
  const log = createLogger("edge", "trace", {
    write: (line) => {
      logged += line;
    },
  });
  loud = await openEdge({ ...env(), PORT: 0, dataDir: path.join(house.dataDir, "loud") }, log, inject("bundle"));
});
afterAll(async () => {
  await loud?.stop();
  await house?.close();
});

it("a key sent down every path is found in no table, no journal and no log", async () => {
  const key = await newKey(owner, { environment: "sandbox" });
  const canary = key.secret.slice(12);
  const url = `http://127.0.0.1:${loud.port}`;
  const json = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const post = (address: string, body: unknown) =>
    fetch(url + address, { method: "POST", headers: json, body: JSON.stringify(body) });
  const bearer = { authorization: `Bearer ${key.secret}` };
  const time = now().toISOString();
  const call = { source: "s", time, method: "GET", route: "/x", status: 200, latencyMs: 1 };

  const answers = await Promise.all([
    post("/v1/keys/verify", { key: key.secret, tags: [key.secret], path: `/x?key=${key.secret}` }),
    post("/v1/keys/verify", { key: `${key.secret}x`, permissions: key.secret }),
    post("/v1/keys/verify", { key: key.secret, [key.secret]: 1 }),
    fetch(`${url}/v1/authz/${key.secret}?key=${key.secret}`, { headers: { ...bearer, "x-portal-token": token } }),
    fetch(`${url}/v1/authz/x`, { headers: { "x-portal-token": key.secret } }),
    post("/v1/usage", {
      ...call,
      id: "1",
      key: key.secret,
      route: `/x/${key.secret}?k=${key.secret}`,
      metadata: { h: key.secret },
    }),
    post("/v1/usage", { ...call, id: "2", key: key.secret, endUserId: key.secret, status: 0 }),
    fetch(`${url}/sandbox/shipments?token=${key.secret}`, { headers: bearer }),
    fetch(`${url}/sandbox/${key.secret}`, { headers: bearer }),
    fetch(`${url}/v1/keys/${key.secret}`, { headers: json }),
    fetch(`${url}/v1/keys?cursor=${key.secret}`, { headers: json }),
    fetch(`${url}/v1/track`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Basic ${btoa(`${key.secret}:`)}` },
      body: JSON.stringify({ event: "docs_read", anonymousId: "v", properties: { path: key.secret } }),
    }),
    post("/v1/batch", {
      batch: [
        { type: "track", event: "feedback_given", anonymousId: "v", properties: feedback(key.secret) },
        { type: "track", event: key.secret, properties: { [key.secret]: key.secret } },
        { type: "track", event: "docs_read", properties: { path: 1, [key.secret]: key.secret } },
      ],
    }),
    fetch(`${url}/v1/batch`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: url, "user-agent": "Mozilla/5.0 Chrome/141.0.0.0" },
      body: JSON.stringify({
        writeKey: "wk_canary_of_a_page",
        batch: [{ type: "page", properties: { path: `/docs/${key.secret}`, search: `?utm_source=${key.secret}` } }],
      }),
    }),
    fetch(`${url}/${key.secret}`, { headers: { referer: `${url}/?key=${key.secret}`, ...bearer } }),
  ]);
  // The paths were really taken: each answered, and the good ones well.
  expect(answers.map(({ status }) => status).slice(0, 6)).toEqual([200, 200, 400, 200, 401, 200]);
  await expect.poll(async () => (await ledger()).length, { timeout: 10_000 }).toBeGreaterThan(500);

  expect(await ledger()).not.toContain(canary);
  expect(await database()).not.toContain(canary);
  expect(readTree(house.dataDir)).not.toContain(canary);
  expect(logged).not.toContain(canary);
  expect(logged.length).toBeGreaterThan(0);
  expect(statSync(path.join(house.dataDir, "loud", "journal")).mode & 0o077).toBe(0);
});

const feedback = (secret: string) => ({ path: `/docs/${secret}`, helpful: false, comment: `My key ${secret} fails` });

/** Every row of every table that holds what was sent. */
async function ledger(): Promise<string> {
  const tables = ["usage_events", "events", "quarantine", "usage_hourly"];
  const read = (table: string) =>
    clickhouse()
      .query({ query: `SELECT * FROM ${table}`, format: "JSONEachRow" })
      .then((result) => result.text());
  const texts = await Promise.all(tables.map(read));
  return texts.join("");
}

async function database(): Promise<string> {
  const tables = await postgres().$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`;
  expect(tables.length).toBeGreaterThan(15);
  const texts = await Promise.all(
    tables.map(({ name }) =>
      postgres().$queryRawUnsafe<{ rows: string }[]>(`SELECT json_agg(t)::text AS rows FROM "${name}" t`),
    ),
  );
  return JSON.stringify(texts);
}

function readTree(folder: string): string {
  return readdirSync(folder)
    .map((name) => path.join(folder, name))
    .map((file) => (statSync(file).isDirectory() ? readTree(file) : readFileSync(file, "latin1")))
    .join("");
}
