import { get } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createServiceToken } from "@/lib/access/create-service-token";
import { revokeServiceToken } from "@/lib/access/revoke-service-token";
import { nowMs } from "@/lib/base/clock";
import { env } from "@/lib/base/env";
import { postgres } from "@/lib/base/postgres";
import { randomBase62 } from "@/lib/base/secrets";
import { type CuttableProxy, startCuttableProxy } from "@/lib/base/testing/cuttable-proxy";
import { useStores } from "@/lib/base/testing/stores";
import { disableKey } from "@/lib/keys/disable-key";
import { revokeKey } from "@/lib/keys/revoke-key";
import { rotateKey } from "@/lib/keys/rotate-key";
import { type Actor, updateKeyInput } from "@/lib/keys/schema";
import { newAppOwner, newKey } from "@/lib/keys/testing/key-fixtures";
import { updateKey } from "@/lib/keys/update-key";
import { assignPlan } from "@/lib/plans/assign-plan";
import { type EdgeUnderTest, startEdge } from "../testing/edge-with-web";
import { verifier } from "../testing/verify-calls";

useStores({ postgres: true });

const token = `svc_${randomBase62(40)}`;
const staff: Actor = { kind: "person", id: "per_staff" };
let proxy: CuttableProxy;
let edges: EdgeUnderTest[] = [];
const streams: Stream[] = [];

beforeAll(async () => {
  const url = new URL(env().DATABASE_URL as string);
  proxy = await startCuttableProxy({ host: url.hostname, port: Number(url.port) });
  url.host = `127.0.0.1:${proxy.port}`;
  const settings = { WAYMARK_SERVICE_TOKEN: token, DATABASE_URL: url.toString() };
  edges = [await startEdge(settings), await startEdge(settings)];
});
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  await proxy.restore();
});
afterAll(async () => {
  for (const edge of edges) await edge.close();
  await proxy?.close();
});

type Stream = { status: number; type?: string; text: string; events: string[]; ended: boolean; close(): void };

/** An open stream; `events` are `name data`, as they came. */
function listen(edge: EdgeUnderTest, credential = token): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const request = get(
      `${edge.url}/v1/keys/changes`,
      { agent: false, headers: { authorization: `Bearer ${credential}` } },
      (response) => {
        const stream: Stream = {
          status: response.statusCode ?? 0,
          type: response.headers["content-type"],
          ...{ text: "", events: [], ended: false, close: () => request.destroy() },
        };
        response.on("data", (chunk: Buffer) => {
          stream.text += chunk;
          stream.events = [...stream.text.matchAll(/event: (\w+)\ndata: (.*)\n\n/g)].map(
            ([, name, data]) => `${name} ${data}`,
          );
        });
        response.on("error", () => undefined);
        response.on("close", () => {
          stream.ended = true;
        });
        streams.push(stream);
        resolve(stream);
      },
    );
    request.on("error", reject);
  });
}

const eventOf = (keyId: string) => `key {"keyId":"${keyId}"}`;

