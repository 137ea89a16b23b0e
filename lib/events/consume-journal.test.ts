import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLogger } from "@/lib/base/log";
import { type ConsumeOptions, type Consumer, consumeJournal } from "./consume-journal";
import { readCursor } from "./internal/journal/cursor";
import type { FileJournal } from "./internal/journal/file-journal";
import { type JournalOptions, openJournal } from "./journal";
import { readEvents } from "./read-batch";
import { eventRow } from "./testing/journal-rows";

const log = createLogger("test", "silent");
let directory: string;
const running: Consumer[] = [];

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), "waymark-consume-"));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((consumer) => consumer.stop(100)));
  await rm(directory, { recursive: true, force: true });
});

const openIt = (consumers: JournalOptions["consumers"], changes: Partial<JournalOptions> = {}) =>
  openJournal({ directory, maxBytes: 64 * 1024 * 1024, log, segmentBytes: 1_500, consumers, ...changes });
const append = async (journal: FileJournal, from: number, to: number) => {
  for (let n = from; n <= to; n++) await journal.appendEvents([eventRow(`id-${n}`)]);
};
const idsOf = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `id-${from + index}`);
const segments = async () => (await readdir(directory)).filter((file) => file.endsWith(".wmj"));
const ledger = { name: "ledger" };
const destinations = { name: "destinations" };

/** A consumer that writes down what it saw. */
async function watch(journal: FileJournal, name: string, changes: Partial<ConsumeOptions> = {}) {
  const seen: string[] = [];
  const consumer = await consumeJournal({
    journal,
    name,
    log,
    minIntervalMs: 1,
    handle: async (batch) => {
      seen.push(...readEvents(batch).map(({ event_id }) => event_id));
    },
    ...changes,
  });
  running.push(consumer);
  return { seen, consumer };
}

describe("several consumers", () => {
  it("each see every row in order, at their own pace, and a segment goes when all are past it", async () => {
    const journal = await openIt([ledger, destinations]);
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const slowSeen: string[] = [];
    const slow = await watch(journal, "destinations", {
      handle: async (batch) => {
        await gate;
        slowSeen.push(...readEvents(batch).map(({ event_id }) => event_id));
      },
    });
    const fast = await watch(journal, "ledger");
    await append(journal, 1, 20);
    await fast.consumer.settled();
    // The one that waits for its gate holds its segments, and nobody else.
    expect(fast.seen).toEqual(idsOf(1, 20));
    expect((await segments()).length).toBeGreaterThan(3);
    const status = journal.status().consumers;
    expect(status[0]).toEqual({ name: "ledger", waitingBytes: 0, skippedEvents: 0 });
    expect(status[1]?.waitingBytes).toBe(journal.status().bytes);
    open();
    await slow.consumer.settled();
    expect(slowSeen).toEqual(idsOf(1, 20));
    await expect.poll(async () => (await segments()).length).toBeLessThan(2);
    await journal.close();
  });

  it("go on where each of them stopped", async () => {
    const first = await openIt([ledger, destinations]);
    await append(first, 1, 6);
    const one = await watch(first, "ledger");
    await one.consumer.settled();
    await one.consumer.stop();
    await first.close();
    const second = await openIt([ledger, destinations]);
    await append(second, 7, 8);
    const [again, other] = [await watch(second, "ledger"), await watch(second, "destinations")];
    await Promise.all([again.consumer.settled(), other.consumer.settled()]);
    expect(again.seen).toEqual(idsOf(7, 8));
    expect(other.seen).toEqual(idsOf(1, 8));
    await second.close();
  });

  it("get the same rows again after they threw, while the others go on", async () => {
    const journal = await openIt([ledger, destinations]);
    let tries = 0;
    const seen: string[] = [];
    const failing = await watch(journal, "destinations", {
      handle: async (batch) => {
        if (++tries <= 2) throw new Error("PostgreSQL is away");
        seen.push(...readEvents(batch).map(({ event_id }) => event_id));
      },
    });
    const fine = await watch(journal, "ledger");
    await append(journal, 1, 2);
    await fine.consumer.settled();
    expect(fine.seen).toEqual(idsOf(1, 2));
    await expect.poll(() => failing.consumer.status().fault).toBe("PostgreSQL is away");
    await failing.consumer.settled();
    expect(seen).toEqual(idsOf(1, 2));
    expect(failing.consumer.status().fault).toBeNull();
    await journal.close();
  });

  it("that are new begin at the oldest row that is still there", async () => {
    const before = await openIt([ledger]);
    await append(before, 1, 22);
    const one = await watch(before, "ledger");
    await one.consumer.settled();
    await one.consumer.stop();
    await before.close();
    const kept = await segments();
    expect(kept.length).toBe(1);
    const after = await openIt([ledger, destinations]);
    await append(after, 23, 24);
    const added = await watch(after, "destinations");
    await added.consumer.settled();
    expect(added.seen.slice(-2)).toEqual(idsOf(23, 24));
    expect(added.seen).toEqual(idsOf(25 - added.seen.length, 24));
    expect(added.seen.length).toBeGreaterThan(2);
    await after.close();
  });

  it("that are no longer wanted hold nothing, and are new when they come back", async () => {
    const first = await openIt([ledger, destinations]);
    await append(first, 1, 2);
    const once = await watch(first, "destinations");
    await once.consumer.settled();
    await once.consumer.stop();
    await first.close();
    const second = await openIt([ledger]);
    expect((await readCursor(directory, "destinations")).cursor).toBeNull();
    await append(second, 3, 20);
    const alone = await watch(second, "ledger");
    await alone.consumer.settled();
    expect((await segments()).length).toBeLessThan(2);
    await second.close();
  });
});

