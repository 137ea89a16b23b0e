import { createClient } from "@redis/client";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { nowMs } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { randomBase62 } from "@/lib/base/secrets";
import { type CuttableProxy, startCuttableProxy } from "@/lib/base/testing/cuttable-proxy";
import { findProgram } from "@/lib/base/testing/find-program";
import { useStores } from "@/lib/base/testing/stores";
import { newAppOwner, newKey } from "@/lib/keys/testing/key-fixtures";
import { assignPlan } from "@/lib/plans/assign-plan";
import { type EdgeUnderTest, startEdge } from "../testing/edge-with-web";
import { type RedisUnderTest, startRedis } from "../testing/start-redis";
import { verifier } from "../testing/verify-calls";

useStores();

const program = findProgram("redis-server");
const token = `svc_${randomBase62(40)}`;
let redis: RedisUnderTest;
let proxy: CuttableProxy;
let edges: [EdgeUnderTest, EdgeUnderTest];

describe.skipIf(!program)("two edges with one Redis", () => {
  beforeAll(async () => {
    redis = await startRedis(program as string);
    proxy = await startCuttableProxy({ host: "127.0.0.1", port: redis.port });
    const settings = { WAYMARK_SERVICE_TOKEN: token, REDIS_URL: `redis://127.0.0.1:${proxy.port}` };
    edges = [await startEdge(settings), await startEdge(settings)];
    await vi.waitUntil(shares);
  });
  afterEach(() => proxy.restore());
  afterAll(async () => {
    for (const edge of edges ?? []) await edge.close();
    await proxy?.close();
    await redis?.stop();
  });
  // Redis has a clock of its own: a test about exact counts must not straddle two of its windows.
  beforeEach(async () => {
    const left = 60_000 - (nowMs() % 60_000);
    if (left < 4_000) await new Promise((resolve) => setTimeout(resolve, left + 50));
  });

  const shares = () => edges.every(({ edge }) => edge.context.redis?.connected);
  const verify = (at: number, body: unknown) => verifier((edges[at % 2] as EdgeUnderTest).url, token)(body);
  const codeOf = async (at: number, body: unknown) => (await verify(at, body)).data?.code;

  it("with 100 left let exactly 100 of 1,000 parallel calls through, over both", async () => {
    // A day long: a busy machine may take more than a minute's end for these.
    const ratelimits = [{ name: "daily", limit: 100, durationMs: 86_400_000 }];
    const key = await newKey(await newAppOwner(), { ratelimits });
    const codes = await Promise.all(Array.from({ length: 1_000 }, (_, at) => codeOf(at, { key: key.secret })));
    expect(codes.filter((code) => code === "VALID")).toHaveLength(100);
    expect(codes.filter((code) => code === "RATE_LIMITED")).toHaveLength(900);
    const refused = await verify(0, { key: key.secret });
    expect(refused.data.ratelimits).toContainEqual(
      expect.objectContaining({ name: "daily", limit: 100, remaining: 0, exceeded: true }),
    );
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("take from several limits and the month's quota all or nothing", async () => {
    const owner = await newAppOwner();
    const key = await newKey(owner, {
      environment: "live",
      ratelimits: [{ name: "daily", limit: 10, durationMs: 86_400_000 }],
    });
    const ask = { key: key.secret, ratelimits: [{ name: "exports", limit: 3, duration: 3_600_000 }] };
    const codes = await Promise.all(Array.from({ length: 40 }, (_, at) => codeOf(at, ask)));
    expect(codes.filter((code) => code === "VALID")).toHaveLength(3);
    for (const at of [0, 1]) {
      expect((await verify(at, { key: key.secret, cost: 0 })).data).toMatchObject({
        ratelimits: [
          { name: "burst", remaining: 97 },
          { name: "daily", remaining: 7 },
        ],
        quota: { limit: 10_000, remaining: 9_997 },
      });
    }
  });

  it("count one quota for a company, and refuse what is above it", async () => {
    const owner = await newAppOwner();
    const keys = [await newKey(owner, { environment: "live" }), await newKey(owner, { environment: "live" })];
    const ask = (at: number, cost: number) =>
      verify(at, { key: keys[at]?.secret, cost, ratelimits: [{ name: "burst", cost: 0 }] });
    expect((await ask(0, 6_000)).data).toMatchObject({ code: "VALID", quota: { remaining: 4_000 } });
    expect((await ask(1, 4_001)).data).toMatchObject({ code: "QUOTA_EXCEEDED", quota: { remaining: 4_000 } });
    expect((await ask(1, 4_000)).data).toMatchObject({ code: "VALID", quota: { remaining: 0 } });
    expect((await ask(0, 1)).data.code).toBe("QUOTA_EXCEEDED");
    // A plan without a quota asks nobody for one.
    await assignPlan(postgres(), owner.companyId, { planId: "grow", reason: "test" }, { kind: "system", id: "t" });
    await expect.poll(async () => (await ask(0, 1)).data.code, { timeout: 1_000, interval: 20 }).toBe("VALID");
  });

  it("answer a request that is sent again to the other the same, and count it once", async () => {
    const key = await newKey(await newAppOwner());
    const ask = { key: key.secret, cost: 10, idempotencyKey: `order ${key.id}` };
    const answers = await Promise.all([0, 1, 0, 1, 1].map((at) => verify(at, ask)));
    for (const { data } of answers) expect(data).toEqual(answers[0]?.data);
    expect(answers[0]?.data.ratelimits).toMatchObject([{ remaining: 90 }]);
    for (const at of [0, 1]) expect((await verify(at, { ...ask, cost: 11 })).status).toBe(422);
    expect((await verify(1, { key: key.secret, cost: 0 })).data.ratelimits).toMatchObject([{ remaining: 90 }]);
    const kept = await everythingIn(redis.port);
    expect(kept).toContain(key.id);
    expect(kept).not.toContain(key.secret.slice(12));
    expect(kept).not.toContain(token);
  });

  it.each(["cut", "freeze"] as const)(
    "go on when Redis is away (%s): each from where it was, and together again by themselves",
    async (way) => {
      const key = await newKey(await newAppOwner());
      const ask = { key: key.secret, cost: 30 };
      expect(await codeOf(0, ask)).toBe("VALID");
      expect(await codeOf(1, ask)).toBe("VALID");
      await proxy[way]();
      // Edge 0 saw 30 of the 60, edge 1 all of them.
      expect((await verify(0, ask)).data).toMatchObject({ code: "VALID", ratelimits: [{ remaining: 40 }] });
      expect((await verify(1, ask)).data).toMatchObject({ code: "VALID", ratelimits: [{ remaining: 10 }] });
      expect(await codeOf(1, ask)).toBe("RATE_LIMITED");
      expect(edges.map(({ edge }) => edge.context.redis?.connected)).toEqual([false, false]);
      const [ready, metrics] = await Promise.all(
        ["/readyz", "/metrics"].map(async (path) => (await fetch(`${edges[0].url}${path}`)).text()),
      );
      expect(JSON.parse(ready as string).degraded).toEqual(["redis"]);
      expect(metrics).toContain("waymark_redis_away 1");
      await proxy.restore();
      await expect.poll(shares, { timeout: 5_000 }).toBe(true);
      expect((await verify(0, { ...ask, cost: 0 })).data.ratelimits).toMatchObject([{ remaining: 40 }]);
    },
  );
});

/** Names and values, as a thief of the memory would read them. */
async function everythingIn(port: number): Promise<string> {
  const client = await createClient({ url: `redis://127.0.0.1:${port}` }).connect();
  try {
    const names = await client.keys("*");
    const texts = await Promise.all(
      names.map(async (name) =>
        (await client.type(name)) === "hash" ? JSON.stringify(await client.hGetAll(name)) : client.get(name),
      ),
    );
    return [...names, ...texts].join("\n");
  } finally {
    await client.close();
  }
}
