import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nowMs, shiftClock } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { randomBase62 } from "@/lib/base/secrets";
import { useStores } from "@/lib/base/testing/stores";
import { disableKey } from "@/lib/keys/disable-key";
import { revokeKey } from "@/lib/keys/revoke-key";
import { type AppOwner, newAppOwner, newKey } from "@/lib/keys/testing/key-fixtures";
import { type EdgeUnderTest, startEdge } from "../testing/edge-with-web";
import { inventKey } from "../testing/verify-calls";

useStores();

const token = `svc_${randomBase62(40)}`;
let edge: EdgeUnderTest;
let owner: AppOwner;

beforeAll(async () => {
  edge = await startEdge({ WAYMARK_SERVICE_TOKEN: token, TRUSTED_PROXIES: "127.0.0.1" });
  owner = await newAppOwner();
  const left = 60_000 - (nowMs() % 60_000);
  if (left < 20_000) shiftClock(left + 100);
});
afterAll(async () => {
  shiftClock(0);
  await edge?.close();
});

/** Asks as a gateway would: its token, and the headers of its client. */
function ask(client: Record<string, string>, path = "/v1/authz/shipments/1", init: RequestInit = {}) {
  return fetch(`${edge.url}${path}`, { ...init, headers: { "x-portal-token": token, ...client } });
}
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

