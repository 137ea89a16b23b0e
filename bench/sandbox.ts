import type { ChildProcess } from "node:child_process";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
// @ts-expect-error: comes without types
import autocannon from "autocannon";
import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { createLogger } from "@/lib/base/log";
import { closePostgres, postgres } from "@/lib/base/postgres";
import { hashSecret } from "@/lib/base/secrets";
import { makeSecret } from "@/lib/keys/internal/key-format";
import { openSandbox } from "@/lib/sandbox/open-sandbox";
import { openDetailKeeper } from "@/lib/usage/open-detail-keeper";
import { mostDetails } from "@/lib/usage/schema";
import { freePort } from "../server/free-port";
import { residentMb } from "./keys";
import type { Row } from "./row";
import { cpuMs, round2, startEdge, stop } from "./verify";

const connections = 32;
const roundSeconds = 3;
/** Apps that call while the rate is measured: no two calls of one world at a time, and no app at its limit. */
const busyApps = 1_000;
const worlds = 10_000;

type Call = { name: string; method: string; path: string; body?: string };
type Subject = { name: string; file: string; calls: Call[] };

const address = { name: "Mill Books", street1: "Havenlaan 12", city: "Gent", postalCode: "9000", country: "BE" };
const shipment = JSON.stringify({ from: address, to: address, parcels: [{ weightGrams: 850 }] });
const gist = JSON.stringify({ files: { "a.txt": { content: "one" } } });

/** The package of GitHub's own document: 13 MB of JSON, more than a thousand operations. */
const github = { spec: "@octokit/openapi@23.0.2", file: "package/generated/api.github.com.json" };

/**
 * The sandbox over HTTP through an edge of its own, with the sample document and with GitHub's: calls that read, list and create, by a thousand
 * apps in turns; what opening a document costs; what ten thousand worlds take; what the request log costs a call. GitHub's document comes
 * from npm into .cache/bench; without it only the sample is measured. Needs DATABASE_URL and CLICKHOUSE_URL, migrated.
 */
export async function benchSandbox(bundle = "dist/server"): Promise<Row[]> {
  try {
    const secrets = await insertApps(worlds);
    const own: Subject = {
      name: "sandbox, sample",
      file: portal.api.document,
      calls: [
        { name: "read", method: "GET", path: "/account" },
        { name: "list", method: "GET", path: "/shipments" },
        { name: "create", method: "POST", path: "/shipments", body: shipment },
      ],
    };
    const large: Subject = {
      name: "sandbox, GitHub's",
      file: fetchGithub(),
      calls: [
        { name: "read", method: "GET", path: "/user" },
        { name: "list", method: "GET", path: "/gists" },
        { name: "create", method: "POST", path: "/gists", body: gist },
      ],
    };
    const rows: Row[] = [];
    for (const subject of existsSync(large.file) ? [large, own] : [own]) {
      rows.push(await benchOpening(subject));
      rows.push(...(await onEdge(bundle, subject, (edge, url) => benchCalls(subject, edge, url, secrets))));
    }
    rows.push(...(await onEdge(bundle, own, (edge, url) => benchWorlds(edge, url, secrets))));
    rows.push(...(await benchRequestLog()));
    return rows;
  } finally {
    await closePostgres();
  }
}

/** Path of GitHub's document, fetched once; a path to nothing when npm cannot be reached. */
function fetchGithub(): string {
  const folder = path.resolve(".cache/bench");
  const file = path.join(folder, github.file);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  try {
    const packed = execFileSync("npm", ["pack", github.spec, "--silent"], { cwd: folder, encoding: "utf8" }).trim();
    execFileSync("tar", ["xzf", packed, github.file], { cwd: folder });
    rmSync(path.join(folder, packed));
  } catch {
    process.stderr.write(`${github.spec} cannot be fetched: measured with the sample document only\n`);
  }
  return file;
}

async function benchOpening({ name, file }: Subject): Promise<Row> {
  const before = process.cpuUsage().user;
  const { plans } = await openSandbox(file);
  const spentMs = (process.cpuUsage().user - before) / 1_000;
  return { name: `${name}: opening`, value: Math.round(spentMs), unit: "ms", note: `${plans.length} operations` };
}

