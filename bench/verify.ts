import { type ChildProcess, fork, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
// @ts-expect-error: comes without types
import autocannon from "autocannon";
import { childEnv, env } from "@/lib/base/env";
import { newId } from "@/lib/base/ids";
import { closePostgres, postgres } from "@/lib/base/postgres";
import { randomBase62 } from "@/lib/base/secrets";
import { createApp } from "@/lib/keys/create-app";
import { createKey } from "@/lib/keys/create-key";
import { freePort } from "../server/free-port";
import type { Row } from "./row";

const connections = 32;
const roundSeconds = 4;
const rounds = 3;

/** `cpuUs`: processor time of the server an answer, which says more than the rate when other programs run beside. */
type Measured = { perSecond: number; p50Ms: number; p99Ms: number; cpuUs: number };
type Run = { request: object; server: ChildProcess };

/**
 * Verification on one edge (the bundle in dist/server) against a bare node:http server that answers a constant of the same bytes, in turns, 32 connections,
 * medians of the rounds. Needs DATABASE_URL and CLICKHOUSE_URL, migrated.
 */
export async function benchVerify(bundle = "dist/server"): Promise<Row[]> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "waymark-bench-"));
  const token = `svc_${randomBase62(40)}`;
  const port = await freePort();
  const edge = await startEdge(bundle, {
    PORT: String(port),
    DATA_DIR: dataDir,
    NEXTAUTH_SECRET: "only-for-this-benchmark",
    WAYMARK_SERVICE_TOKEN: token,
    DATABASE_URL: env().DATABASE_URL,
    CLICKHOUSE_URL: env().CLICKHOUSE_URL,
    LOG_LEVEL: "warn",
  });
  let bare: { url: string; child: ChildProcess } | undefined;
  try {
    const key = await makeLiveKey();
    const verify = {
      url: `http://127.0.0.1:${port}/v1/keys/verify`,
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    };
    // Cost 0 goes through the limits and the quota and is never refused by them.
    const valid = { ...verify, body: JSON.stringify({ key, environment: "live", cost: 0 }) };
    bare = await startBare(await sampleAnswer(valid));
    const runs: Record<string, Run> = {
      bare: { request: { ...valid, url: bare.url }, server: bare.child },
      verify: { request: valid, server: edge },
      limited: { request: { ...verify, body: JSON.stringify({ key, environment: "live" }) }, server: edge },
      authz: {
        request: {
          url: `http://127.0.0.1:${port}/v1/authz/`,
          headers: { "x-portal-token": token, "x-api-key": key },
        },
        server: edge,
      },
    };
    const measured: Record<string, Measured[]> = {};
    for (const run of Object.values(runs)) await measure(run, 1);
    for (let round = 0; round < rounds; round++) {
      for (const [name, run] of Object.entries(runs)) {
        measured[name] ??= [];
        measured[name].push(await measure(run, roundSeconds));
      }
    }
    return toRows(measured);
  } finally {
    await Promise.all([stop(edge), bare && stop(bare.child), closePostgres()]);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function toRows(measured: Record<string, Measured[]>): Row[] {
  const bareRate = median((measured.bare ?? []).map((run) => run.perSecond));
  const bareCpu = median((measured.bare ?? []).map((run) => run.cpuUs));
  return Object.entries(measured).flatMap(([name, runs]) => {
    const rate = median(runs.map((run) => run.perSecond));
    const cpu = median(runs.map((run) => run.cpuUs));
    return [
      { name: `verify: ${name}`, value: Math.round(rate), unit: "requests/s" },
      { name: `verify: ${name}, p50`, value: median(runs.map((run) => run.p50Ms)), unit: "ms" },
      { name: `verify: ${name}, p99`, value: median(runs.map((run) => run.p99Ms)), unit: "ms" },
      { name: `verify: ${name}, processor time`, value: round2(cpu), unit: "µs/request" },
      ...(name === "bare"
        ? []
        : [
            { name: `verify: ${name} / bare`, value: round2(rate / bareRate), unit: "ratio" },
            { name: `verify: bare / ${name}, by processor time`, value: round2(bareCpu / cpu), unit: "ratio" },
          ]),
    ];
  });
}

async function measure({ request, server }: Run, duration: number): Promise<Measured> {
  const cpuBefore = cpuMs(server);
  const result = await autocannon({ ...request, connections, duration });
  const spentMs = cpuMs(server) - cpuBefore;
  const bad = result.non2xx - (result.statusCodeStats["429"]?.count ?? 0);
  if (bad > 0 || result.errors > 0) throw new Error(`${bad} unexpected answers, ${result.errors} errors`);
  return {
    perSecond: result.requests.average,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    cpuUs: (spentMs * 1_000) / result.requests.total,
  };
}

/** Processor time a process has used; NaN where the system does not tell (/proc is Linux'). */
export function cpuMs(child: ChildProcess): number {
  try {
    const stat = readFileSync(`/proc/${child.pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // Clock ticks of 10 ms.
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}

/** A live key of a company of its own, made as the console makes them. */
export async function makeLiveKey(): Promise<string> {
  const db = postgres();
  const id = newId("company");
  await db.$executeRaw`INSERT INTO companies (id, name, slug, kind, updated_at) VALUES (${id}, 'Bench', ${id}, 'organisation', now())`;
  const owner = { companyId: id, personId: newId("person") };
  const app = await createApp(db, owner, { name: "Bench", description: "" });
  const made = await createKey(
    db,
    { ...owner, appId: app.id, actor: { kind: "system", id: "bench" } },
    { environment: "live", name: "bench", scopes: ["*"], allowedCidrs: [], ratelimits: [], metadata: {} },
    { emailVerified: true, sandboxSucceeded: true, certified: true },
  );
  if (made.outcome !== "created") throw new Error(`no key: ${made.outcome}`);
  return made.secret;
}

/** `cwd`: a folder with content of its own. */
export function startEdge(
  bundle: string,
  settings: Record<string, string | undefined>,
  cwd?: string,
): Promise<ChildProcess> {
  const child = fork(path.resolve(bundle, "edge.mjs"), [], { env: childEnv(settings), ...(cwd ? { cwd } : {}) });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the edge ended before it was ready (${code})`)));
    child.on("message", (message: { ready?: true }) => {
      if (message.ready) resolve(child);
    });
  });
}

type Sample = { headers: Record<string, string>; text: string };

/** One real answer, so that the bare server sends as many bytes: compared is what it takes to know the answer, not to send it. */
export async function sampleAnswer({
  url,
  ...init
}: {
  url: string;
  method: string;
  body: string;
  headers: object;
}): Promise<Sample> {
  const response = await fetch(url, init as RequestInit);
  if (!response.ok) throw new Error(`verify answers ${response.status}`);
  const { date: _, connection: __, "keep-alive": ___, ...headers } = Object.fromEntries(response.headers);
  return { headers, text: await response.text() };
}

const bareServer = `
const { headers, text } = JSON.parse(process.argv[1]);
require("node:http").createServer((request, response) => {
  response.writeHead(200, headers);
  response.end(text);
}).listen(0, "127.0.0.1", function () { console.log(this.address().port); });`;

export function startBare(sample: Sample): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, ["-e", bareServer, JSON.stringify(sample)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.stdout.once("data", (port: Buffer) => resolve({ url: `http://127.0.0.1:${Number(String(port))}/`, child }));
  });
}

export function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
