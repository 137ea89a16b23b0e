import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clickhouse, closeClickhouse } from "@/lib/base/clickhouse/client";
import { now } from "@/lib/base/clock";
import { env, setEnv } from "@/lib/base/env";
import { createLogger } from "@/lib/base/log";
import { useStores } from "@/lib/base/testing/stores";
import { type DrainOptions, drainJournal } from "./drain-journal";
import { readCursor } from "./internal/journal/cursor";
import { cutBatch } from "./internal/journal/cut-batch";
import { findRepeated } from "./internal/journal/find-repeated";
import { insertBatch } from "./internal/journal/insert-batch";
import { openJournal } from "./journal";
import { eventRow, usageRow } from "./testing/journal-rows";

useStores({ clickhouse: true });

const log = createLogger("test", "silent");
let directory: string;
let prefix = 0;

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), "waymark-drain-"));
  prefix++;
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** An id of this test alone. */
const id = (name: string | number) => `${prefix}-${name}`;
const rows = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => eventRow(id(from + index), { visitor_id: `vis_${prefix}` }));
const openIt = () => openJournal({ directory, maxBytes: 64 * 1024 * 1024, log });
const startDrain = (journal: Awaited<ReturnType<typeof openIt>>, changes: Partial<DrainOptions> = {}) =>
  drainJournal({ journal, log, minIntervalMs: 10, ...changes });

async function ask<T>(query: string): Promise<T[]> {
  const result = await clickhouse().query({ query, format: "JSONEachRow" });
  return result.json<T>();
}
async function storedIds(): Promise<string[]> {
  const found = await ask<{ event_id: string }>(
    `SELECT event_id FROM events WHERE event_id LIKE '${prefix}-%' ORDER BY event_id`,
  );
  return found.map(({ event_id }) => event_id);
}

describe("draining", () => {
  it("brings every kind of row into its table, exactly as it was appended", async () => {
    const journal = await openIt();
    const drain = await startDrain(journal);
    const properties = JSON.stringify({ text: 'NUL \0 quote " backslash \\ newline \n 日本語 😀' });
    await journal.append({
      events: [eventRow(id("a"), { properties, person_id: "per_1", company_id: "com_1", environment: "live" })],
      usage: [usageRow("gateway", id("u"), { quantity: 0.000_001, latency_ms: 12.5, request_bytes: 2 ** 40 })],
      quarantine: [
        {
          event_id: id("q"),
          name: "made_up",
          received_at: now().toISOString(),
          source_id: "src_test",
          reason: "unknown_event",
          errors: '[{"pointer":"/event","detail":"not in the catalogue"}]',
          payload: '{"event":"made_up"}',
        },
      ],
    });
    await drain.settled();
    const [event] = await ask<Record<string, unknown>>(`SELECT * FROM events WHERE event_id = '${id("a")}'`);
    expect(event).toMatchObject({
      ...eventRow(id("a"), { person_id: "per_1", company_id: "com_1", environment: "live" }),
      properties,
      occurred_at: "2026-03-01T10:00:00.000Z",
    });
    expect(event?.batch).toMatch(/^\w{8}\.1\.0\.\d+$/);
    const [usage] = await ask<Record<string, unknown>>(`SELECT * FROM usage_events WHERE id = '${id("u")}'`);
    expect(usage).toMatchObject({
      source: "gateway",
      quantity: 0.000001,
      latency_ms: 12.5,
      request_bytes: "1099511627776",
    });
    const [aside] = await ask<Record<string, unknown>>(`SELECT * FROM quarantine WHERE event_id = '${id("q")}'`);
    expect(aside).toMatchObject({ name: "made_up", reason: "unknown_event", payload: '{"event":"made_up"}' });
    await drain.stop();
    await journal.close();
  });

  it("goes on where it stopped, and gives drained segments back", async () => {
    const journal = await openJournal({ directory, maxBytes: 64 * 1024 * 1024, log, segmentBytes: 2_000 });
    for (let n = 100; n < 120; n++) await journal.appendEvents(rows(n, 1));
    const drain = await startDrain(journal, { limits: { maxRows: 3, maxBytes: 1_000_000 } });
    await drain.settled();
    expect((await storedIds()).length).toBe(20);
    expect(journal.status().consumers[0]?.waitingBytes).toBe(0);
    expect(journal.status().bytes).toBeLessThan(2_500);
    await drain.stop();
    await journal.close();
    const again = await openIt();
    await again.appendEvents(rows(120, 1));
    const second = await startDrain(again);
    await second.settled();
    expect((await storedIds()).length).toBe(21);
    await second.stop();
    await again.close();
  });

  it("drops ids that are in the ledger already, whoever brought them", async () => {
    const journal = await openIt();
    const drain = await startDrain(journal);
    await journal.append({ events: rows(100, 3), usage: [usageRow("s", id("x")), usageRow("t", id("x"))] });
    await drain.settled();
    await drain.stop();
    await journal.close();
    // Another edge's journal: knows nothing of the first one.
    const elsewhere = await mkdtemp(path.join(os.tmpdir(), "waymark-drain-"));
    const other = await openJournal({ directory: elsewhere, maxBytes: 64 * 1024 * 1024, log });
    let duplicates = 0;
    const otherDrain = await startDrain(other, { onInserted: (inserted) => (duplicates += inserted.duplicates) });
    await other.append({ events: rows(101, 3), usage: [usageRow("s", id("x")), usageRow("s", id("y"))] });
    await otherDrain.settled();
    expect(duplicates).toBe(3);
    expect(await storedIds()).toEqual([100, 101, 102, 103].map(id));
    const usage = await ask(`SELECT source, id FROM usage_events WHERE id LIKE '${prefix}-%'`);
    expect(usage.length).toBe(3);
    await otherDrain.stop();
    await other.close();
    await rm(elsewhere, { recursive: true });
  });
});