/** An edge in a folder where `content/` has the subject's document. */
async function onEdge(
  bundle: string,
  subject: Subject,
  measure: (edge: ChildProcess, url: string) => Promise<Row[]>,
): Promise<Row[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "waymark-bench-"));
  let edge: ChildProcess | undefined;
  try {
    cpSync("content", path.join(folder, "content"), { recursive: true });
    cpSync(subject.file, path.join(folder, portal.api.document));
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/sandbox`;
    const settings = { PORT: String(port), DATA_DIR: path.join(folder, "data"), LOG_LEVEL: "error" };
    const stores = { DATABASE_URL: env().DATABASE_URL, CLICKHOUSE_URL: env().CLICKHOUSE_URL };
    edge = await startEdge(
      bundle,
      { ...settings, ...stores, NEXTAUTH_SECRET: "only-for-this-benchmark" },
      // Where the document is read from.
      folder,
    );
    const begun = performance.now();
    // Opening the document holds the edge's thread: the first answer comes after it.
    await fetch(`${url}/`);
    const openMs = performance.now() - begun;
    return [
      { name: `${subject.name}: edge, first answer after its start`, value: Math.round(openMs), unit: "ms" },
      ...(await measure(edge, url)),
    ];
  } finally {
    if (edge) await stop(edge);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function benchCalls({ name, calls }: Subject, edge: ChildProcess, url: string, secrets: string[]) {
  const rows: Row[] = [];
  for (const call of calls) {
    const busy = secrets.slice(0, busyApps);
    // Each world is made, each key looked up, the schema compiled.
    await fire(url, call, busy, { amount: busyApps });
    const before = cpuMs(edge);
    const result = await fire(url, call, busy, { duration: roundSeconds });
    const spentUs = ((cpuMs(edge) - before) * 1_000) / result.requests.total;
    rows.push(
      { name: `${name}: ${call.name}`, value: Math.round(result.requests.average), unit: "requests/s" },
      { name: `${name}: ${call.name}, p99`, value: result.latency.p99, unit: "ms", note: `${connections} callers` },
      { name: `${name}: ${call.name}, the edge's processor time`, value: Math.round(spentUs), unit: "µs/request" },
    );
  }
  return [...rows, { name: `${name}: edge`, value: Math.round(residentMb(edge)), unit: "MB resident" }];
}

/** Each app creates one thing; then nobody calls any more. */
async function benchWorlds(edge: ChildProcess, url: string, secrets: string[]): Promise<Row[]> {
  await fire(url, { name: "", method: "GET", path: "/account" }, secrets.slice(0, 100), { amount: 1_000 });
  const before = [residentMb(edge), await worldBytes()] as const;
  const result = await fire(url, { name: "", method: "POST", path: "/shipments", body: shipment }, secrets, {
    amount: worlds,
  });
  const [memory, stored] = [residentMb(edge) - before[0], (await worldBytes()) - before[1]];
  const name = "sandbox: 10,000 worlds";
  return [
    { name: `${name}, first call of each`, value: Math.round(result.requests.average), unit: "requests/s" },
    { name: `${name}, first call of each, p99`, value: result.latency.p99, unit: "ms" },
    { name: `${name}, edge`, value: Math.round(residentMb(edge)), unit: "MB resident", note: "keys cached" },
    { name: `${name}, more than before`, value: Math.round(memory), unit: "MB resident" },
    { name: `${name}, a sleeping one`, value: round2(stored / worlds / 1024), unit: "KB of disk" },
  ];
}

async function worldBytes(): Promise<number> {
  const [row] = await postgres().$queryRaw<{ bytes: bigint }[]>`
    SELECT sum(pg_total_relation_size(oid))::bigint AS bytes FROM pg_class WHERE relkind = 'r' AND relname LIKE 'sandbox_%'`;
  return Number(row?.bytes ?? 0);
}

