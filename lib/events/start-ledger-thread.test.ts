import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Worker } from "node:worker_threads";
import { afterAll, expect, inject, it } from "vitest";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { env } from "@/lib/base/env";
import { createLogger } from "@/lib/base/log";
import { useStores } from "@/lib/base/testing/stores";
import { openJournal } from "./journal";
import { startLedgerThread } from "./start-ledger-thread";
import { eventRow } from "./testing/journal-rows";

useStores({ clickhouse: true });

const directory = await mkdtemp(path.join(os.tmpdir(), "waymark-thread-"));
afterAll(() => rm(directory, { recursive: true, force: true }));
const log = createLogger("test", "silent");

async function storedIds(): Promise<string[]> {
  const query = "SELECT event_id FROM events WHERE event_id LIKE 'thread-%' ORDER BY event_id";
  const result = await clickhouse().query({ query, format: "JSONEachRow" });
  return (await result.json<{ event_id: string }>()).map(({ event_id }) => event_id);
}

it("drains in a thread of its own, and in another one when that dies", async () => {
  const journal = await openJournal({ directory, maxBytes: 64 * 1024 * 1024, log, segmentBytes: 2_000 });
  let inserted = 0;
  const drain = startLedgerThread({
    journal,
    program: path.join(inject("bundle"), "ledger.mjs"),
    clickhouseUrl: env().CLICKHOUSE_URL,
    log,
    onInserted: ({ events }) => {
      inserted += events;
    },
  });
  const append = (n: number) => journal.appendEvents([eventRow(`thread-${n}`)]);
  for (let n = 10; n < 30; n++) await append(n);
  await drain.settled();
  expect(inserted).toBe(20);
  expect(journal.status().consumers).toEqual([{ name: "ledger", waitingBytes: 0, skippedEvents: 0 }]);
  await expect.poll(() => journal.status().bytes).toBeLessThan(2_500);

  await (drain as unknown as { worker: Worker }).worker.terminate();
  expect(drain.status().fault).toMatch(/thread ended/);
  for (let n = 30; n < 40; n++) await append(n);
  await drain.settled();
  expect(drain.status().fault).toBeNull();
  expect(await storedIds()).toEqual(Array.from({ length: 30 }, (_, n) => `thread-${n + 10}`));
  await drain.stop();
  await journal.close();
});