describe("/v1/authz", () => {
  it("lets a good key through and says whose it is, wherever clients put it, whatever the method", async () => {
    const key = await newKey(owner, { environment: "live", scopes: ["shipments.*", "rates.read"] });
    const ways: Record<string, string>[] = [
      bearer(key.secret),
      { authorization: `bearer ${key.secret}` },
      { "x-api-key": key.secret },
      { authorization: `Basic ${btoa(`${key.secret}:`)}` },
    ];
    for (const [at, client] of ways.entries()) {
      const method = ["GET", "POST", "DELETE", "OPTIONS"][at];
      const answer = await ask(client, "/v1/authz/a/b?environment=live&permissions=shipments.read", { method });
      expect(answer.status).toBe(200);
      expect(await answer.text()).toBe("");
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        ...{ "x-portal-key-id": key.id, "x-portal-app-id": owner.appId, "x-portal-company-id": owner.companyId },
        ...{ "x-portal-environment": "live", "x-portal-scopes": "shipments.* rates.read", "x-portal-plan": "free" },
        "ratelimit-policy": expect.stringContaining('"burst";q=100;w=60'),
      });
    }
  });

  it("takes the gateway's token from Authorization when the key is in X-API-Key", async () => {
    const key = await newKey(owner);
    const answer = await fetch(`${edge.url}/v1/authz/`, { headers: { ...bearer(token), "x-api-key": key.secret } });
    expect(answer.status).toBe(200);
  });

  it.each([
    ["unknown", 401],
    ["revoked", 401],
    ["absent", 401],
    ["disabled", 401],
    ["of the other environment", 403],
    ["without the permission", 403],
    ["from elsewhere", 403],
  ])("refuses a key that is %s with %i", async (kind, status) => {
    const key = await newKey(owner, kind === "from elsewhere" ? { allowedCidrs: ["203.0.113.0/24"] } : {});
    const actor = { kind: "system", id: "test" } as const;
    if (kind === "revoked") await revokeKey(postgres(), { keyId: key.id }, actor, "test");
    if (kind === "disabled") await disableKey(postgres(), { keyId: key.id }, actor);
    const client = kind === "absent" ? {} : bearer(kind === "unknown" ? inventKey() : key.secret);
    const query = kind.startsWith("of the") ? "?environment=live" : kind.startsWith("without") ? "?permissions=a" : "";
    const answer = await ask(client, `/v1/authz/${query}`);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(answer.headers.get("www-authenticate")).toBe(status === 401 ? 'Bearer realm="pwy"' : null);
    expect([...answer.headers.keys()].filter((name) => name.startsWith("x-portal-"))).toEqual([]);
    const text = await answer.text();
    expect(text).not.toContain(key.secret);
    expect(JSON.parse(text).instance).toBe(`urn:request:${answer.headers.get("x-request-id")}`);
  });

  it("counts the client's address that a trusted gateway tells, not the gateway's", async () => {
    const key = await newKey(owner, { allowedCidrs: ["203.0.113.0/24"] });
    const from = (chain: string) => ask({ ...bearer(key.secret), "x-forwarded-for": chain });
    expect((await from("203.0.113.7")).status).toBe(200);
    expect((await from("198.51.100.7")).status).toBe(403);
    // What the client itself wrote stands left of what the gateway saw.
    expect((await from("203.0.113.7, 198.51.100.7")).status).toBe(403);
  });

  it("answers 429 when a limit is reached, and what nginx can pass on with ?style=nginx", async () => {
    const key = await newKey(await newAppOwner());
    for (let i = 0; i < 100; i++) await (await ask(bearer(key.secret))).text();
    const plain = await ask(bearer(key.secret));
    expect(plain.status).toBe(429);
    expect(Number(plain.headers.get("retry-after"))).toBeGreaterThan(0);
    const nginx = await ask(bearer(key.secret), "/v1/authz/?style=nginx");
    expect(nginx.status).toBe(403);
    expect(nginx.headers.get("x-authz-status")).toBe("429");
    expect(Number(nginx.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("holds back who guesses by the address a trusted gateway tells, and never a key that exists", async () => {
    const guess = (more = "") =>
      ask({ ...bearer(inventKey()), "x-forwarded-for": "198.51.100.50" }, `/v1/authz/${more}`);
    await Promise.all(Array.from({ length: 70 }, () => guess()));
    expect((await guess()).status).toBe(429);
    const nginx = await guess("?style=nginx");
    expect([nginx.status, nginx.headers.get("x-authz-status")]).toEqual([403, "429"]);
    expect(Number(nginx.headers.get("retry-after"))).toBeGreaterThan(0);
    const other = await ask({ ...bearer(inventKey()), "x-forwarded-for": "198.51.100.51" });
    expect(other.status).toBe(401);
    // Made by now, asked for by nobody so far.
    const key = await newKey(owner);
    const from = () => ask({ ...bearer(key.secret), "x-forwarded-for": "198.51.100.50" });
    await expect.poll(async () => (await from()).status, { timeout: 1_000, interval: 10 }).toBe(200);
  });

  it("takes the address of a gateway that it does not trust for nobody's: its other clients are not locked out", async () => {
    const behind = await startEdge({ WAYMARK_SERVICE_TOKEN: token });
    try {
      const guess = (headers: Record<string, string> = {}) =>
        fetch(`${behind.url}/v1/authz/`, { headers: { "x-portal-token": token, ...bearer(inventKey()), ...headers } });
      const made = Array.from({ length: 100 }, () => guess({ "x-forwarded-for": "198.51.100.50" }));
      expect(new Set((await Promise.all(made)).map(({ status }) => status))).toEqual(new Set([401]));
    } finally {
      await behind.close();
    }
  });

  it("answers HEAD without a body", async () => {
    const answer = await ask(bearer(inventKey()), "/v1/authz/", { method: "HEAD" });
    expect(answer.status).toBe(401);
    expect(await answer.text()).toBe("");
  });

  it("does not wait for a body that a gateway announces and never sends", async () => {
    const key = await newKey(owner);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const call = httpRequest(`${edge.url}/v1/authz/`, {
        method: "POST",
        headers: { "x-portal-token": token, ...bearer(key.secret), "content-length": "1000" },
      });
      call.on("response", (response) => {
        resolve(response.statusCode);
        call.destroy();
      });
      call.on("error", reject);
      call.flushHeaders();
    });
    expect(status).toBe(200);
  });

  it("is for gateways with a token: a developer's key alone opens nothing, and a key is no token", async () => {
    const key = await newKey(owner);
    const answers = await Promise.all([
      fetch(`${edge.url}/v1/authz/`, { headers: bearer(key.secret) }),
      fetch(`${edge.url}/v1/authz/`, { headers: { ...bearer(key.secret), "x-portal-token": key.secret } }),
      fetch(`${edge.url}/v1/authz/`, {
        headers: { ...bearer(key.secret), "x-portal-token": `svc_${randomBase62(40)}` },
      }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
  });

  it("refuses parameters it does not understand, rather than ignore them", async () => {
    const key = await newKey(owner);
    expect((await ask(bearer(key.secret), "/v1/authz/?environment=prod")).status).toBe(400);
    expect((await ask(bearer(key.secret), "/v1/authz/?permissions=a%20AND")).status).toBe(400);
  });
});
