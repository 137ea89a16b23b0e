import { createHash } from "node:crypto";
import { open, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { Transport } from "../transport.js";
import { type LogRecord, readLine } from "./read-line.js";
import type { Routes } from "./read-routes.js";

const pack = promisify(gzip);

export type ImportOptions = {
  url: string;
  token: string;
  /** Logs by the name that nginx writes to; rotated ones beside them are found. */
  files: string[];
  source: string;
  state: string;
  routes?: Routes | undefined;
  /** `where` is `access.log:12`. */
  onProblem(where: string, why: string): void;
};

export type Imported = {
  lines: number;
  accepted: number;
  duplicates: number;
  withoutKey: number;
  bad: number;
  rejected: number;
};

/** How far a log was read. `first`: hash of its first bytes, to notice that an inode was given to another file. */
type Position = { offset: number; line: number; first: string; firstBytes: number };
type State = Record<string, Position>;

/** Records in one report. */
const batchSize = 2_000;
const readBytes = 1024 * 1024;
const fingerprintBytes = 512;
/** A line longer than this is no log line. */
const longestLine = 64 * 1024;
const attempts = 8;

/** Reads what is new in the logs and reports it; what was acknowledged is noted batch by batch, so that any stop may come at any time. */
export async function importLogs(options: ImportOptions): Promise<Imported> {
  const transport = new Transport(options.url, options.token, 1);
  const done: Imported = { lines: 0, accepted: 0, duplicates: 0, withoutKey: 0, bad: 0, rejected: 0 };
  try {
    const state = await readState(options.state);
    const logs = (await Promise.all(options.files.map(findLogs))).flat();
    // A file that is gone is forgotten: its inode may come back as another one.
    const present = new Set(logs.map(({ inode }) => inode));
    for (const inode of Object.keys(state)) if (!present.has(inode)) delete state[inode];
    for (const log of logs) await importLog(log, state, transport, options, done);
    return done;
  } finally {
    transport.close();
  }
}

type Log = { file: string; inode: string; modifiedMs: number };

/** A log and what it was rotated to, oldest first. */
async function findLogs(file: string): Promise<Log[]> {
  const [folder, name] = [path.dirname(file), path.basename(file)];
  const names = (await readdir(folder)).filter(
    (one) => one === name || (one.startsWith(name) && /^[.-]\d+$/.test(one.slice(name.length))),
  );
  if (!names.includes(name) && names.length === 0) throw new Error(`${file}: there is no such log`);
  const logs = await Promise.all(
    names.map(async (one) => {
      const found = await stat(path.join(folder, one), { bigint: true });
      return { file: path.join(folder, one), inode: `${found.dev}:${found.ino}`, modifiedMs: Number(found.mtimeMs) };
    }),
  );
  return logs.sort((a, b) => a.modifiedMs - b.modifiedMs || (a.file === file ? 1 : -1));
}

async function importLog(log: Log, state: State, transport: Transport, options: ImportOptions, done: Imported) {
  const handle = await open(log.file, "r");
  try {
    const size = (await handle.stat()).size;
    let position = state[log.inode];
    const head = async (bytes: number) => {
      const buffer = Buffer.alloc(Math.min(bytes, size));
      await handle.read(buffer, 0, buffer.length, 0);
      return { first: createHash("sha256").update(buffer).digest("hex"), firstBytes: buffer.length };
    };
    // Shorter than what was read, or another beginning: emptied in place (copytruncate), or another file with this inode.
    if (position && (size < position.offset || (await head(position.firstBytes)).first !== position.first)) {
      position = undefined;
    }
    position ??= { offset: 0, line: 0, ...(await head(fingerprintBytes)) };
    let [offset, line, rest] = [position.offset, position.line, Buffer.alloc(0) as Buffer];
    let batch: { record: LogRecord; where: string }[] = [];
    const settle = async () => {
      await report(batch, transport, options, done);
      batch = [];
      state[log.inode] = { offset, line, ...(await head(fingerprintBytes)) };
      await writeState(options.state, state);
    };
    const buffer = Buffer.alloc(readBytes);
    for (let at = offset; ; ) {
      const { bytesRead } = await handle.read(buffer, 0, readBytes, at);
      if (bytesRead === 0) break;
      at += bytesRead;
      let chunk = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10)) {
        const text = chunk.subarray(0, end).toString("utf8").trim();
        const start = offset;
        chunk = chunk.subarray(end + 1);
        offset += end + 1;
        line += 1;
        if (text === "") continue;
        done.lines += 1;
        const where = `${log.file}:${line}`;
        const read =
          text.length > longestLine
            ? { bad: "is too long" }
            : readLine(text, { inode: log.inode, offset: start }, options);
        if ("record" in read) batch.push({ record: read.record, where });
        else if ("withoutKey" in read) done.withoutKey += 1;
        else {
          done.bad += 1;
          options.onProblem(where, read.bad);
        }
        if (batch.length >= batchSize) await settle();
      }
      // Not yet a whole line: nginx is still writing it.
      rest = chunk;
    }
    if (offset !== state[log.inode]?.offset) await settle();
  } finally {
    await handle.close();
  }
}

async function report(
  batch: { record: LogRecord; where: string }[],
  transport: Transport,
  options: ImportOptions,
  done: Imported,
): Promise<void> {
  if (batch.length === 0) return;
  const body = await pack(JSON.stringify(batch.map(({ record }) => record)));
  for (let attempt = 1; ; attempt++) {
    const reply = await transport
      .post("/v1/usage", body, { "content-encoding": "gzip" }, 30_000)
      .catch((error: Error) => error);
    if (!(reply instanceof Error) && reply.status === 200) {
      const answer = JSON.parse(reply.text) as {
        accepted: number;
        duplicates: number;
        rejected: { index: number; errors: { pointer: string; detail: string }[] }[];
      };
      done.accepted += answer.accepted;
      done.duplicates += answer.duplicates;
      done.rejected += answer.rejected.length;
      for (const { index, errors } of answer.rejected) {
        const why = errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join(", ");
        options.onProblem(batch[index]?.where ?? "?", why);
      }
      return;
    }
    const why = reply instanceof Error ? reply.message : `status ${reply.status}`;
    const passing = reply instanceof Error || reply.status === 429 || reply.status >= 500;
    if (!passing || attempt >= attempts) throw new Error(`the portal takes no usage: ${why}`);
    const asked = reply instanceof Error ? 0 : Number(reply.headers["retry-after"]) * 1_000;
    await new Promise((resolve) => setTimeout(resolve, Math.max(asked || 0, Math.min(30_000, 250 * 2 ** attempt))));
  }
}

async function readState(file: string): Promise<State> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as State;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new Error(`${file} cannot be read: ${(error as Error).message}`);
  }
}

/** Whole or not at all. */
async function writeState(file: string, state: State): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
