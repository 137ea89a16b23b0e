import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { childEnv } from "@/lib/base/env";
import { createLogger } from "@/lib/base/log";
import { consumeJournal } from "@/lib/events/consume-journal";
import { openJournal } from "@/lib/events/journal";
import { eventRow, usageRow } from "@/lib/events/testing/journal-rows";

let dataDir: string;
let directory: string;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), "waymark-journal-command-"));
  directory = path.join(dataDir, "journal");
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

type Ended = { code: number; stdout: string; stderr: string };

function journalCommand(...args: string[]): Promise<Ended> {
  const program = path.join(inject("bundle"), "journal.mjs");
  return new Promise((resolve) =>
    execFile(process.execPath, [program, ...args], { env: childEnv({ DATA_DIR: dataDir }) }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    ),
  );
}

it("tells what is in the journal and who is where, shows rows without secrets, and finds damage, beside the portal that writes it", async () => {
  expect((await journalCommand()).stdout).toContain("there is no journal");
  const log = createLogger("test", "silent");
  const journal = await openJournal({ directory, maxBytes: 10_000_000, log, segmentBytes: 1_500 });
  const secret = "pwy_live_0123456789ABCDEFGHIJKLMNOPQRST2bAtRC";
  await journal.appendEvents([eventRow("a", { properties: JSON.stringify({ text: `${secret} ada@example.org` }) })]);
  for (let n = 0; n < 5; n++)
    await journal.append({ events: [eventRow(`e-${n}`)], usage: [usageRow("gateway", `${n}`)] });
  let handled = 0;
  const consumer = await consumeJournal({
    journal,
    name: "ledger",
    log,
    limits: { maxRows: 1, maxBytes: 1 },
    handle: async () => {
      if (handled++ > 0) throw new Error("away");
    },
  });
  await expect.poll(() => handled).toBeGreaterThan(1);

  const listed = JSON.parse((await journalCommand("--json")).stdout);
  const sum = (name: string) =>
    listed.segments.reduce((all: number, one: Record<string, number>) => all + (one[name] ?? 0), 0);
  expect([sum("frames"), sum("events"), sum("usage"), sum("bytes")]).toEqual([6, 6, 5, journal.status().bytes]);
  expect(listed.consumers).toMatchObject([{ name: "ledger", readable: true, skippedEvents: 0 }]);
  expect(listed.consumers[0].waitingBytes).toBe(journal.status().consumers[0]?.waitingBytes);
  expect((await journalCommand()).stdout).toMatch(/^0000000001\.wmj +\d+ KiB/m);

  const shown = (await journalCommand("show", "--limit", "3")).stdout;
  expect(shown).not.toContain("0123456789ABC");
  expect(shown).not.toContain("ada@");
  const rows = shown
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(rows.map(({ kind, row }) => [kind, row.event_id ?? row.id])).toEqual([
    ["event", "a"],
    ["event", "e-0"],
    ["usage", "0"],
  ]);
  expect(JSON.parse(rows[0].row.properties).text).toBe("pwy_live_[redacted] [e-mail]");
  const second = (await journalCommand("show", "--from", `1:${rows[1].offset}`, "--limit", "1")).stdout;
  expect(JSON.parse(second)).toEqual(rows[1]);

  const sound = await journalCommand("verify");
  expect(sound).toMatchObject({ code: 0, stderr: "" });
  expect(sound.stdout).toContain("6 frames");
  await consumer.stop();
  await journal.close();

  // One byte of the second frame of the first segment, and half a frame at the very end.
  const files = (await readdir(directory)).filter((file) => file.endsWith(".wmj")).sort();
  const [first, last] = [files[0], files.at(-1)].map((file) => path.join(directory, file as string)) as [
    string,
    string,
  ];
  const bytes = await readFile(first);
  const at = rows[1].offset as number;
  const end = bytes.indexOf("WMJ1", at + 4) < 0 ? bytes.length : bytes.indexOf("WMJ1", at + 4);
  bytes[at + 40] = (bytes[at + 40] as number) ^ 0xff;
  await writeFile(first, bytes);
  await writeFile(last, Buffer.concat([await readFile(last), Buffer.from("WMJ1\x20\0\0\0half")]));
  const found = await journalCommand("verify");
  expect(found.code).toBe(1);
  expect(found.stderr.trim()).toBe(`${first}: damaged at byte ${at}, ${end - at} bytes are no whole frame`);
  expect(found.stdout).toContain(`${last}: 12 bytes from byte`);
  expect((await journalCommand("--from", "x", "--show")).code).toBe(1);
});
