import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPortal, type Portal, type PortalOptions, type PortalWarning, type Verdict } from "./portal.js";
import { FakePortal } from "./testing/fake-portal.js";

let fake: FakePortal;
let portal: Portal | undefined;
let warnings: PortalWarning[];

beforeEach(async () => {
  fake = await new FakePortal().start();
  warnings = [];
});
afterEach(async () => {
  vi.useRealTimers();
  await portal?.close(0);
  await fake.stop();
});

function open(options: Partial<PortalOptions> = {}): Portal {
  portal = createPortal({
    ...{ url: fake.url, token: "svc_test", usage: false, timeoutMs: 1_000 },
    onWarning: (warning) => warnings.push(warning),
    ...options,
  });
  return portal;
}

/** With the stream of changes open, so that valid answers are kept. */
async function openFollowing(options: Partial<PortalOptions> = {}): Promise<Portal> {
  fakeClock();
  const made = open(options);
  await made.check({ key: "another" });
  await expect.poll(() => made.stats().following).toBe(true);
  afterASecond();
  fake.asked.length = 0;
  return made;
}

const fakeClock = () => vi.useFakeTimers({ toFake: ["performance", "Date"] });

/** Answers may be older than news of the last second: that second passes. */
function afterASecond(): void {
  vi.advanceTimersByTime(1_001);
}

const from = (verdict: Verdict) => (verdict.allowed ? verdict.caller?.from : verdict.code);
const limits = (remaining: number) => [
  { name: "burst", limit: 10, remaining, reset: Date.now() + 60_000, exceeded: false },
];

describe("an answer", () => {
  it("says who calls, and passes the limits' headers on", async () => {
    const verdict = await open().check({ key: "pwy_live_x", permissions: "shipments.write", ip: "203.0.113.9" });
    expect(verdict).toEqual({
      allowed: true,
      caller: {
        ...{ keyId: "key_1", appId: "app_1", companyId: "com_1", userId: "per_1", environment: "live" },
        ...{ scopes: ["shipments.*"], plan: "grow", metadata: { tier: 1 }, from: "portal" },
      },
      headers: { "ratelimit-policy": '"burst";q=10;w=60', ratelimit: '"burst";r=9;t=60' },
    });
    expect(fake.asked[0]?.body).toEqual({
      ...{ key: "pwy_live_x", permissions: "shipments.write", ip: "203.0.113.9", cost: 1 },
    });
  });

  it.each([
    ["NOT_FOUND", 401],
    ["DISABLED", 401],
    ["EXPIRED", 401],
    ["WRONG_ENVIRONMENT", 403],
    ["FORBIDDEN", 403],
    ["INSUFFICIENT_PERMISSIONS", 403],
    ["RATE_LIMITED", 429],
    ["QUOTA_EXCEEDED", 429],
  ])("%s is refused with %i", async (code, status) => {
    fake.onVerify = () => ({ valid: false, code, cacheTtl: 0 });
    expect(await open().check({ key: "k" })).toMatchObject({ allowed: false, code, status, keyId: "key_1" });
  });

  it("without a key or with one that is too long is given without asking", async () => {
    expect(await open().check({ key: "" })).toMatchObject({ code: "MISSING", status: 401 });
    expect(await portal?.check({ key: "x".repeat(513) })).toMatchObject({ code: "NOT_FOUND", status: 401 });
    expect(fake.asked).toEqual([]);
  });

  it("is asked for the portal's environment, and a cost that is none is the caller's mistake", async () => {
    await open({ environment: "live" }).check({ key: "k", cost: 5 });
    expect(fake.asked[0]?.body).toMatchObject({ environment: "live", cost: 5 });
    for (const cost of [-1, 0.5, Number.NaN, 1e7]) expect(() => portal?.check({ key: "k", cost })).toThrow(RangeError);
  });
});

