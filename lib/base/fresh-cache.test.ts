import { afterEach, describe, expect, it } from "vitest";
import type { ChangeFeed, ChangeKind } from "./change-feed";
import { nowMs, shiftClock } from "./clock";
import { PortalError } from "./errors";
import { FreshCache, type FreshCacheOptions } from "./fresh-cache";

class FakeFeed implements ChangeFeed {
  connected = true;
  epoch = 1;
  lastSeenAt = nowMs();
  private listeners = new Set<(kind: ChangeKind, id: string) => void>();
  subscribe(listener: (kind: ChangeKind, id: string) => void) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  onConnection() {
    return () => undefined;
  }
  announce(kind: ChangeKind, id: string) {
    for (const listener of this.listeners) listener(kind, id);
  }
  lose() {
    this.connected = false;
    this.lastSeenAt = nowMs();
  }
  async close() {}
}

/** A table of one column, how often it was read, and a switch that takes it away. */
class Table {
  rows = new Map<string, string>();
  reads = 0;
  away = false;
  load = async (id: string): Promise<string | null> => {
    this.reads++;
    const value = this.rows.get(id) ?? null;
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (this.away) throw new Error("connection refused");
    return value;
  };
}

function open(options: Partial<FreshCacheOptions<string>> = {}) {
  const table = new Table();
  const feed = new FakeFeed();
  const cache = new FreshCache<string>({
    ...{ kind: "key", load: table.load, max: 100, maxMissing: 50, staleWhileAwayMs: 60_000, feed },
    ...options,
  });
  return { table, feed, cache };
}

afterEach(() => shiftClock(0));

describe("a fresh cache with a live feed", () => {
  it("reads once, for what exists and for what does not", async () => {
    const { table, cache } = open();
    table.rows.set("a", "1");
    expect(await cache.get("a")).toBe("1");
    expect(await cache.get("none")).toBeNull();
    shiftClock(3_600_000);
    expect(cache.peek("a")).toBe("1");
    expect(cache.peek("none")).toBeNull();
    expect(cache.peek("never asked")).toBeUndefined();
    expect(table.reads).toBe(2);
  });

  it("reads once for a hundred who ask at the same time", async () => {
    const { table, cache } = open();
    table.rows.set("a", "1");
    expect(new Set(await Promise.all(Array.from({ length: 100 }, () => cache.get("a"))))).toEqual(new Set(["1"]));
    expect(table.reads).toBe(1);
  });

  it("drops what changed, what came to exist too, and only of its kind", async () => {
    const { table, feed, cache } = open();
    table.rows.set("a", "1");
    await Promise.all([cache.get("a"), cache.get("b")]);
    feed.announce("plan", "a");
    expect(cache.peek("a")).toBe("1");
    table.rows.set("a", "2").set("b", "new");
    feed.announce("key", "a");
    feed.announce("key", "b");
    expect(await cache.get("a")).toBe("2");
    expect(await cache.get("b")).toBe("new");
  });

  it("does not keep what was read before a change that came while reading", async () => {
    const { table, feed, cache } = open();
    table.rows.set("a", "old");
    const reading = cache.get("a");
    table.rows.set("a", "new");
    feed.announce("key", "a");
    expect(await reading).toBe("new");
    expect(cache.peek("a")).toBe("new");
  });

  it("reads again after the feed was gone for a while: it may have missed a change", async () => {
    const { table, feed, cache } = open();
    table.rows.set("a", "1");
    await cache.get("a");
    feed.lose();
    table.rows.set("a", "2");
    feed.epoch++;
    feed.connected = true;
    expect(cache.peek("a")).toBeUndefined();
    expect(await cache.get("a")).toBe("2");
  });

  it("holds no more than its bounds, and guesses push out nothing real", async () => {
    const { table, cache } = open();
    for (let i = 0; i < 100; i++) table.rows.set(`r${i}`, "x");
    await Promise.all(Array.from({ length: 100 }, (_, i) => cache.get(`r${i}`)));
    await Promise.all(Array.from({ length: 1_000 }, (_, i) => cache.get(`guess${i}`)));
    expect(cache.size).toEqual({ found: 100, missing: 50 });
  });
});

describe("a fresh cache asked for more than the database can answer", () => {
  it("looks up a few at a time, lets so many wait, and refuses the rest at once", async () => {
    const { table } = open();
    let most = 0;
    let underWay = 0;
    const load = table.load;
    table.load = async (id) => {
      most = Math.max(most, ++underWay);
      table.rows.set(id, id);
      return load(id).finally(() => underWay--);
    };
    const cold = new FreshCache<string>({
      ...{ kind: "key", load: (id) => table.load(id), max: 10_000, maxMissing: 50, staleWhileAwayMs: 60_000 },
    });
    const answers = await Promise.allSettled(Array.from({ length: 3_000 }, (_, at) => cold.get(`k${at}`)));
    expect(most).toBe(32);
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(2_032);
    const refused = answers.find((answer) => answer.status === "rejected") as PromiseRejectedResult;
    expect(refused.reason).toMatchObject({ code: "unavailable", headers: { "retry-after": "1" } });
    // The crowd is gone: everybody is answered again.
    expect(await cold.get("k2999")).toBe("k2999");
    cold.close();
  });
});

describe("a fresh cache without a live feed", () => {
  it("asks again after a second", async () => {
    const { table, cache } = open({ feed: undefined });
    table.rows.set("a", "1");
    await cache.get("a");
    table.rows.set("a", "2");
    expect(await cache.get("a")).toBe("1");
    shiftClock(1_000);
    expect(await cache.get("a")).toBe("2");
  });
});

describe("a fresh cache whose database is away", () => {
  it("answers what it knew for the configured time, counted from when the feed was last alive, and no longer", async () => {
    const { table, feed, cache } = open();
    table.rows.set("a", "1");
    await cache.get("a");
    shiftClock(10 * 60_000);
    feed.lose();
    table.away = true;
    shiftClock(10 * 60_000 + 59_000);
    expect(await cache.get("a")).toBe("1");
    shiftClock(10 * 60_000 + 61_000);
    await expect(cache.get("a")).rejects.toMatchObject({ code: "unavailable", headers: { "retry-after": "1" } });
  });

  it("says unavailable for what it never knew, and recovers by itself", async () => {
    const { table, feed, cache } = open();
    feed.lose();
    table.away = true;
    await expect(cache.get("a")).rejects.toThrow(PortalError);
    table.away = false;
    table.rows.set("a", "1");
    await expect(cache.get("a")).rejects.toThrow(PortalError);
    shiftClock(1_000);
    expect(await cache.get("a")).toBe("1");
  });

  it("asks it once a second, not once a call", async () => {
    const { table, feed, cache } = open();
    table.rows.set("a", "1");
    await cache.get("a");
    feed.lose();
    table.away = true;
    shiftClock(2_000);
    for (let i = 0; i < 50; i++) expect(await cache.get("a")).toBe("1");
    expect(table.reads).toBe(2);
  });

  it("does not wait for one that never answers", async () => {
    const { table, feed, cache } = open({
      load: async (id) => (table.away ? new Promise(() => {}) : table.load(id)),
    });
    table.rows.set("a", "1");
    await cache.get("a");
    feed.lose();
    table.away = true;
    shiftClock(2_000);
    const begun = performance.now();
    expect(await cache.get("a")).toBe("1");
    expect(performance.now() - begun).toBeLessThan(1_500);
  });
});
