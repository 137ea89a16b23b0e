import { type AddressInfo, connect, createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { ChangeFeed, ChangeKind } from "./change-feed";
import { nowMs, shiftClock } from "./clock";
import { FreshTable, type FreshTableOptions } from "./fresh-table";

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
  announce(kind: ChangeKind) {
    for (const listener of this.listeners) listener(kind, "");
  }
  async close() {}
}

function open(options: Partial<FreshTableOptions<string>> = {}) {
  const stored = { rows: new Map([["a", "1"]]), reads: 0, away: false };
  const feed = new FakeFeed();
  const table = new FreshTable<string>({
    kind: "token",
    feed,
    staleWhileAwayMs: 60_000,
    async load() {
      stored.reads++;
      const rows = new Map(stored.rows);
      await new Promise((resolve) => setImmediate(resolve));
      if (stored.away) throw new Error("connection refused");
      return rows;
    },
    ...options,
  });
  return { stored, feed, table };
}

afterEach(() => shiftClock(0));

function block(ms: number) {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe("a fresh table", () => {
  it("is read once for what exists and once more for all who ask for what does not", async () => {
    const { stored, table } = open();
    const guesses = Array.from({ length: 1_000 }, (_, index) => table.get(`guess ${index}`));
    expect(await table.get("a")).toBe("1");
    expect(new Set(await Promise.all(guesses))).toEqual(new Set([null]));
    shiftClock(3_600_000);
    expect(table.peek("a")).toBe("1");
    expect(table.peek("never asked")).toBeUndefined();
    expect(stored.reads).toBe(2);
  });

  it("knows a new row at once, also before anybody told of it", async () => {
    const { stored, table } = open();
    await table.get("a");
    stored.rows.set("new", "2");
    expect(await table.get("new")).toBe("2");
    // And the next one too, where the look for the one before it had nothing to wait for.
    block(250);
    expect(await table.get("guess")).toBeNull();
    stored.rows.set("newer", "3");
    expect(await table.get("newer")).toBe("3");
  });

  it("is read again after a change of its kind, and after one that came while it was read", async () => {
    const { stored, feed, table } = open();
    await table.get("a");
    feed.announce("key");
    expect(table.peek("a")).toBe("1");
    stored.rows.set("b", "new").delete("a");
    feed.announce("token");
    expect(table.peek("b")).toBeUndefined();
    expect(await table.get("b")).toBe("new");
    expect(stored.reads).toBe(2);
    expect(await table.get("a")).toBeNull();
    feed.announce("token");
    const reading = table.get("c");
    stored.rows.set("c", "late");
    feed.announce("token");
    expect(await reading).toBe("late");
  });

  it("does not show what it had while it is read again after a change, nor after a reading that failed", async () => {
    const { stored, feed, table } = open();
    await table.get("a");
    stored.rows.set("a", "2");
    feed.announce("token");
    const reading = table.get("a");
    expect(table.peek("a")).toBeUndefined();
    expect(await Promise.all([reading, table.get("a")])).toEqual(["2", "2"]);
    expect(table.peek("a")).toBe("2");
    stored.away = true;
    await expect(table.get("unknown")).rejects.toMatchObject({ code: "unavailable" });
    // The feed lives and told of no change: what is known is still right.
    expect(table.peek("a")).toBe("2");
    feed.announce("token");
    expect(table.peek("a")).toBeUndefined();
  });

  it("without a live feed is read at most once a second, and after the feed came back", async () => {
    const { stored, feed, table } = open();
    feed.connected = false;
    await table.get("a");
    stored.rows.set("a", "2");
    for (let call = 0; call < 100; call++) expect(await table.get("a")).toBe("1");
    expect(stored.reads).toBe(1);
    shiftClock(1_000);
    expect(await table.get("a")).toBe("2");
    stored.rows.set("a", "3");
    feed.epoch++;
    feed.connected = true;
    expect(await table.get("a")).toBe("3");
  });

  it("serves the last rows while the database is away, for its time, asking once a second", async () => {
    const { stored, feed, table } = open();
    await table.get("a");
    feed.connected = false;
    stored.away = true;
    shiftClock(59_000);
    for (let call = 0; call < 50; call++) expect(await table.get("a")).toBe("1");
    expect(stored.reads).toBe(2);
    // What it does not know may exist by now: that is no reason to send somebody away for good.
    await expect(table.get("new")).rejects.toMatchObject({ code: "unavailable" });
    shiftClock(61_000);
    await expect(table.get("a")).rejects.toMatchObject({ code: "unavailable", headers: { "retry-after": "1" } });
    stored.away = false;
    shiftClock(63_000);
    expect(await table.get("a")).toBe("1");
  });

  it("does not take a busy moment of its own for a database that is away", async () => {
    const { table } = open({
      async load() {
        // The answer is there, but this process gets to nothing for longer than it would wait.
        const answer = new Promise<Map<string, string>>((resolve) => {
          const server = createServer((socket) => socket.end("1")).listen(0, "127.0.0.1", () => {
            const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
            socket.once("data", () => {
              server.close();
              resolve(new Map([["a", "1"]]));
            });
            socket.once("connect", () => block(1_200));
          });
        });
        return answer;
      },
    });
    expect(await table.get("a")).toBe("1");
  });

  it("does not wait for a database that never answers", async () => {
    const { table } = open({ load: () => new Promise(() => {}) });
    await expect(table.get("a")).rejects.toMatchObject({ code: "unavailable" });
  });
});