describe("a kept answer", () => {
  it("is kept only while changes of keys are sure to arrive", async () => {
    fake.readyAtOnce = false;
    fakeClock();
    open();
    expect(from((await portal?.check({ key: "k" })) as Verdict)).toBe("portal");
    expect(from((await portal?.check({ key: "k" })) as Verdict)).toBe("portal");
    expect(fake.asked.map(({ stream }) => stream)).toEqual([false, false]);
    fake.tell("ready");
    await expect.poll(() => portal?.stats().following).toBe(true);
    afterASecond();
    await portal?.check({ key: "k" });
    // At once, not as a promise.
    expect(from(portal?.check({ key: "k" }) as Verdict)).toBe("cache");
    expect(fake.asked.map(({ stream }) => stream)).toEqual([false, false, true]);
  });

  it("is not kept when it was asked for within a second after a change: it may be older than the news", async () => {
    await openFollowing();
    await portal?.check({ key: "k" });
    fake.tell("key", { keyId: "key_1" });
    await expect.poll(async () => from((await portal?.check({ key: "k" })) as Verdict)).toBe("portal");
    // Polling moves this clock a little as well.
    vi.advanceTimersByTime(800);
    await portal?.check({ key: "k" });
    expect(from((await portal?.check({ key: "k" })) as Verdict)).toBe("portal");
    vi.advanceTimersByTime(300);
    await portal?.check({ key: "k" });
    expect(from((await portal?.check({ key: "k" })) as Verdict)).toBe("cache");
  });

  it("answers the same question only: another key, address, permission or environment is asked about", async () => {
    await openFollowing();
    const questions = [{}, { ip: "203.0.113.9" }, { permissions: "a" }, { environment: "live" as const }];
    for (const more of questions) expect(from((await portal?.check({ key: "k", ...more })) as Verdict)).toBe("portal");
    for (const more of questions) expect(from((await portal?.check({ key: "k", ...more })) as Verdict)).toBe("cache");
    // A key cannot be written so that it looks like another question.
    expect(from((await portal?.check({ key: "203.0.113.9\nk" })) as Verdict)).toBe("portal");
  });

  it("ends with its seconds, and with the key's own end", async () => {
    await openFollowing();
    await portal?.check({ key: "k" });
    vi.advanceTimersByTime(9_999);
    expect(from((await portal?.check({ key: "k" })) as Verdict)).toBe("cache");
    vi.advanceTimersByTime(1);
    expect(from((await portal?.check({ key: "k" })) as Verdict)).toBe("portal");
    fake.onVerify = () => ({ expires: new Date(Date.now() + 3_000).toISOString() });
    await portal?.check({ key: "ends" });
    vi.advanceTimersByTime(2_999);
    expect(from((await portal?.check({ key: "ends" })) as Verdict)).toBe("cache");
    vi.advanceTimersByTime(1);
    expect(from((await portal?.check({ key: "ends" })) as Verdict)).toBe("portal");
  });

  it("is dropped by a change of its key, and of no other", async () => {
    await openFollowing();
    fake.onVerify = ({ key }) => ({ keyId: `key_${key}` });
    await portal?.check({ key: "a" });
    await portal?.check({ key: "b" });
    fake.onVerify = () => ({ valid: false, code: "NOT_FOUND", cacheTtl: 1 });
    fake.tell("key", { keyId: "key_a" });
    await expect.poll(async () => from((await portal?.check({ key: "a" })) as Verdict)).toBe("NOT_FOUND");
    expect(from((await portal?.check({ key: "b" })) as Verdict)).toBe("cache");
    fake.tell("all");
    await expect.poll(async () => from((await portal?.check({ key: "b" })) as Verdict)).toBe("NOT_FOUND");
  });

  it("is not kept when the key changed while it was on its way", async () => {
    await openFollowing();
    let release = () => {};
    fake.gate = new Promise((resolve) => {
      release = resolve;
    });
    const asked = portal?.check({ key: "k" }) as Promise<Verdict>;
    await expect.poll(() => fake.asked.length).toBe(1);
    fake.tell("key", { keyId: "key_1" });
    // Time for the news to arrive first; late news would be met by the second after it.
    await new Promise((resolve) => setTimeout(resolve, 50));
    release();
    expect(from(await asked)).toBe("portal");
    expect(from((await portal?.check({ key: "k" })) as Verdict)).toBe("portal");
  });

  it("is worth nothing once the stream is lost, until it is back", async () => {
    await openFollowing();
    await portal?.check({ key: "k" });
    expect(from((await portal?.check({ key: "k" })) as Verdict)).toBe("cache");
    fake.readyAtOnce = false;
    for (const stream of fake.streams) stream.destroy();
    await expect.poll(() => portal?.stats().following).toBe(false);
    expect(from((await portal?.check({ key: "k" })) as Verdict)).toBe("portal");
    expect(from((await portal?.check({ key: "k" })) as Verdict)).toBe("portal");
    await expect.poll(() => fake.streams.size, { timeout: 5_000 }).toBe(1);
    fake.tell("ready");
    await expect.poll(() => portal?.stats().following).toBe(true);
    vi.advanceTimersByTime(1_001);
    await portal?.check({ key: "k" });
    expect(from((await portal?.check({ key: "k" })) as Verdict)).toBe("cache");
  });

  it("of a refusal lasts its second, with or without the stream", async () => {
    fake.readyAtOnce = false;
    fake.onVerify = () => ({ valid: false, code: "DISABLED", cacheTtl: 1 });
    open();
    await portal?.check({ key: "k" });
    expect(portal?.check({ key: "k" })).toMatchObject({ code: "DISABLED" });
    expect(fake.asked).toHaveLength(1);
  });

  it("is bounded: the least used leave", async () => {
    await openFollowing({ maxCached: 2 });
    for (const key of ["a", "b", "c"]) await portal?.check({ key });
    expect(from((await portal?.check({ key: "c" })) as Verdict)).toBe("cache");
    expect(from((await portal?.check({ key: "a" })) as Verdict)).toBe("portal");
  });
});

