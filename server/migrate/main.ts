import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ClickHouseError } from "@clickhouse/client";
import { ClickhouseMigrationError, migrateClickhouse } from "@/lib/base/clickhouse/migrate";
import { childEnv, type Env, EnvError, env } from "@/lib/base/env";
import { createLogger } from "@/lib/base/log";
import { migratePostgres, PostgresMigrationError } from "@/lib/base/migrate-postgres";
import { ensureViews } from "@/lib/reports/sql/ensure-views";
import { runChild, StartFault } from "../child";
import { acquireLock } from "../lock";
import { spawnChild } from "../spawn-child";
import { checkDataDir } from "../start/check-ground";

// Brings both stores up to this release, once, and ends. Under `start` the URLs are always set; by itself (`npm run migrate`) the
// embedded stores are started for it.
const settings = readSettings();
const log = createLogger("migrate", settings.LOG_LEVEL);
/** `dist/server` lies two below the root. */
const root = path.resolve(import.meta.dirname, "../..");
/** How long a store may take to be reachable: beside us, it may be starting too. A wrong address is told after it. */
const patienceMs = 7_000;

runChild(log, async () => {
  await withStores(settings, async ({ DATABASE_URL, CLICKHOUSE_URL }) => {
    await reachable("DATABASE_URL", () =>
      migratePostgres(DATABASE_URL, path.join(root, "prisma/migrations"), async () => {
        await reachable("CLICKHOUSE_URL", async () => {
          const applied = await migrateClickhouse(CLICKHOUSE_URL, path.join(root, "lib/base/clickhouse/migrations"));
          if (applied.length) log.info({ applied }, "ClickHouse migrated");
          // A user with rights on one database only: everything but the SQL door works.
          await ensureViews(CLICKHOUSE_URL).catch((error: unknown) => {
            if (!(error instanceof ClickHouseError)) throw error;
            log.warn({ reason: error.message.slice(0, 200) }, "the SQL door has no views: its database cannot be made");
          });
        });
      }),
    ).then(({ applied, edited }) => {
      if (applied.length) log.info({ applied }, "PostgreSQL migrated");
      if (edited.length) log.warn({ edited }, "migrations were edited after they were applied");
    });
  });
  // `ready` means done here; the process ends when its channel closes or right away without one.
  setTimeout(() => process.exit(0), 20);
  return { stop: async () => {} };
});

function readSettings(): Env {
  try {
    return env();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`waymark: ${error.message}\n`);
    process.exit(1);
  }
}

type Urls = { DATABASE_URL: string; CLICKHOUSE_URL: string };

async function withStores(given: Env, act: (urls: Urls) => Promise<void>): Promise<void> {
  if (given.DATABASE_URL && given.CLICKHOUSE_URL) return act(given as Urls);
  checkDataDir(given.dataDir);
  const lock = await acquireLock(given.dataDir);
  if ("heldBy" in lock)
    throw new StartFault(`DATA_DIR ${given.dataDir} is in use by process ${lock.heldBy}, which has migrated it`);
  const stores = await spawnChild({
    name: "stores",
    script: path.join(import.meta.dirname, "stores.mjs"),
    env: childEnv({}),
    onLine: (line) => process.stdout.write(`${line}\n`),
    stopMs: 8_000,
  });
  try {
    await act({ ...given, ...stores.env } as Urls);
  } finally {
    await stores.stop();
    await lock.release();
  }
}

/** Tries until `act` gets through to its store; what the store itself refuses is told at once. */
async function reachable<T>(setting: string, act: () => Promise<T>): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (error instanceof StartFault) throw error;
      if (error instanceof PostgresMigrationError || error instanceof ClickhouseMigrationError)
        throw new StartFault(error.message);
      const code = (error as { code?: string }).code ?? "";
      const reason = error instanceof Error ? error.message || code : String(error);
      const answered = error instanceof ClickHouseError || /^[0-9A-Z]{5}$/.test(code);
      // 57P03: a PostgreSQL that is starting says so.
      if ((answered && code !== "57P03") || Date.now() >= end) throw new StartFault(`${setting}: ${reason}`);
      log.debug({ setting, reason }, "not reachable yet");
      await sleep(500);
    }
  }
}
