import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createServiceToken } from "@/lib/access/create-service-token";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { dayMs, nowMs, shiftClock } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { randomBase62 } from "@/lib/base/secrets";
import { useStores } from "@/lib/base/testing/stores";
import { disableKey } from "@/lib/keys/disable-key";
import { enableKey } from "@/lib/keys/enable-key";
import { revokeKey } from "@/lib/keys/revoke-key";
import { type Actor, updateKeyInput } from "@/lib/keys/schema";
import { type AppOwner, newAppOwner, newKey } from "@/lib/keys/testing/key-fixtures";
import { updateKey } from "@/lib/keys/update-key";
import { assignPlan } from "@/lib/plans/assign-plan";
import { type EdgeUnderTest, startEdge } from "../testing/edge-with-web";
import { inventKey, type Problem, rawAnswer, verifier } from "../testing/verify-calls";
import { keyDesk } from "./key-desk";

useStores();

const token = `svc_${randomBase62(40)}`;
const staff: Actor = { kind: "person", id: "per_staff" };
let edge: EdgeUnderTest;
let owner: AppOwner;

beforeAll(async () => {
  edge = await startEdge({ WAYMARK_SERVICE_TOKEN: token });
  owner = await newAppOwner();
});
afterAll(() => edge?.close());
afterEach(() => shiftClock(0));
// A test about exact counts must not straddle two windows.
beforeEach(() => {
  const left = 60_000 - (nowMs() % 60_000);
  if (left < 10_000) shiftClock(left + 100);
});

const verify = (body: unknown, headers?: Record<string, string>) => verifier(edge.url, token)(body, headers);
const codeOf = async (body: unknown) => (await verify(body)).data.code;

