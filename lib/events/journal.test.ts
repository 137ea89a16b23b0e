import { type ChildProcess, fork } from "node:child_process";
import { appendFile, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLogger } from "@/lib/base/log";
import { openJournal } from "./journal";
import { eventRow, readAll, usageRow } from "./testing/journal-rows";

const log = createLogger("test", "silent");
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), "waymark-journal-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const open1 = (changes: Partial<Parameters<typeof openJournal>[0]> = {}) =>
  openJournal({ directory, maxBytes: 64 * 1024 * 1024, log, ...changes });
const ids = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => eventRow(`id-${from + index}`));
const segmentFiles = async () => (await readdir(directory)).filter((name) => name.endsWith(".wmj")).sort();

describe("appending", () => {
  it("keeps what it acknowledged, in order, over a restart", async () => {
    const first = await open1();
    await Promise.all([first.appendEvents(ids(0, 3)), first.appendEvents(ids(3, 1)), first.appendEvents(ids(4, 2))]);
    await first.close();
    const second = await open1();
    await second.appendEvents(ids(6, 1));
    expect((await readAll(second)).map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5, 6].map((n) => `id-${n}`));
    await second.close();
  });

  it("keeps every kind of row and any text in it", async () => {
    const journal = await open1();
    const row = eventRow("id-ä😀", { properties: JSON.stringify({ text: 'NUL \0, quote ", backslash \\, 日本語' }) });
    await journal.append({
      events: [row],
      quarantine: [
        {
          event_id: "q",
          name: "nope",
          received_at: row.received_at,
          source_id: "s",
          reason: "unknown_event",
          errors: "[]",
          payload: "{}",
        },
      ],
    });
    const records = await readAll(journal);
    expect(JSON.parse(records[0]?.text.toString("utf8") as string)).toEqual(row);
    expect(records.map(({ kind }) => kind)).toEqual([1, 3]);
    await journal.close();
  });

  it("takes an id once, and tells", async () => {
    const journal = await open1();
    expect(await journal.appendEvents([eventRow("a"), eventRow("b"), eventRow("a")])).toEqual({
      accepted: 2,
      duplicates: 1,
    });
    expect(await journal.appendEvents([eventRow("b")])).toEqual({ accepted: 0, duplicates: 1 });
    await journal.close();
    const second = await open1();
    expect(await second.appendEvents([eventRow("a"), eventRow("c")])).toEqual({ accepted: 1, duplicates: 1 });
    await second.close();
  });

  it("cuts segments and gives back what was drained", async () => {
    const journal = await open1({ segmentBytes: 2_000 });
    for (let n = 0; n < 20; n++) await journal.appendEvents(ids(n, 1));
    const before = await segmentFiles();
    expect(before.length).toBeGreaterThan(3);
    expect((await readAll(journal)).length).toBe(20);
    const bytes = journal.status().bytes;
    await journal.release("ledger", { segment: 3, offset: 0 });
    expect(await segmentFiles()).toEqual(before.slice(2));
    expect(journal.status().bytes).toBeLessThan(bytes);
    await journal.close();
  });

  it("refuses with journal_full above its limit, and takes rows again when there is room", async () => {
    const journal = await open1({ maxBytes: 3_000, segmentBytes: 1_000 });
    let stored = 0;
    const refusal = await (async () => {
      for (;;) {
        await journal.appendEvents(ids(stored, 1));
        stored++;
      }
    })().catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: "journal_full", status: 429, headers: { "retry-after": "5" } });
    expect((await readAll(journal)).length).toBe(stored);
    await journal.release("ledger", { segment: 99, offset: 0 });
    // The refused id was not remembered: the sender's next try counts.
    expect(await journal.appendEvents(ids(stored, 1))).toEqual({ accepted: 1, duplicates: 0 });
    await journal.close();
  });
});

