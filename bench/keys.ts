import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import os from "node:os";
import path from "node:path";
import { env } from "@/lib/base/env";
import { newId } from "@/lib/base/ids";
import { closePostgres, postgres } from "@/lib/base/postgres";
import { hashSecret, randomBase62 } from "@/lib/base/secrets";
import { makeSecret } from "@/lib/keys/internal/key-format";
import { revokeKey } from "@/lib/keys/revoke-key";
import { freePort } from "../server/free-port";
import type { Row } from "./row";
import { median, round2, startEdge, stop } from "./verify";

const callers = 32;
const revocations = 50;
const timingSamples = 10_000;

type Bench = { ports: number[]; edges: ChildProcess[]; token: string; companyId: string; appId: string };

/**
 * What many keys cost two edges: misses, memory, random keys by the thousand, how long a revocation takes, and whether the time of an
 * answer tells an unknown key from a revoked one. `long`: 1,000,000 keys in PostgreSQL, 100,000 of them cached, 1,000,000 random ones; else
 * a tenth of that and 50,000. Needs DATABASE_URL and CLICKHOUSE_URL, migrated.
 */
export async function benchKeys(long: boolean, bundle = "dist/server"): Promise<Row[]> {
  const [stored, cached, random] = long ? [1_000_000, 100_000, 1_000_000] : [100_000, 10_000, 50_000];
  const folders = [0, 1].map(() => mkdtempSync(path.join(os.tmpdir(), "waymark-bench-")));
  const token = `svc_${randomBase62(40)}`;
  const bench: Bench = { ports: [], edges: [], token, companyId: newId("company"), appId: newId("app") };
  try {
    const secrets = await insertKeys(bench, stored, cached);
    for (const folder of folders) {
      const port = await freePort();
      bench.ports.push(port);
      bench.edges.push(
        await startEdge(bundle, {
          ...{ PORT: String(port), DATA_DIR: folder, WAYMARK_SERVICE_TOKEN: token, LOG_LEVEL: "warn" },
          ...{ NEXTAUTH_SECRET: "only-for-this-benchmark" },
          ...{ DATABASE_URL: env().DATABASE_URL, CLICKHOUSE_URL: env().CLICKHOUSE_URL },
        }),
      );
    }
    // Every hash is in the edge's set of known ones by then.
    await new Promise((resolve) => setTimeout(resolve, 1_000 + stored / 200));
    return [
      ...(await benchMisses(bench, secrets, stored)),
      ...(await benchRevocations(bench, secrets)),
      ...(await benchTiming(bench, secrets)),
      ...(await benchRandomKeys(bench, random)),
    ];
  } finally {
    await Promise.all(bench.edges.map(stop));
    await postgres().$executeRaw`DELETE FROM companies WHERE id = ${bench.companyId}`;
    await closePostgres();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}

/** `stored` keys of one app, the secrets of `cached` of them. */
async function insertKeys(bench: Bench, stored: number, cached: number): Promise<string[]> {
  const db = postgres();
  const { companyId, appId } = bench;
  await db.$executeRaw`INSERT INTO companies (id, name, slug, kind, updated_at) VALUES (${companyId}, 'Bench', ${companyId}, 'organisation', now())`;
  await db.$executeRaw`INSERT INTO apps (id, company_id, created_by_id, name, updated_at) VALUES (${appId}, ${companyId}, 'per_bench', 'Bench', now())`;
  const insert = (hashes: string[]) => db.$executeRaw`
    INSERT INTO api_keys (id, app_id, company_id, created_by_id, environment, name, prefix, start, hash, updated_at)
    SELECT 'key_' || left(hash, 26), ${appId}, ${companyId}, 'per_bench', 'sandbox', 'bench', 'pwy_sbx', '', hash, now()
    FROM unnest(${hashes}::text[]) AS hash`;
  const secrets = Array.from({ length: cached }, () => makeSecret("pwy", "sandbox"));
  for (let at = 0; at < cached; at += 10_000) await insert(secrets.slice(at, at + 10_000).map(hashSecret));
  await db.$executeRaw`
    INSERT INTO api_keys (id, app_id, company_id, created_by_id, environment, name, prefix, start, hash, updated_at)
    SELECT 'key_' || left(hash, 26), ${appId}, ${companyId}, 'per_bench', 'sandbox', 'bench', 'pwy_sbx', '', hash, now()
    FROM (SELECT encode(sha256((${companyId} || number)::bytea), 'hex') AS hash FROM generate_series(1, ${stored - cached}::int) AS number) AS made`;
  await db.$executeRaw`ANALYZE api_keys`;
  return secrets;
}

async function benchMisses(bench: Bench, secrets: string[], stored: number): Promise<Row[]> {
  const [port, edge] = [bench.ports[0] as number, bench.edges[0] as ChildProcess];
  const before = residentMb(edge);
  const lookups = await tableReads();
  const first = await askAll(bench, port, secrets);
  const read = (await tableReads()) - lookups;
  const second = await askAll(bench, port, secrets.slice(0, 20_000));
  const name = `keys: ${count(stored)} stored`;
  return [
    { name: `${name}, first call with a key, p50`, value: round2(first.p50Ms), unit: "ms", note: `${callers} callers` },
    { name: `${name}, first call with a key, p99`, value: round2(first.p99Ms), unit: "ms" },
    { name: `${name}, first calls`, value: Math.round(first.perSecond), unit: "requests/s" },
    { name: `${name}, next call with it, p50`, value: round2(second.p50Ms), unit: "ms" },
    { name: `${name}, look-ups a key`, value: round2(read / secrets.length), unit: "reads" },
    { name: `${name}, edge before`, value: Math.round(before), unit: "MB resident" },
    {
      name: `${name}, edge with ${count(secrets.length)} cached`,
      value: Math.round(residentMb(edge)),
      unit: "MB resident",
    },
  ];
}

/** From the commit of a revocation until each edge refuses the key. */
async function benchRevocations(bench: Bench, secrets: string[]): Promise<Row[]> {
  const tookMs: number[] = [];
  for (const secret of secrets.slice(0, revocations)) {
    for (const port of bench.ports) await ask(bench, port, secret);
    await revokeKey(postgres(), { keyId: keyIdOf(secret) }, { kind: "system", id: "bench" }, "bench");
    const begun = performance.now();
    for (const port of bench.ports) while (!(await ask(bench, port, secret)).includes("NOT_FOUND"));
    tookMs.push(performance.now() - begun);
  }
  return [
    { name: "keys: revocation on two edges, p50", value: round2(median(tookMs)), unit: "ms" },
    { name: "keys: revocation on two edges, p99", value: round2(quantile(tookMs, 0.99)), unit: "ms" },
  ];
}

/** Keys asked for before, so that both come from memory; in turns, so that the machine's moods fall on both. */
async function benchTiming(bench: Bench, secrets: string[]): Promise<Row[]> {
  const port = bench.ports[0] as number;
  const revoked = secrets[0] as string;
  const unknown = [makeSecret("pwy", "sandbox"), makeSecret("pwy", "sandbox")];
  const kinds = [revoked, ...unknown];
  const tookUs: number[][] = kinds.map(() => []);
  for (let round = 0; round < timingSamples + 500; round++) {
    for (const [kind, key] of kinds.entries()) {
      const begun = performance.now();
      await ask(bench, port, key);
      if (round >= 500) tookUs[kind]?.push((performance.now() - begun) * 1_000);
    }
  }
  const [revokedUs = 0, unknownUs = 0, otherUs = 0] = tookUs.map(median);
  return [
    {
      name: "keys: timing, revoked less unknown, medians",
      value: round2(revokedUs - unknownUs),
      unit: "µs",
      note: `${timingSamples} samples each`,
    },
    {
      name: "keys: timing, unknown less another unknown",
      value: round2(unknownUs - otherUs),
      unit: "µs",
      note: "the noise",
    },
    { name: "keys: timing, an answer, median", value: round2(unknownUs), unit: "µs" },
  ];
}

async function benchRandomKeys(bench: Bench, random: number): Promise<Row[]> {
  const [port, edge] = [bench.ports[0] as number, bench.edges[0] as ChildProcess];
  const before = residentMb(edge);
  const lookups = await tableReads();
  let refused = 0;
  const begun = performance.now();
  await inParallel(random, async () => {
    const answer = await ask(bench, port, makeSecret("pwy", "sandbox"));
    if (answer.includes("rate_limited")) refused++;
  });
  const seconds = (performance.now() - begun) / 1_000;
  const name = `keys: ${count(random)} random ones`;
  return [
    { name, value: Math.round(random / seconds), unit: "requests/s" },
    { name: `${name}, held back`, value: round2((100 * refused) / random), unit: "%" },
    {
      name: `${name}, look-ups`,
      value: (await tableReads()) - lookups,
      unit: "reads",
      note: `${Math.round(seconds)} s`,
    },
    { name: `${name}, edge grew by`, value: Math.round(residentMb(edge) - before), unit: "MB resident" },
  ];
}

const agent = new Agent({ keepAlive: true, maxSockets: callers });

function ask({ token }: Bench, port: number, key: string): Promise<string> {
  const body = JSON.stringify({ key, cost: 0 });
  return new Promise((resolve, reject) => {
    const headers = {
      ...{ authorization: `Bearer ${token}`, "content-type": "application/json" },
      "content-length": Buffer.byteLength(body),
    };
    const call = request({ agent, port, path: "/v1/keys/verify", method: "POST", headers }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk;
      });
      response.on("end", () => resolve(text));
    });
    call.on("error", reject);
    call.end(body);
  });
}