/** What keeping headers and bodies costs the call (the edge's thread), and storing a full half second of them, with every app's log full. */
async function benchRequestLog(): Promise<Row[]> {
  const [batch, apps] = [1_000, 20];
  const keeper = openDetailKeeper(postgres(), createLogger("bench", "error"));
  const headers = { host: "api", authorization: "Bearer x", accept: "*/*", "user-agent": "bench/1", "x-trace": "abc" };
  const body = JSON.parse(shipment);
  let number = 0;
  const round = async () => {
    const begun = performance.now();
    for (let index = 0; index < batch; index++) {
      keeper.note({
        ...{ id: `req_bench${number++}`, appId: `app_log${index % apps}`, companyId: "", personId: "", at: new Date() },
        ...{ operation: "createShipment", method: "POST", path: "/shipments", status: 201 },
        request: { headers, body },
        response: { headers, body: { id: "shp_1", ...body } },
        timing: { keyMs: 1, bodyMs: 1, answerMs: 1, waitMs: 0 },
      });
    }
    const noted = performance.now();
    await keeper.flush();
    return [noted - begun, performance.now() - noted] as const;
  };
  for (let at = 0; at < (mostDetails * apps) / batch; at++) await round();
  const [noteMs, storeMs] = await round();
  await keeper.close();
  await postgres().$executeRaw`DELETE FROM request_details WHERE app_id LIKE 'app_log%'`;
  return [
    { name: "request log: taking a call", value: round2((noteMs * 1_000) / batch), unit: "µs" },
    { name: "request log: storing 1,000 calls", value: Math.round(storeMs), unit: "ms", note: "of 20 apps" },
  ];
}

type Extent = { amount: number } | { duration: number };

/** Calls with the keys in turns. Throws when one is refused. */
async function fire(url: string, { method, path: at, body }: Call, secrets: string[], extent: Extent) {
  let turn = 0;
  const setupRequest = (request: { headers: object }) => ({
    ...request,
    headers: { ...request.headers, authorization: `Bearer ${secrets[turn++ % secrets.length]}` },
  });
  const headers = body ? { "content-type": "application/json" } : {};
  const requests = [{ method, path: `${new URL(url).pathname}${at}`, body, headers, setupRequest }];
  const result = await autocannon({ url, connections, ...extent, requests });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${method} ${at}: ${result.non2xx} refusals, ${result.errors} errors`);
  return result;
}

/** Companies with one app and one sandbox key each, on the plan that allows most; the keys. */
async function insertApps(count: number): Promise<string[]> {
  const db = postgres();
  const secrets = Array.from({ length: count }, () => makeSecret("pwy", "sandbox"));
  const hashes = secrets.map(hashSecret);
  const burst = (plan: (typeof portal.plans)[number]) => plan.ratelimits?.[0]?.limit ?? 0;
  const largest = [...portal.plans].sort((a, b) => burst(b) - burst(a))[0]?.id ?? "";
  await db.$executeRaw`
    INSERT INTO companies (id, name, slug, kind, updated_at)
    SELECT 'com_' || left(hash, 26), 'Bench', left(hash, 26), 'organisation', now() FROM unnest(${hashes}::text[]) AS hash`;
  await db.$executeRaw`
    INSERT INTO plan_assignments (id, company_id, plan_id, started_at)
    SELECT 'pla_' || left(hash, 26), 'com_' || left(hash, 26), ${largest}, now() FROM unnest(${hashes}::text[]) AS hash`;
  await db.$executeRaw`
    INSERT INTO apps (id, company_id, created_by_id, name, updated_at)
    SELECT 'app_' || left(hash, 26), 'com_' || left(hash, 26), 'per_bench', 'Bench', now() FROM unnest(${hashes}::text[]) AS hash`;
  await db.$executeRaw`
    INSERT INTO api_keys (id, app_id, company_id, created_by_id, environment, name, prefix, start, hash, scopes, updated_at)
    SELECT 'key_' || left(hash, 26), 'app_' || left(hash, 26), 'com_' || left(hash, 26), 'per_bench', 'sandbox', 'bench', 'pwy_sbx', '', hash,
      '{*}', now()
    FROM unnest(${hashes}::text[]) AS hash`;
  return secrets;
}
