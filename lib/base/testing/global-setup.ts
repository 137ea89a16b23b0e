import { type ChildProcess, fork } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
// @ts-expect-error: a plain script, without types
import { bundleServer } from "../../../scripts/bundle.mjs";
import { migrateClickhouse } from "../clickhouse/migrate";
import { childEnv } from "../env";
import { migratePostgres } from "../migrate-postgres";

export type StoreUrls = { databaseUrl: string; clickhouseUrl: string };

declare module "vitest" {
  export interface ProvidedContext {
    /** Answers StoreUrls; the first request starts the embedded engines. */
    storesDoor: string;
    /** The bundled processes, `<name>.mjs`. */
    bundle: string;
  }
}

/** The database, in both stores, that each test file's own is a copy of. */
export const templateDatabase = "waymark_template";

/** Once per run: bundles server/, and starts the embedded stores for the first test file that asks for them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = path.resolve(import.meta.dirname, "../../..");
  const folder = mkdtempSync(path.join(os.tmpdir(), "waymark-test-"));
  // As root the database runs as another user, who must get in.
  await chmod(folder, 0o755);
  // In the repository and as deep as dist/server, so that the bundles find packages and migrations; one per run, because runs overlap.
  const bundle = path.join(root, ".cache", path.basename(folder));
  removeOldBundles(path.dirname(bundle));
  await bundleServer(bundle);

  let child: ChildProcess | undefined;
  let stores: Promise<StoreUrls> | undefined;
  const start = async (): Promise<StoreUrls> => {
    child = fork(path.join(bundle, "stores.mjs"), ["--disposable"], {
      env: childEnv({ DATA_DIR: folder, LOG_LEVEL: "warn", DATABASE_URL: undefined, CLICKHOUSE_URL: undefined }),
      detached: true,
    });
    const urls = await readyUrls(child);
    const database = withDatabase(urls.databaseUrl, templateDatabase);
    await runSql(urls.databaseUrl, `CREATE DATABASE ${templateDatabase}`);
    await migratePostgres(database, path.join(root, "prisma/migrations"));
    await migrateClickhouse(
      withDatabase(urls.clickhouseUrl, templateDatabase),
      path.join(root, "lib/base/clickhouse/migrations"),
    );
    return urls;
  };

  const door = createServer((_request, response) => {
    stores ??= start();
    stores.then(
      (urls) => response.end(JSON.stringify(urls)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  project.provide("storesDoor", `http://127.0.0.1:${(door.address() as AddressInfo).port}/`);
  project.provide("bundle", bundle);

  return async () => {
    door.close();
    door.closeAllConnections();
    await stores?.catch(() => {});
    const exited = new Promise((resolve) => child?.once("exit", resolve));
    if (child?.kill("SIGTERM")) await exited;
    rmSync(folder, { recursive: true, force: true });
    rmSync(bundle, { recursive: true, force: true });
  };
}

/** Of runs that were killed; none takes an hour. */
function removeOldBundles(cache: string): void {
  if (!existsSync(cache)) return;
  for (const name of readdirSync(cache).filter((entry) => entry.startsWith("waymark-test-"))) {
    const place = path.join(cache, name);
    if (Date.now() - statSync(place).mtimeMs > 3_600_000) rmSync(place, { recursive: true, force: true });
  }
}

function readyUrls(child: ChildProcess): Promise<StoreUrls> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the stores ended before they were ready (${code})`)));
    child.on("message", (message: { ready?: true; fault?: string; env?: Record<string, string> }) => {
      if (message.fault) reject(new Error(message.fault));
      const { DATABASE_URL, CLICKHOUSE_URL } = message.env ?? {};
      if (DATABASE_URL && CLICKHOUSE_URL) resolve({ databaseUrl: DATABASE_URL, clickhouseUrl: CLICKHOUSE_URL });
    });
  });
}

export async function runSql(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

export function withDatabase(url: string, database: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${database}`;
  return parsed.toString();
}