async function askAll(bench: Bench, port: number, secrets: string[]) {
  const tookMs: number[] = [];
  const begun = performance.now();
  await inParallel(secrets.length, async (at) => {
    const sent = performance.now();
    const answer = await ask(bench, port, secrets[at] as string);
    if (!answer.includes('"VALID"')) throw new Error(`a key that exists is answered ${answer.slice(0, 200)}`);
    tookMs.push(performance.now() - sent);
  });
  const perSecond = secrets.length / ((performance.now() - begun) / 1_000);
  return { perSecond, p50Ms: median(tookMs), p99Ms: quantile(tookMs, 0.99) };
}

async function inParallel(total: number, act: (at: number) => Promise<void>): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < total) await act(next++);
  };
  await Promise.all(Array.from({ length: callers }, work));
}

/** How often the table of keys was looked into so far. PostgreSQL's sessions tell that when they have rested a while. */
async function tableReads(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const [row] = await postgres().$queryRaw<{ reads: bigint }[]>`
    SELECT coalesce(idx_scan, 0) + seq_scan AS reads FROM pg_stat_user_tables WHERE relname = 'api_keys'`;
  return Number(row?.reads ?? 0);
}

/** NaN where the system does not tell (/proc is Linux'). */
export function residentMb(child: ChildProcess): number {
  try {
    const [, kb] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8")) ?? [];
    return Number(kb) / 1024;
  } catch {
    return Number.NaN;
  }
}

const keyIdOf = (secret: string) => `key_${hashSecret(secret).slice(0, 26)}`;
const count = (number: number) => number.toLocaleString("en");

function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