describe("POST /v1/keys/verify", () => {
  it("says who calls when all is well", async () => {
    const key = await newKey(owner, { environment: "live", scopes: ["shipments.*"], metadata: { tier: "gold" } });
    const answer = await verify({
      ...{ key: key.secret, environment: "live", permissions: "shipments.read AND (admin OR shipments.write)" },
      ...{ ip: "203.0.113.9", method: "POST", path: "/shipments", tags: ["checkout"] },
    });
    expect(answer.status).toBe(200);
    expect(answer.data).toEqual({
      ...{ valid: true, code: "VALID", keyId: key.id, appId: owner.appId, companyId: owner.companyId },
      ...{ userId: owner.personId, environment: "live", scopes: ["shipments.*"], plan: "free" },
      ...{ metadata: { tier: "gold" }, cacheTtl: 0 },
      ratelimits: [{ name: "burst", limit: 100, remaining: 99, reset: expect.any(Number), exceeded: false }],
      quota: { limit: 10_000, remaining: 9_999, reset: expect.any(Number) },
    });
    expect(answer.headers.get("ratelimit-policy")).toBe('"burst";q=100;w=60, "quota";q=10000');
    expect(answer.headers.get("ratelimit")).toMatch(/^"burst";r=99;t=\d+, "quota";r=9999;t=\d+$/);
    expect(answer.headers.get("retry-after")).toBeNull();
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.meta.requestId).toMatch(/^req_/);
  });

  it("says what is wrong in the order of the contract: one key with everything wrong, mended step by step", async () => {
    const one = await newAppOwner();
    const key = await newKey(one, {
      ...{ environment: "live", scopes: ["other"], allowedCidrs: ["203.0.113.0/24", "2001:db8::/32"] },
      expiresAt: new Date(nowMs() + 60_000).toISOString(),
    });
    const address = { keyId: key.id };
    await disableKey(postgres(), address, staff);
    shiftClock(2 * 60_000);
    await fillMonth(one, key.id, 9_999);
    // A change holds within a second (docs, "keys"); refusals count nothing, so it may be asked again.
    const comesTo = (code: string) => expect.poll(() => codeOf(ask), { timeout: 1_000, interval: 10 }).toBe(code);
    let ask = { key: inventKey(), environment: "sandbox", ip: "198.51.100.1", permissions: "a", cost: 101 };
    expect(await codeOf(ask)).toBe("NOT_FOUND");
    ask = { ...ask, key: key.secret };
    await comesTo("DISABLED");
    await enableKey(postgres(), address, staff);
    await comesTo("EXPIRED");
    await updateKey(postgres(), address, staff, { expiresAt: null });
    await comesTo("WRONG_ENVIRONMENT");
    ask = { ...ask, environment: "live" };
    expect(await codeOf(ask)).toBe("FORBIDDEN");
    ask = { ...ask, ip: "203.0.113.77" };
    expect(await codeOf(ask)).toBe("INSUFFICIENT_PERMISSIONS");
    await updateKey(postgres(), address, staff, { scopes: ["a"] });
    await comesTo("RATE_LIMITED");
    ask = { ...ask, cost: 2 };
    expect(await codeOf(ask)).toBe("QUOTA_EXCEEDED");
    ask = { ...ask, cost: 1 };
    expect(await codeOf(ask)).toBe("VALID");
    expect(await codeOf(ask)).toBe("QUOTA_EXCEEDED");
    await revokeKey(postgres(), address, staff, "test");
    await comesTo("NOT_FOUND");
  });

  it("follows a change of plan", async () => {
    const one = await newAppOwner();
    const key = await newKey(one, { environment: "live" });
    expect((await verify({ key: key.secret })).data).toMatchObject({ plan: "free", quota: { limit: 10_000 } });
    await assignPlan(postgres(), one.companyId, { planId: "grow", reason: "test" }, staff);
    await expect
      .poll(async () => (await verify({ key: key.secret })).data, { timeout: 1_000, interval: 20 })
      .toMatchObject({ plan: "grow", ratelimits: [{ limit: 1_000 }] });
    expect((await verify({ key: key.secret })).data.quota).toBeUndefined();
  });

  it("keeps a refused key's caller informed: Retry-After and limits, and counts nothing", async () => {
    const key = await newKey(await newAppOwner());
    expect((await verify({ key: key.secret, cost: 60 })).data.valid).toBe(true);
    const refused = await verify({ key: key.secret, cost: 60 });
    expect(refused.data).toMatchObject({ valid: false, code: "RATE_LIMITED", keyId: key.id });
    expect(refused.data.ratelimits).toMatchObject([{ name: "burst", remaining: 40, exceeded: true }]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    // Above the limit for ever: there is no time to come back.
    expect((await verify({ key: key.secret, cost: 101 })).headers.get("retry-after")).toBeNull();
    expect((await verify({ key: key.secret, cost: 40 })).data.valid).toBe(true);
  });

  it("takes IPv4 in IPv6 clothes for what it is, and no address for none", async () => {
    const key = await newKey(owner, { allowedCidrs: ["203.0.113.0/24", "2001:db8::/32"] });
    expect(await codeOf({ key: key.secret, ip: "::ffff:203.0.113.5" })).toBe("VALID");
    expect(await codeOf({ key: key.secret, ip: "2001:db8::1" })).toBe("VALID");
    expect(await codeOf({ key: key.secret, ip: "2001:db9::1" })).toBe("FORBIDDEN");
    expect(await codeOf({ key: key.secret })).toBe("FORBIDDEN");
  });
});

describe("limits", () => {
  it("with 100 left let exactly 100 of 1,000 parallel calls through", async () => {
    const key = await newKey(await newAppOwner());
    const codes = await Promise.all(Array.from({ length: 1_000 }, () => codeOf({ key: key.secret })));
    expect(codes.filter((code) => code === "VALID")).toHaveLength(100);
    expect(codes.filter((code) => code === "RATE_LIMITED")).toHaveLength(900);
  });

  it("are shared by a company's keys of one environment, and not with the other", async () => {
    const one = await newAppOwner();
    const [first, second, live] = [await newKey(one), await newKey(one), await newKey(one, { environment: "live" })];
    expect(await codeOf({ key: first.secret, cost: 100 })).toBe("VALID");
    expect(await codeOf({ key: second.secret })).toBe("RATE_LIMITED");
    expect(await codeOf({ key: live.secret })).toBe("VALID");
  });

  it("of several names are all or nothing: the plan's, the key's own and those a call brings along", async () => {
    const key = await newKey(await newAppOwner(), {
      ratelimits: [{ name: "daily", limit: 10, durationMs: 86_400_000 }],
    });
    const ask = { key: key.secret, ratelimits: [{ name: "exports", limit: 3, duration: 60_000, cost: 1 }] };
    const codes = await Promise.all(Array.from({ length: 20 }, () => codeOf(ask)));
    expect(codes.filter((code) => code === "VALID")).toHaveLength(3);
    const { data } = await verify({ key: key.secret, cost: 0 });
    expect(data.ratelimits).toMatchObject([
      { name: "burst", remaining: 97, exceeded: false },
      { name: "daily", remaining: 7, exceeded: false },
    ]);
  });

  it("may cost differently by name, and a name nobody knows is told", async () => {
    const key = await newKey(await newAppOwner());
    const { data } = await verify({ key: key.secret, ratelimits: [{ name: "burst", cost: 25 }] });
    expect(data.ratelimits).toMatchObject([{ name: "burst", remaining: 75 }]);
    const wrong = await verify({ key: key.secret, ratelimits: [{ name: "bursts" }] });
    expect(wrong).toMatchObject({ status: 400, errors: [{ pointer: "/ratelimits/0/name" }] });
  });
});