describe("limits", () => {
  it("let no more pass from the cache than the answer left, and what passed is counted by the next verification", async () => {
    await openFollowing();
    fake.onVerify = () => ({ ratelimits: limits(3) });
    const seen: (string | undefined)[] = [];
    for (let call = 0; call < 4; call++) seen.push(from((await portal?.check({ key: "k" })) as Verdict));
    expect(seen).toEqual(["portal", "cache", "cache", "cache"]);
    fake.onVerify = () => ({ ratelimits: limits(0) });
    expect(from((await portal?.check({ key: "k" })) as Verdict)).toBe("portal");
    expect(fake.asked.map(({ body }) => body.cost)).toEqual([1, 4]);
    // Nothing left: each call is asked about, and nothing is owed twice.
    await portal?.check({ key: "k" });
    expect(fake.asked.at(-1)?.body.cost).toBe(1);
  });

  it("say in the headers what is left after the calls counted here, the quota too", async () => {
    await openFollowing();
    const reset = Date.now() + 30_000;
    fake.onVerify = () => ({
      ratelimits: [{ name: "burst", limit: 10, remaining: 5, reset, exceeded: false }],
      quota: { limit: 1_000, remaining: 2, reset },
    });
    await portal?.check({ key: "k" });
    const verdict = await portal?.check({ key: "k" });
    expect(verdict?.headers).toEqual({
      "ratelimit-policy": '"burst";q=10;w=60',
      ratelimit: '"burst";r=1;t=30, "quota";r=1;t=30',
    });
    await portal?.check({ key: "k" });
    await portal?.check({ key: "k" });
    expect(fake.asked).toHaveLength(2);
  });

  it("count the cost, and keep what a refused verification could not count", async () => {
    await openFollowing();
    fake.onVerify = () => ({ ratelimits: limits(4) });
    await portal?.check({ key: "k" });
    await portal?.check({ key: "k", cost: 4 });
    fake.onVerify = () => ({ valid: false, code: "RATE_LIMITED", cacheTtl: 0, ratelimits: limits(2) });
    expect(await portal?.check({ key: "k", cost: 2 })).toMatchObject({ code: "RATE_LIMITED" });
    await portal?.check({ key: "k" });
    expect(fake.asked.map(({ body }) => body.cost)).toEqual([1, 6, 5]);
    // Once every window is over, it no longer matters.
    vi.advanceTimersByTime(60_001);
    await portal?.check({ key: "k" });
    expect(fake.asked.at(-1)?.body.cost).toBe(1);
  });

  it("are one for all questions about a key, and the quota one for all keys of a company", async () => {
    await openFollowing();
    fake.onVerify = ({ key }) => ({
      keyId: `key_${key}`,
      ratelimits: limits(key === "a" ? 3 : 9),
      quota: { limit: 100, remaining: 5, reset: Date.now() + 1e6 },
    });
    await portal?.check({ key: "a" });
    await portal?.check({ key: "a", ip: "203.0.113.9" });
    await portal?.check({ key: "b" });
    const seen: (string | undefined)[] = [];
    for (const question of [
      { key: "a" },
      { key: "a", ip: "203.0.113.9" },
      { key: "a" },
      { key: "a" },
      { key: "b" },
      { key: "b" },
      { key: "b" },
    ]) {
      seen.push(from((await portal?.check(question)) as Verdict));
    }
    // Three of key a; its fourth settles 3 + 1. Then the quota: 5 less the calls of a that it was told of.
    expect(seen.slice(0, 4)).toEqual(["cache", "cache", "cache", "portal"]);
    expect(fake.asked[3]?.body.cost).toBe(4);
    expect(seen.slice(4)).toEqual(["cache", "cache", "cache"]);
  });
});

