import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { childEnv, env } from "@/lib/base/env";
import { createLogger } from "@/lib/base/log";
import { runChild } from "../child";
import { freePort } from "../free-port";
import { Keeper } from "../keeper";
import { spawnChild } from "../spawn-child";
import { type PostgresServer, startPostgres } from "./postgres-server";
import { keepSecret } from "./secrets-file";

// The embedded data: a PostgreSQL server and the chDB engine behind ClickHouse's HTTP interface, each only where no URL is set.
const settings = env();
const log = createLogger("stores", settings.LOG_LEVEL);
const { dataDir } = settings;
const database = "waymark";
const portsFile = path.join(dataDir, "ports.json");
/** For tests: durable writes off. Their data lives for seconds. */
const disposable = process.argv.includes("--disposable");

runChild(log, async () => {
  mkdirSync(dataDir, { recursive: true });
  const ports = readPorts();
  const postgres = settings.DATABASE_URL ? undefined : await startDatabase(ports.postgres);
  const clickhousePort = settings.CLICKHOUSE_URL ? undefined : await freePort(ports.clickhouse);
  const chdb = clickhousePort === undefined ? undefined : keepEngine(clickhousePort);
  await chdb?.start();
  writePorts({ postgres: postgres?.current?.port, clickhouse: clickhousePort });
  return {
    env: {
      ...(postgres?.current ? { DATABASE_URL: postgres.current.url(database) } : {}),
      ...(clickhousePort ? { CLICKHOUSE_URL: clickhouseUrl(clickhousePort) } : {}),
    },
    async stop() {
      await chdb?.stop();
      await postgres?.stop();
    },
  };
});

async function startDatabase(preferredPort: number | undefined) {
  const password = keepSecret(dataDir, "postgres");
  let told: number | undefined;
  const launch = async (): Promise<PostgresServer> => {
    const server = await startPostgres({
      directory: path.join(dataDir, "postgres"),
      password,
      preferredPort: told ?? preferredPort,
      settings: disposable
        ? ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"]
        : [],
      log,
    });
    if (told !== undefined && server.port !== told) {
      // Everybody has been told that port: somebody else sits on it for now.
      await server.stop();
      throw new Error(`port ${told} is taken`);
    }
    told = server.port;
    return server;
  };
  const keeper = new Keeper("postgres", launch, log);
  const server = await keeper.start();
  await ensureDatabase(server);
  return keeper;
}

async function ensureDatabase(server: PostgresServer): Promise<void> {
  const client = new pg.Client({ connectionString: server.url("postgres") });
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}

function keepEngine(port: number) {
  const directory = path.join(dataDir, "clickhouse");
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const config = {
    directory,
    port,
    username: "waymark",
    password: keepSecret(dataDir, "clickhouse"),
    memoryBytes: settings.CHDB_MEMORY_BYTES,
    logLevel: settings.LOG_LEVEL,
    disposable,
  };
  const launch = (signal: AbortSignal) =>
    spawnChild({
      name: "chdb",
      script: path.join(import.meta.dirname, "chdb.mjs"),
      // Its statements run on libuv's threads: enough of them that waiting ones never keep a file write from going on.
      env: childEnv({ UV_THREADPOOL_SIZE: "12" }),
      config,
      onLine: (line) => process.stdout.write(`${line}\n`),
      stopMs: 2_000,
      signal,
    });
  return new Keeper("chdb", launch, log);
}

function clickhouseUrl(port: number): string {
  return `http://waymark:${encodeURIComponent(keepSecret(dataDir, "clickhouse"))}@127.0.0.1:${port}/${database}`;
}

type Ports = { postgres?: number; clickhouse?: number };
/** Last time's ports. A file that is missing or torn only means new ones. */
function readPorts(): Ports {
  try {
    return JSON.parse(readFileSync(portsFile, "utf8")) as Ports;
  } catch {
    return {};
  }
}

function writePorts(ports: Ports): void {
  writeFileSync(portsFile, `${JSON.stringify(ports)}\n`);
}