describe("GET /v1/keys/changes", () => {
  it("says ready, then every change of a key by its id, on every edge", async () => {
    const owner = await newAppOwner();
    const keys = [await newKey(owner), await newKey(owner), await newKey(owner), await newKey(owner)];
    const [revoked, disabled, changed, rotated] = keys.map((key) => key.id) as [string, string, string, string];
    const open = await Promise.all(edges.map((edge) => listen(edge)));
    for (const stream of open) {
      expect(stream).toMatchObject({ status: 200, type: "text/event-stream; charset=utf-8" });
      await expect.poll(() => stream.events[0]).toBe("ready {}");
    }
    await revokeKey(postgres(), { keyId: revoked }, staff, "test");
    await disableKey(postgres(), { keyId: disabled }, staff);
    await updateKey(postgres(), { keyId: changed }, staff, updateKeyInput.parse({ scopes: ["a"] }));
    await rotateKey(postgres(), { keyId: rotated }, { actor: staff }, 60);
    for (const stream of open) {
      for (const id of [revoked, disabled, changed, rotated]) {
        await expect.poll(() => stream.events, { timeout: 1_000, interval: 10 }).toContain(eventOf(id));
      }
      // Hashes are announced between edges, and stay there.
      expect(stream.text).not.toMatch(/[0-9a-f]{64}/);
    }
  });

  it("says all when a company's plan changes", async () => {
    const owner = await newAppOwner();
    const stream = await listen(edges[0] as EdgeUnderTest);
    await expect.poll(() => stream.events[0]).toBe("ready {}");
    await assignPlan(postgres(), owner.companyId, { planId: "grow", reason: "test" }, staff);
    await expect.poll(() => stream.events, { timeout: 1_000, interval: 10 }).toContain("all {}");
  });

  it("says all when the edge lost its own feed, greets who comes meanwhile only when it hears again, and promises nothing then", async () => {
    const [edge] = edges as [EdgeUnderTest];
    const key = await newKey(await newAppOwner());
    const ask = async () => (await askKept(edge, key.secret)).data;
    await expect.poll(async () => (await ask()).cacheTtl).toBe(5);
    const before = await listen(edge);
    await expect.poll(() => before.events[0]).toBe("ready {}");
    await proxy.cut();
    await expect.poll(() => before.events, { timeout: 3_000 }).toContain("all {}");
    const during = await listen(edge);
    expect(await ask()).toMatchObject({ code: "VALID", cacheTtl: 0 });
    expect(during.events).toEqual([]);
    await proxy.restore();
    await expect.poll(() => during.events, { timeout: 5_000 }).toContain("ready {}");
    await expect.poll(async () => (await ask()).cacheTtl, { timeout: 3_000 }).toBe(5);
  });

  it("is for service tokens that may verify, and ends when the token is revoked", async () => {
    const [edge] = edges as [EdgeUnderTest];
    const { secret: other } = await createServiceToken(postgres(), { name: "o", scopes: ["usage:write"] });
    expect((await listen(edge, "svc_nobody")).status).toBe(401);
    expect((await listen(edge, other)).status).toBe(403);
    const { secret, tokenId } = await createServiceToken(postgres(), { name: "t", scopes: ["keys:verify"] });
    const stream = await listen(edge, secret);
    await expect.poll(() => stream.events[0]).toBe("ready {}");
    expect(stream.ended).toBe(false);
    await revokeServiceToken(postgres(), tokenId, "per_admin");
    await expect.poll(() => stream.ended, { timeout: 1_000, interval: 10 }).toBe(true);
  });
});

/** Asks as a client that listens does. */
const askKept = (edge: EdgeUnderTest, key: string, more: object = {}) =>
  verifier(edge.url, token)({ key, cost: 0, ...more }, {
    authorization: `Bearer ${token}`,
    "x-portal-cache": "stream",
  } as Record<string, string>);

describe("cacheTtl", () => {
  it("is keys.cacheSeconds for a caller that listens, 0 for others and for refusals by a limit", async () => {
    const [edge] = edges as [EdgeUnderTest];
    const key = await newKey(await newAppOwner());
    expect((await askKept(edge, key.secret)).data).toMatchObject({ code: "VALID", cacheTtl: 5 });
    expect((await verifier(edge.url, token)({ key: key.secret, cost: 0 })).data.cacheTtl).toBe(0);
    expect((await askKept(edge, key.secret, { cost: 101 })).data).toMatchObject({ code: "RATE_LIMITED", cacheTtl: 0 });
    expect((await askKept(edge, key.secret, { idempotencyKey: "once" })).data.cacheTtl).toBe(0);
  });

  it("never outlives the key", async () => {
    const [edge] = edges as [EdgeUnderTest];
    const key = await newKey(await newAppOwner(), { expiresAt: new Date(nowMs() + 3_000).toISOString() });
    const { code, cacheTtl } = (await askKept(edge, key.secret)).data;
    expect(code).toBe("VALID");
    expect(cacheTtl).toBeLessThan(3);
  });
});