describe("rows that were refused", () => {
  it("are refused to both who send them in the same moment", async () => {
    const journal = await open1({ maxBytes: 1_000 });
    const row = eventRow("twice", { properties: JSON.stringify({ text: "x".repeat(2_000) }) });
    const outcomes = await Promise.allSettled([journal.appendEvents([row]), journal.appendEvents([row])]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await journal.close();
  });

  it("are not remembered because of a neighbour that cannot be written", async () => {
    const journal = await open1();
    const good = usageRow("gateway", "1");
    await expect(journal.appendUsage([good, usageRow("gateway", "nul\0")])).rejects.toMatchObject({
      code: "invalid_fields",
    });
    expect(await journal.appendUsage([good])).toEqual({ accepted: 1, duplicates: 0 });
    await journal.close();
  });
});

describe("a disk that refuses", () => {
  /** A real file that says ENOSPC, with part of the write done, while `full` holds. */
  function fullDisk() {
    const state = { full: false, syncFails: false };
    const openSegment = async (file: string) => {
      const handle = await open(file, "wx");
      return {
        writev: (async (buffers: Buffer[], at: number) => {
          if (!state.full) return handle.writev(buffers, at);
          await handle.write((buffers[0] as Buffer).subarray(0, 20), 0, 20, at);
          throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
        }) as never,
        datasync: async () => {
          if (state.syncFails) throw Object.assign(new Error("EIO: i/o error, fdatasync"), { code: "EIO" });
          await handle.datasync();
        },
        truncate: (bytes?: number) => handle.truncate(bytes),
        close: () => handle.close(),
      };
    };
    return { state, openSegment };
  }

  it("answers 429 to everybody who waits, loses nothing it acknowledged, and recovers", async () => {
    const { state, openSegment } = fullDisk();
    const journal = await open1({ openSegment });
    await journal.appendEvents(ids(0, 2));
    state.full = true;
    const tries = await Promise.allSettled([
      journal.appendEvents(ids(2, 1)),
      journal.appendEvents(ids(3, 1)),
      journal.appendEvents(ids(2, 1)),
    ]);
    for (const result of tries) expect(result).toMatchObject({ status: "rejected", reason: { code: "journal_full" } });
    expect(journal.status().fault).toBe("ENOSPC");
    state.full = false;
    expect(await journal.appendEvents(ids(2, 2))).toEqual({ accepted: 2, duplicates: 0 });
    expect(journal.status().fault).toBeNull();
    await journal.close();
    const again = await open1();
    expect((await readAll(again)).map(({ id }) => id)).toEqual(["id-0", "id-1", "id-2", "id-3"]);
    await again.close();
  });

  it("trusts no file whose sync failed: it goes on in another", async () => {
    const { state, openSegment } = fullDisk();
    const journal = await open1({ openSegment });
    await journal.appendEvents(ids(0, 1));
    state.syncFails = true;
    await expect(journal.appendEvents(ids(1, 1))).rejects.toMatchObject({ code: "journal_full" });
    state.syncFails = false;
    await journal.appendEvents(ids(1, 1));
    expect((await segmentFiles()).length).toBe(2);
    expect((await readAll(journal)).map(({ id }) => id)).toEqual(["id-0", "id-1"]);
    await journal.close();
  });
});

describe("what a crash leaves", () => {
  it("cuts off a torn tail, at whatever byte it was torn", async () => {
    const journal = await open1();
    await journal.appendEvents(ids(0, 2));
    const whole = journal.status().bytes;
    await journal.appendEvents(ids(2, 1));
    await journal.close();
    const file = path.join(directory, (await segmentFiles())[0] as string);
    const bytes = await readFile(file);
    for (const cut of [whole + 1, whole + 11, whole + 12, whole + 40, bytes.length - 1]) {
      await writeFile(file, bytes.subarray(0, cut));
      const again = await open1();
      expect((await readAll(again)).map(({ id }) => id)).toEqual(["id-0", "id-1"]);
      expect((await stat(file)).size).toBe(whole);
      await again.close();
    }
  });

  it("cuts off zeros and noise behind the last frame", async () => {
    const journal = await open1();
    await journal.appendEvents(ids(0, 1));
    await journal.close();
    const file = path.join(directory, (await segmentFiles())[0] as string);
    await appendFile(file, Buffer.concat([Buffer.alloc(4_096), Buffer.from("WMJ1 is not a frame")]));
    const again = await open1();
    expect((await readAll(again)).map(({ id }) => id)).toEqual(["id-0"]);
    await again.close();
  });

  it("steps over damage in the middle and keeps what follows", async () => {
    const journal = await open1();
    for (let n = 0; n < 4; n++) await journal.appendEvents(ids(n, 1));
    await journal.close();
    const file = path.join(directory, (await segmentFiles())[0] as string);
    const bytes = await readFile(file);
    const second = bytes.indexOf("WMJ1", 4);
    for (const at of [second, second + 5, second + 9, second + 60]) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] as number) ^ 0xff;
      await writeFile(file, damaged);
      const again = await open1();
      expect((await readAll(again)).map(({ id }) => id)).toEqual(["id-0", "id-2", "id-3"]);
      await again.close();
    }
  });

  it("reads frames larger than one read of the disk", async () => {
    const journal = await open1();
    const large = eventRow("large", { properties: JSON.stringify({ text: "x".repeat(9 * 1024 * 1024) }) });
    await journal.appendEvents([large]);
    await journal.appendEvents(ids(0, 1));
    expect((await readAll(journal)).map(({ id }) => id)).toEqual(["large", "id-0"]);
    await journal.close();
  });

  it("has every acknowledged row once after kill -9 of a writer, again and again", async () => {
    const program = path.join(process.cwd(), ".cache", `journal-writer-${process.pid}.mjs`);
    await build({
      entryPoints: [path.join(import.meta.dirname, "testing/append-forever.ts")],
      outfile: program,
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      alias: { "@": process.cwd() },
    });
    const acknowledged = new Set<string>();
    try {
      for (let round = 0; round < 6; round++) {
        const child = fork(program, [directory, String(round)], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
        child.on("message", (batch: string[]) => {
          for (const id of batch) acknowledged.add(id);
        });
        await messages(child, 40 + round * 13);
        child.kill("SIGKILL");
        await new Promise((resolve) => child.once("exit", resolve));
      }
    } finally {
      await rm(program, { force: true });
    }
    expect(acknowledged.size).toBeGreaterThan(2_000);
    const journal = await open1();
    const stored = (await readAll(journal)).map(({ id }) => id);
    await journal.close();
    expect(new Set(stored).size).toBe(stored.length);
    const kept = new Set(stored);
    expect([...acknowledged].filter((id) => !kept.has(id))).toEqual([]);
  });
});

function messages(child: ChildProcess, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = 0;
    child.on("message", () => {
      if (++seen === count) resolve();
    });
    child.once("exit", (code) => reject(new Error(`the writer ended (${code})`)));
  });
}