describe("a request that is sent again", () => {
  it("with its idempotency key gets the same answer and counts once; with another body it is refused", async () => {
    const key = await newKey(await newAppOwner());
    const ask = { key: key.secret, cost: 10, idempotencyKey: "order-1" };
    const answers = await Promise.all([verify(ask), verify(ask), verify(ask)]);
    for (const { data } of answers) expect(data.ratelimits).toMatchObject([{ remaining: 90 }]);
    expect(await verify({ ...ask, cost: 11 })).toMatchObject({ status: 422 });
    expect((await verify({ key: key.secret, cost: 0 })).data.ratelimits).toMatchObject([{ remaining: 90 }]);
  });
});

describe("a request that is sent again, when things have changed", () => {
  it("is refused once the key is revoked", async () => {
    const key = await newKey(owner);
    const ask = { key: key.secret, cost: 0, idempotencyKey: `revoked ${key.id}` };
    expect(await codeOf(ask)).toBe("VALID");
    await revokeKey(postgres(), { keyId: key.id }, staff, "test");
    await expect.poll(() => codeOf(ask), { timeout: 1_000, interval: 10 }).toBe("NOT_FOUND");
  });

  it("is decided anew after a refusal, which consumed nothing", async () => {
    const key = await newKey(await newAppOwner(), { ratelimits: [{ name: "own", limit: 5, durationMs: 60_000 }] });
    const ask = { key: key.secret, cost: 6, idempotencyKey: `limited ${key.id}` };
    expect(await codeOf(ask)).toBe("RATE_LIMITED");
    const ratelimits = [{ name: "own", limit: 6, durationMs: 60_000 }];
    await updateKey(postgres(), { keyId: key.id }, staff, { ratelimits });
    await expect.poll(() => codeOf(ask), { timeout: 1_000, interval: 10 }).toBe("VALID");
    expect(await codeOf(ask)).toBe("VALID");
    expect((await verify({ ...ask, idempotencyKey: undefined, cost: 0 })).data.ratelimits).toContainEqual(
      expect.objectContaining({ name: "own", remaining: 0 }),
    );
  });
});