describe("a process killed between insert and cursor", () => {
  const milestoneSum = () =>
    ask<{ n: string }>(
      `SELECT sum(events) AS n FROM events_daily WHERE name = 'page_viewed' AND day = '2026-03-01'`,
    ).then(([row]) => Number(row?.n));

  it("sends the same block under the same name, and nothing counts twice, in the views neither", async () => {
    const journal = await openIt();
    await journal.appendEvents(rows(100, 5));
    const before = await milestoneSum();
    // What the drain does, up to the moment of death: plan on disk, rows inserted, no word of it in the cursor.
    const drain = await startDrain(journal);
    await drain.settled();
    await drain.stop();
    const { cursor } = await readCursor(directory, "ledger");
    await journal.close();
    expect(await milestoneSum()).toBe(before + 5);
    const plan = {
      batch: `${cursor?.journal}.1.0.${cursor?.done.offset}`,
      from: { segment: 1, offset: 0 },
      to: cursor?.done,
      note: [],
    };
    await writeFile(path.join(directory, "cursor-ledger.json"), JSON.stringify({ ...cursor, done: plan.from, plan }));

    const again = await openIt();
    await again.appendEvents(rows(105, 1));
    const second = await startDrain(again);
    await second.settled();
    expect((await storedIds()).length).toBe(6);
    expect(await milestoneSum()).toBe(before + 6);
    await second.stop();
    await again.close();
  });

  it("recognises its rows also when the cursor is lost, or not readable", async () => {
    for (const damage of [undefined, "{ half a curs"]) {
      prefix++;
      const journal = await openIt();
      await journal.appendEvents(rows(100, 5));
      const drain = await startDrain(journal);
      await drain.settled();
      await drain.stop();
      await journal.close();
      const cursorFile = path.join(directory, "cursor-ledger.json");
      expect(await readFile(cursorFile, "utf8")).toContain('"plan":null');
      if (damage) await writeFile(cursorFile, damage);
      else await rm(cursorFile);
      const again = await openIt();
      const second = await startDrain(again, { limits: { maxRows: 2, maxBytes: 1_000 } });
      await second.settled();
      expect((await storedIds()).length).toBe(5);
      await second.stop();
      await again.close();
    }
  });
});