describe("a consumer that does not come", () => {
  it("is moved forward over whole segments once it lies further behind than it may, and the journal never fills for it", async () => {
    const maxLagBytes = 4_000;
    const journal = await openIt([ledger, { ...destinations, maxLagBytes }], { maxBytes: 12_000 });
    // It took its first batch and never answers.
    const stuck = await watch(journal, "destinations", { handle: () => new Promise(() => {}) });
    const fine = await watch(journal, "ledger");
    for (let n = 1; n <= 200; n++) {
      await append(journal, n, n);
      if (n % 5 === 0) await fine.consumer.settled();
    }
    await fine.consumer.settled();
    expect(fine.seen).toEqual(idsOf(1, 200));
    const lag = () => journal.status().consumers[1];
    await expect.poll(() => lag()?.waitingBytes).toBeLessThanOrEqual(maxLagBytes);
    const skipped = lag()?.skippedEvents as number;
    expect(skipped).toBeGreaterThan(150);
    expect(journal.status().bytes).toBeLessThan(8_000);

    // Another process: it sees exactly the rows that were not skipped, and the count is not forgotten.
    await stuck.consumer.stop(10);
    await fine.consumer.stop();
    await journal.close();
    const again = await openIt([ledger, { ...destinations, maxLagBytes }]);
    const back = await watch(again, "destinations");
    await back.consumer.settled();
    expect(back.seen).toEqual(idsOf(skipped + 1, 200));
    await again.close();
  });

  it("never is the ledger: for it the journal fills, and refuses", async () => {
    const journal = await openIt([ledger, { ...destinations, maxLagBytes: 4_000 }], { maxBytes: 12_000 });
    let taken = 0;
    const fill = async () => {
      for (;;) {
        await append(journal, taken + 1, taken + 1);
        taken++;
      }
    };
    await expect(fill()).rejects.toMatchObject({ code: "journal_full" });
    expect(taken).toBeGreaterThan(20);
    const late = await watch(journal, "ledger");
    await late.consumer.settled();
    expect(late.seen).toEqual(idsOf(1, taken));
    await append(journal, taken + 1, taken + 1);
    await journal.close();
  });
});

describe("a consumer that prepares", () => {
  it("gets the same rows under the same name with the same note until it took them, over a restart too", async () => {
    const first = await openIt([ledger]);
    await append(first, 1, 3);
    const handled: { name: string; note: unknown; ids: string[] }[] = [];
    const options = {
      name: "ledger",
      log,
      minIntervalMs: 1,
      prepare: async ({ records }: { records: unknown[] }) => ({ rows: records.length }),
    };
    const dying = await consumeJournal<{ rows: number }>({
      ...options,
      journal: first,
      handle: async (batch, note) => {
        handled.push({ name: batch.name, note, ids: readEvents(batch).map(({ event_id }) => event_id) });
        throw new Error("away");
      },
    });
    await expect.poll(() => handled.length).toBeGreaterThan(1);
    await append(first, 4, 5);
    await dying.stop();
    await first.close();
    const second = await openIt([ledger]);
    const living = await consumeJournal<{ rows: number }>({
      ...options,
      journal: second,
      handle: async (batch, note) => {
        handled.push({ name: batch.name, note, ids: readEvents(batch).map(({ event_id }) => event_id) });
      },
    });
    await living.settled();
    await living.stop();
    const whole = handled.slice(0, -1);
    for (const one of whole) expect(one).toEqual(handled[0]);
    expect(handled[0]).toMatchObject({ note: { rows: 3 }, ids: idsOf(1, 3) });
    expect(handled.at(-1)).toMatchObject({ note: { rows: 2 }, ids: idsOf(4, 5) });
    expect(handled.at(-1)?.name).not.toBe(handled[0]?.name);
    await second.close();
  });
});