describe("unknown keys", () => {
  it("of every kind get answers that are the same to the byte", async () => {
    const revoked = await newKey(owner);
    await revokeKey(postgres(), { keyId: revoked.id }, staff, "test");
    const known = await newKey(owner);
    const mistyped = known.secret.slice(0, -1) + (known.secret.endsWith("0") ? "1" : "0");
    const answers: Record<string, string> = {};
    for (const [kind, key] of Object.entries({
      unknown: inventKey(),
      foreign: inventKey("abc"),
      revoked: revoked.secret,
      mistyped,
      empty: "",
      long: "x".repeat(50_000),
      token,
    })) {
      const ask = JSON.stringify({ key, environment: "sandbox", ip: "203.0.113.1", permissions: "a" });
      answers[kind] = await rawAnswer(edge.url, token, ask, "the-same-request-id");
      // Once more, now that it is cached.
      expect(await rawAnswer(edge.url, token, ask, "the-same-request-id")).toBe(answers[kind]);
    }
    expect(answers.unknown).toContain('"data":{"valid":false,"code":"NOT_FOUND","cacheTtl":1}');
    expect(new Set(Object.values(answers)).size).toBe(1);
  });

  it("take as long to refuse as a revoked one: the time of an answer tells nothing", async () => {
    const revoked = await newKey(owner);
    await revokeKey(postgres(), { keyId: revoked.id }, staff, "test");
    const keys = [revoked.secret, inventKey()];
    const tookMs: number[][] = [[], []];
    // In turns, so that the machine's moods fall on both. The bench takes 10,000 of each.
    for (let round = 0; round < 200; round++) {
      for (const [kind, key] of keys.entries()) {
        const begun = performance.now();
        await verify({ key, cost: 0 });
        if (round >= 20) tookMs[kind]?.push(performance.now() - begun);
      }
    }
    // A tenth of the answers met a machine with nothing else to do: there a look-up more or less would show as twice the time.
    const [revokedMs = 0, unknownMs = 0] = tookMs.map((all) => all.sort((a, b) => a - b)[all.length / 10]);
    expect(Math.max(revokedMs, unknownMs) / Math.min(revokedMs, unknownMs)).toBeLessThan(1.4);
  });

  it("by the thousand hold back their caller, not the keys it knows, and nobody else", async () => {
    const [known, neverAsked, revoked] = [await newKey(owner), await newKey(owner), await newKey(owner)];
    await revokeKey(postgres(), { keyId: revoked.id }, staff, "test");
    expect(await codeOf({ key: known.secret })).toBe("VALID");
    const { secret: guesser, tokenId } = await createServiceToken(postgres(), { name: "g", scopes: ["keys:verify"] });
    const guess = verifier(edge.url, guesser);
    expect((await guess({ key: inventKey() })).data.code).toBe("NOT_FOUND");
    // At the beginning of ten seconds, or the count fades while we look.
    const left = 10_000 - (nowMs() % 10_000);
    if (left < 8_000) shiftClock(left + 100);
    const { guesses } = keyDesk(edge.edge.context);
    for (let i = 0; i < 1_000; i++) guesses.record(tokenId);
    const held = await Promise.all(Array.from({ length: 20 }, () => guess({ key: inventKey() })));
    expect(held.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 429));
    expect(held.every(({ headers }) => Number(headers.get("retry-after")) >= 1)).toBe(true);
    expect((await guess({ key: known.secret })).data.code).toBe("VALID");
    expect((await guess({ key: neverAsked.secret })).data.code).toBe("VALID");
    // A revoked key is no better known than an invented one.
    expect((await guess({ key: revoked.secret })).status).toBe(429);
    expect(await codeOf({ key: inventKey() })).toBe("NOT_FOUND");
  });

  it("from one address are held back sooner", async () => {
    const ip = "198.51.100.99";
    const statuses: number[] = [];
    for (let i = 0; i < 70; i++) statuses.push((await verify({ key: inventKey(), ip })).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(60);
    expect(statuses.at(-1)).toBe(429);
    // Nobody has asked for this key yet: it is known to exist all the same.
    const known = await newKey(await newAppOwner());
    await expect.poll(() => codeOf({ key: known.secret, ip }), { timeout: 1_000, interval: 10 }).toBe("VALID");
    expect((await verify({ key: inventKey(), ip: "198.51.100.98" })).status).toBe(200);
  });
});

describe("a request that is not well-formed", () => {
  it.each<[string, unknown, string]>([
    ["no key", {}, "/key"],
    ["a key that is no text", { key: 1 }, "/key"],
    ["a list", [], ""],
    ["a field nobody knows", { key: "x", permission: "a" }, "/permission"],
    ["an environment nobody knows", { key: "x", environment: "prod" }, "/environment"],
    ["a bad query", { key: "x", permissions: "a AND" }, "/permissions"],
    ["a bad address", { key: "x", ip: "1.2.3" }, "/ip"],
    ["a cost with decimals", { key: "x", cost: 1.5 }, "/cost"],
    ["a cost below zero", { key: "x", cost: -1 }, "/cost"],
    ["a cost in text", { key: "x", cost: "1" }, "/cost"],
    ["a cost above a million", { key: "x", cost: 1_000_001 }, "/cost"],
    ["a limit of nothing", { key: "x", ratelimits: [{ name: "a", limit: 0, duration: 1_000 }] }, "/ratelimits/0/limit"],
    ["half a limit", { key: "x", ratelimits: [{ name: "a", limit: 1 }] }, "/ratelimits/0"],
    ["a limit twice", { key: "x", ratelimits: [{ name: "a" }, { name: "a" }] }, "/ratelimits"],
    [
      "too many limits",
      { key: "x", ratelimits: Array.from({ length: 11 }, (_, i) => ({ name: `n${i}` })) },
      "/ratelimits",
    ],
    ["an empty idempotency key", { key: "x", idempotencyKey: "" }, "/idempotencyKey"],
    ["a tag that is no text", { key: "x", tags: [1] }, "/tags/0"],
  ])("%s is told with its place", async (_, body, pointer) => {
    const answer = await verify(body);
    expect(answer.status).toBe(400);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(answer.errors.map((error) => error.pointer)).toEqual([pointer]);
  });

  it("says so for infinite numbers, bad JSON, other types and too much", async () => {
    const send = (body: string, type = "application/json") =>
      fetch(`${edge.url}/v1/keys/verify`, {
        ...{ method: "POST", body },
        headers: { authorization: `Bearer ${token}`, "content-type": type },
      });
    expect((await send('{"key":"x","cost":1e999}')).status).toBe(400);
    expect((await send('{"key":')).status).toBe(400);
    expect((await send("")).status).toBe(400);
    expect((await send('{"key":"x"}', "text/plain")).status).toBe(415);
    expect((await send(JSON.stringify({ key: "x".repeat(70_000) }))).status).toBe(413);
    expect((await fetch(`${edge.url}/v1/keys/verify`)).status).toBe(405);
  });
});

