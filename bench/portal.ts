import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { childEnv } from "@/lib/base/env";
import { freePort } from "../server/free-port";

/** A whole built portal with fresh embedded stores, as `npm start` runs it. */
export type BenchPortal = {
  /** The supervisor's process. */
  pid: number;
  url: string;
  serviceToken: string;
  writeKey: string;
  /** From the start of the process to "ready", milliseconds. */
  startMs: number;
  databaseUrl: string;
  clickhouseUrl: string;
  /** Resident memory by process, MB. */
  memoryMb(): Record<string, number>;
  stop(): Promise<void>;
};

export function newDataDir(): string {
  return mkdtempSync(path.join(os.tmpdir(), "waymark-bench-"));
}

export function removeDataDir(dataDir: string): void {
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

export async function startBenchPortal(dataDir: string): Promise<BenchPortal> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [serviceToken, writeKey] = ["svc_bench_0123456789abcdefghijklmn", "wk_bench"];
  const begun = performance.now();
  const child = spawn(process.execPath, ["dist/server/start.mjs"], {
    env: childEnv({
      NODE_ENV: "production",
      PORT: String(port),
      DATA_DIR: dataDir,
      LOG_LEVEL: "warn",
      WAYMARK_SERVICE_TOKEN: serviceToken,
      WAYMARK_WRITE_KEY: writeKey,
    }),
    stdio: ["ignore", "pipe", "inherit"],
  });
  await untilReady(child);
  const startMs = performance.now() - begun;
  const read = (file: string) => JSON.parse(readFileSync(path.join(dataDir, file), "utf8")) as Record<string, string>;
  const [ports, secrets] = [read("ports.json"), read("secrets.json")];
  return {
    pid: child.pid as number,
    url,
    serviceToken,
    writeKey,
    startMs,
    databaseUrl: `postgresql://waymark:${encodeURIComponent(secrets.postgres ?? "")}@127.0.0.1:${ports.postgres}/waymark`,
    clickhouseUrl: `http://waymark:${encodeURIComponent(secrets.clickhouse ?? "")}@127.0.0.1:${ports.clickhouse}/waymark`,
    memoryMb: () => readMemory(child.pid as number),
    async stop() {
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

async function untilReady(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      if (chunk.includes("is ready at")) resolve();
    });
    child.once("exit", (code) => reject(new Error(`the portal ended before it was ready (${code})`)));
  });
}

/** Resident memory of a process and all below it, by program; PostgreSQL's many share most of theirs, so only its own part is summed. */
function readMemory(root: number): Record<string, number> {
  const below = new Map<number, number[]>();
  const pids = readNumbers("/proc");
  for (const pid of pids) {
    const stat = tryRead(`/proc/${pid}/stat`);
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    below.set(parent, [...(below.get(parent) ?? []), pid]);
  }
  const megabytes: Record<string, number> = {};
  const visit = (pid: number) => {
    const command = tryRead(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
    const name = /server\/(\w+)\.mjs/.exec(command)?.[1] ?? (/postgres/.test(command) ? "postgres" : "other");
    const own = /^Pss:\s+(\d+) kB/m.exec(tryRead(`/proc/${pid}/smaps_rollup`))?.[1];
    megabytes[name] = (megabytes[name] ?? 0) + Number(own ?? 0) / 1024;
    for (const one of below.get(pid) ?? []) visit(one);
  };
  visit(root);
  return megabytes;
}

function readNumbers(folder: string): number[] {
  return readdirSync(folder).map(Number).filter(Number.isInteger);
}

function tryRead(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