describe("equal questions under way", () => {
  it("are asked once when the answer may be kept", async () => {
    await openFollowing();
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => portal?.check({ key: "k" })));
    expect(verdicts.map((verdict) => from(verdict as Verdict)).sort()).toEqual([...Array(19).fill("cache"), "portal"]);
    expect(fake.asked).toHaveLength(1);
  });

  it("are each counted when it may not, and refusals of the key are shared all the same", async () => {
    await openFollowing();
    fake.onVerify = () => ({ cacheTtl: 0 });
    await Promise.all(Array.from({ length: 5 }, () => portal?.check({ key: "k" })));
    expect(fake.asked).toHaveLength(5);
    fake.onVerify = () => ({ valid: false, code: "NOT_FOUND", cacheTtl: 0 });
    await Promise.all(Array.from({ length: 5 }, () => portal?.check({ key: "bad" })));
    expect(fake.asked).toHaveLength(6);
  });

  it("never let more pass than a limit has left", async () => {
    await openFollowing();
    let left = 7;
    fake.onVerify = ({ cost }) => {
      const valid = (cost as number) <= left;
      if (valid) left -= cost as number;
      return { valid, code: valid ? "VALID" : "RATE_LIMITED", cacheTtl: valid ? 10 : 0, ratelimits: limits(left) };
    };
    const verdicts = await Promise.all(Array.from({ length: 30 }, () => portal?.check({ key: "k" })));
    expect(verdicts.filter((verdict) => verdict?.allowed)).toHaveLength(7);
  });
});

describe("a portal that is away", () => {
  it("is refused for with 503 by default, in time, and recovers by itself", async () => {
    open();
    await fake.stop();
    const verdict = await portal?.check({ key: "k" });
    expect(verdict).toMatchObject({ allowed: false, code: "UNAVAILABLE", status: 503 });
    expect(Number(verdict?.headers["retry-after"])).toBeGreaterThanOrEqual(1);
    for (let call = 0; call < 6; call++) await portal?.check({ key: "k" });
    expect(portal?.stats().circuitOpen).toBe(true);
    await fake.start();
    await expect.poll(async () => (await portal?.check({ key: "k" }))?.allowed, { timeout: 10_000 }).toBe(true);
    expect(portal?.stats().circuitOpen).toBe(false);
    expect(JSON.stringify(warnings)).not.toContain("svc_test");
  });

  it("that answers too late is away as well", async () => {
    fake.gate = new Promise(() => {});
    const verdict = await open({ timeoutMs: 50 }).check({ key: "k" });
    expect(verdict).toMatchObject({ code: "UNAVAILABLE" });
  });

  it.each([401, 403, 500, 503])("is one that answers %i", async (status) => {
    fake.onVerify = () => ({ status });
    expect(await open({ onUnavailable: "allow" }).check({ key: "k" })).toEqual({ allowed: true, headers: {} });
  });

  it("lets known callers pass by name, strangers not, when that is the choice", async () => {
    open({ onUnavailable: "known", cache: false });
    await portal?.check({ key: "k" });
    await fake.stop();
    expect(await portal?.check({ key: "k" })).toMatchObject({
      allowed: true,
      caller: { keyId: "key_1", from: "known" },
    });
    expect(await portal?.check({ key: "stranger" })).toMatchObject({ code: "UNAVAILABLE" });
    // Known for another question is not known for this one.
    expect(await portal?.check({ key: "k", permissions: "admin" })).toMatchObject({ code: "UNAVAILABLE" });
  });

  it("lets nobody pass by name whose key was refused or changed since", async () => {
    await openFollowing({ onUnavailable: "known" });
    fake.onVerify = ({ key }) => ({ keyId: `key_${key}`, cacheTtl: 0 });
    await portal?.check({ key: "refused" });
    await portal?.check({ key: "changed" });
    fake.onVerify = () => ({ valid: false, code: "NOT_FOUND", cacheTtl: 0 });
    await portal?.check({ key: "refused" });
    fake.tell("key", { keyId: "key_changed" });
    fake.onVerify = () => ({ status: 500 });
    expect(await portal?.check({ key: "refused" })).toMatchObject({ code: "UNAVAILABLE" });
    await expect.poll(async () => from((await portal?.check({ key: "changed" })) as Verdict)).toBe("UNAVAILABLE");
  });

  it("opens no door by being busy, nor by not understanding the question", async () => {
    open({ onUnavailable: "allow" });
    fake.onVerify = () => ({ status: 429, headers: { "retry-after": "7" } });
    expect(await portal?.check({ key: "k" })).toMatchObject({ code: "UNAVAILABLE", headers: { "retry-after": "7" } });
    fake.onVerify = () => ({ status: 400 });
    expect(await portal?.check({ key: "k", permissions: "a AND" })).toMatchObject({ code: "UNAVAILABLE" });
    expect(portal?.stats().circuitOpen).toBe(false);
  });
});