describe("bad weather", () => {
  it("waits for a store that is away, then drains in order", async () => {
    const url = env().CLICKHOUSE_URL as string;
    await closeClickhouse();
    setEnv({ CLICKHOUSE_URL: "http://127.0.0.1:9/nowhere" });
    const journal = await openIt();
    const drain = await startDrain(journal);
    await journal.appendEvents(rows(100, 2));
    await journal.appendEvents(rows(102, 2));
    await expect.poll(() => drain.status().fault).toMatch(/ECONNREFUSED/);
    expect(journal.status().consumers[0]?.waitingBytes).toBeGreaterThan(0);
    await closeClickhouse();
    setEnv({ CLICKHOUSE_URL: url });
    await drain.settled();
    expect(drain.status().fault).toBeNull();
    expect(await storedIds()).toEqual([100, 101, 102, 103].map(id));
    await drain.stop();
    await journal.close();
  });

  it("keeps what comes during a long absence over many segments and a restart, and drains all of it in order, once", async () => {
    const url = env().CLICKHOUSE_URL as string;
    await closeClickhouse();
    setEnv({ CLICKHOUSE_URL: "http://127.0.0.1:9/nowhere" });
    const small = () => openJournal({ directory, maxBytes: 64 * 1024 * 1024, log, segmentBytes: 4_000 });
    const first = await small();
    const waiting = await startDrain(first);
    for (let n = 100; n < 160; n++) await first.appendEvents(rows(n, 1));
    await expect.poll(() => waiting.status().fault).toMatch(/ECONNREFUSED/);
    await waiting.stop();
    await first.close();
    const second = await small();
    const drain = await startDrain(second, { limits: { maxRows: 7, maxBytes: 1_000_000 } });
    // Sent again, because its sender's network was away too.
    for (let n = 150; n < 200; n++) await second.appendEvents(rows(n, 1));
    expect(second.status().consumers[0]?.waitingBytes).toBe(second.status().bytes);
    await closeClickhouse();
    setEnv({ CLICKHOUSE_URL: url });
    await drain.settled();
    const stored = await ask<{ event_id: string; batch: string }>(
      `SELECT event_id, batch FROM events WHERE event_id LIKE '${prefix}-%'`,
    );
    const place = ({ batch }: { batch: string }) => {
      const [, segment = 0, offset = 0] = batch.split(".").map(Number);
      return segment * 1e9 + offset;
    };
    const inOrder = stored.sort((a, b) => place(a) - place(b) || a.event_id.localeCompare(b.event_id));
    expect(inOrder.map(({ event_id }) => event_id)).toEqual(Array.from({ length: 100 }, (_, n) => id(100 + n)));
    await drain.stop();
    await second.close();
  });

  it("sets aside the one row a table cannot take, and keeps its neighbours", async () => {
    const journal = await openIt();
    const drain = await startDrain(journal);
    const bad = usageRow("gateway", id("bad"), { status: "no number" as never });
    await journal.append({
      events: rows(100, 1),
      usage: [usageRow("gateway", id("1")), usageRow("gateway", id("2")), bad, usageRow("gateway", id("3"))],
    });
    await drain.settled();
    const usage = await ask<{ id: string }>(`SELECT id FROM usage_events WHERE id LIKE '${prefix}-%' ORDER BY id`);
    expect(usage.map((row) => row.id)).toEqual([1, 2, 3].map(id));
    const aside = await ask<{ payload: string }>(
      `SELECT payload FROM quarantine WHERE reason = 'insert_failed' AND event_id = 'gateway ${id("bad")}'`,
    );
    expect(JSON.parse(aside[0]?.payload as string)).toEqual(bad);
    expect(await storedIds()).toEqual([id(100)]);
    await drain.stop();
    await journal.close();
  });

  it("gives a batch the same name and rows however often it is tried", async () => {
    const journal = await openIt();
    await journal.appendEvents(rows(100, 4));
    const limits = { maxRows: 100, maxBytes: 1_000_000 };
    const cut = async () => {
      const batch = await cutBatch(journal, "journal1", { segment: 1, offset: 0 }, limits);
      if (!batch) throw new Error("nothing waits");
      return { batch, dropped: await findRepeated(batch.records, batch.name) };
    };
    const first = await cut();
    await insertBatch(first.batch, first.dropped, log);
    // Its own rows are no duplicates to it.
    expect(await cut()).toEqual(first);
    await insertBatch(first.batch, first.dropped, log);
    expect((await storedIds()).length).toBe(4);
    await journal.close();
  });
});

describe("ties of visitors and persons", () => {
  it("are told of, once they are in the ledger", async () => {
    const journal = await openIt();
    const links: boolean[] = [];
    const drain = await startDrain(journal, { onInserted: (inserted) => links.push(inserted.links) });
    await journal.appendEvents(rows(100, 1));
    await drain.settled();
    const tie = { visitor_id: `vis_l${prefix}`, person_id: "per_9", company_id: "com_9" };
    await journal.appendEvents([eventRow(id("l"), { ...tie, sent_by: "server", name: "signed_up" })]);
    await drain.settled();
    // A page of somebody known tells nothing new.
    await journal.appendEvents([eventRow(id("m"), { ...tie, occurred_at: "2026-03-02T10:00:00.000Z" })]);
    await drain.settled();
    expect(links).toEqual([false, true, false]);
    await clickhouse().command({ query: "SYSTEM RELOAD DICTIONARY visitor_alias" });
    const [found] = await ask<{ person: string }>(
      `SELECT dictGet('visitor_alias', 'person_id', cityHash64('vis_l${prefix}')) AS person`,
    );
    expect(found?.person).toBe("per_9");
    await drain.stop();
    await journal.close();
  });
});