describe("credentials", () => {
  const ask = { key: "x" };
  it("must be a service token with the scope; an issued API key gets the answer of an unknown token", async () => {
    const key = await newKey(owner);
    const { secret: without } = await createServiceToken(postgres(), { name: "w", scopes: ["usage:write", "manage"] });
    const answers: Problem[] = [];
    for (const header of [
      undefined,
      `Bearer svc_${randomBase62(40)}`,
      `Bearer ${key.secret}`,
      `Basic ${btoa(`${token}:`)}`,
      "Bearer ",
    ]) {
      const answer = await verifier(edge.url, "")(ask, header === undefined ? {} : { authorization: header });
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toContain("Bearer");
      answers.push(answer.problem);
    }
    expect(new Set(answers.map(({ instance: _, ...problem }) => JSON.stringify(problem))).size).toBe(1);
    expect(await verifier(edge.url, without)(ask)).toMatchObject({ status: 403 });
  });

  it("are asked for before anything is read", async () => {
    expect((await verifier(edge.url, "svc_nobody")({ nonsense: true })).status).toBe(401);
  });
});

/** `calls` live calls of this month in the ledger, as the API would have reported them. */
async function fillMonth(one: AppOwner, keyId: string, calls: number): Promise<void> {
  await clickhouse().command({
    query: `INSERT INTO usage_events (source, id, occurred_at, received_at, origin, environment, company_id, app_id, key_id, method, route, status, quantity)
            SELECT 'test', concat({keyId:String}, toString(number)), {at:DateTime64(3)}, {at:DateTime64(3)}, 'api', 'live', {companyId:String}, {appId:String}, {keyId:String}, 'GET', '/x', 200, 1
            FROM numbers({calls:UInt64})`,
    query_params: { keyId, companyId: one.companyId, appId: one.appId, calls, at: new Date(nowMs()) },
  });
}

it("a month's quota begins anew with the month", async () => {
  const one = await newAppOwner();
  const key = await newKey(one, { environment: "live" });
  await fillMonth(one, key.id, 10_000);
  expect(await codeOf({ key: key.secret })).toBe("QUOTA_EXCEEDED");
  const refused = await verify({ key: key.secret });
  const waitMs = Number(refused.headers.get("retry-after")) * 1_000;
  expect(waitMs).toBeLessThanOrEqual(31 * dayMs);
  // On top of what the clock was moved by before.
  shiftClock(nowMs() - Date.now() + waitMs + 1_000);
  expect((await verify({ key: key.secret })).data).toMatchObject({ code: "VALID", quota: { remaining: 9_999 } });
});

it("expiry needs no change in the database to take effect", async () => {
  const key = await newKey(owner, { expiresAt: new Date(nowMs() + 60_000).toISOString() });
  expect(await codeOf({ key: key.secret })).toBe("VALID");
  shiftClock(61_000 + 10_100);
  expect(await codeOf({ key: key.secret })).toBe("EXPIRED");
});

it("what is patched holds on the next call: a scope taken away", async () => {
  const key = await newKey(owner, { scopes: ["a", "b"] });
  expect(await codeOf({ key: key.secret, permissions: "b" })).toBe("VALID");
  await updateKey(postgres(), { keyId: key.id }, staff, updateKeyInput.parse({ scopes: ["a"] }));
  await expect
    .poll(() => codeOf({ key: key.secret, permissions: "b" }), { timeout: 1_000, interval: 10 })
    .toBe("INSUFFICIENT_PERMISSIONS");
});
