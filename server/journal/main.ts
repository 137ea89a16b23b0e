import { existsSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { EnvError, env } from "@/lib/base/env";
import { formatNumber } from "@/lib/base/format";
import { type InspectedJournal, inspectJournal } from "@/lib/events/inspect-journal";
import { showJournal } from "@/lib/events/show-journal";
import { journalDirectory } from "../journal-directory";

const usage = `npm run journal [-- --verify | --show [--from SEGMENT[:BYTE]] [--limit N]] [--json]

  (nothing)  segments, what is in them, and how far each consumer is
  --verify   reads every checksum; tells file and byte of damage, and ends with 1
  --show     rows as JSON lines, without keys and e-mail addresses
  --json     the first two as JSON

Reads only: it may run beside the portal. DATA_DIR says where.`;

const formatBytes = (bytes: number) =>
  bytes < 1024 ** 2
    ? `${formatNumber(Math.ceil(bytes / 1024))} KiB`
    : `${formatNumber(Math.round(bytes / 1024 ** 2))} MiB`;
const print = (line: string) => process.stdout.write(`${line}\n`);

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const known = error instanceof EnvError || (error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS");
  process.stderr.write(`waymark: ${known ? (error as Error).message : (error as Error).stack}\n`);
  process.exitCode = 1;
}

async function run(given: string[]): Promise<number> {
  // `npm run journal -- verify` and `-- show` as well.
  const words = given.map((word) => (/^(verify|show|help)$/.test(word) ? `--${word}` : word));
  const { values } = parseArgs({
    args: words,
    options: {
      verify: { type: "boolean" },
      show: { type: "boolean" },
      json: { type: "boolean" },
      help: { type: "boolean" },
      from: { type: "string", default: "0" },
      limit: { type: "string", default: "100" },
    },
  });
  if (values.help) {
    print(usage);
    return 0;
  }
  const directory = journalDirectory(env().dataDir);
  if (!existsSync(directory)) {
    print(`there is no journal in ${directory}`);
    return 0;
  }
  if (values.show) return show(directory, values.from, values.limit);
  const journal = await inspectJournal(directory);
  if (values.json) print(JSON.stringify(journal, null, 2));
  else if (!values.verify) list(journal);
  return values.verify ? verify(journal, values.json === true) : 0;
}

async function show(directory: string, from: string, limit: string): Promise<number> {
  const [, segment, offset = "0"] = /^(\d+)(?::(\d+))?$/.exec(from) ?? [];
  if (segment === undefined || !/^\d+$/.test(limit)) {
    process.stderr.write(`waymark: --from is SEGMENT or SEGMENT:BYTE, --limit a number\n`);
    return 1;
  }
  const place = { segment: Number(segment), offset: Number(offset) };
  await showJournal(directory, place, Number(limit), (record) => print(JSON.stringify(record)));
  return 0;
}

function list({ segments, consumers }: InspectedJournal): void {
  const head = ["segment", "size", "frames", "events", "usage", "quarantine", "damage"];
  const rows = segments.map((one) => [
    path.basename(one.file),
    formatBytes(one.bytes),
    ...[one.frames, one.events, one.usage, one.quarantine].map((count) => formatNumber(count)),
    one.damage.length ? `${one.damage.length} places` : "",
  ]);
  table([head, ...rows]);
  print("");
  const states = consumers.map((one) => [
    one.name,
    one.done ? `${one.done.segment}:${one.done.offset}` : one.readable ? "" : "not readable",
    formatBytes(one.waitingBytes),
    one.batch ?? "",
    one.skippedEvents ? formatNumber(one.skippedEvents) : "",
  ]);
  table([["consumer", "at", "waiting", "batch under way", "skipped"], ...states]);
}

function verify({ segments }: InspectedJournal, quiet: boolean): number {
  let damaged = 0;
  let frames = 0;
  for (const { file, damage, unfinishedBytes, bytes, frames: whole } of segments) {
    frames += whole;
    for (const { offset, bytes: lost } of damage) {
      damaged++;
      process.stderr.write(`${file}: damaged at byte ${offset}, ${lost} bytes are no whole frame\n`);
    }
    if (unfinishedBytes && !quiet) {
      print(
        `${file}: ${unfinishedBytes} bytes from byte ${bytes - unfinishedBytes} on are a write under way, or one that a crash cut off`,
      );
    }
  }
  if (!damaged && !quiet)
    print(`${formatNumber(frames)} frames in ${segments.length} segments, every checksum is right`);
  return damaged ? 1 : 0;
}

function table(rows: string[][]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    print(
      row
        .map((cell, column) => (column ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
        .join("  ")
        .trimEnd(),
    );
  }
}
