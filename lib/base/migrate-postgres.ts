import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";

/** Prisma's own number for its advisory lock, so that its command line and this migrator wait for each other. */
const migrationLock = 72_707_369;

/** As Prisma makes it (schema-engine, sql_migration_persistence). */
const history = `CREATE TABLE "_prisma_migrations" (
    "id"                    VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum"              VARCHAR(64) NOT NULL,
    "finished_at"           TIMESTAMPTZ,
    "migration_name"        VARCHAR(255) NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        TIMESTAMPTZ,
    "started_at"            TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count"   INTEGER NOT NULL DEFAULT 0
)`;

type HistoryRow = { migration_name: string; checksum: string; finished: boolean; logs: string | null };

export class PostgresMigrationError extends Error {
  override name = "PostgresMigrationError";
}

/**
 * Applies the migrations of `directory` (Prisma's layout) to `url` under the migration lock, and writes `_prisma_migrations` as
 * Prisma does, so that either can go on after the other. `meanwhile` runs under the same lock afterwards (ClickHouse has none).
 * Answers the names applied now, and those whose file was edited after it was applied (Prisma lets that pass, with a warning).
 */
export async function migratePostgres(
  url: string,
  directory: string,
  meanwhile: () => Promise<void> = async () => {},
): Promise<{ applied: string[]; edited: string[] }> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  await client.connect();
  try {
    const schema = new URL(url).searchParams.get("schema");
    if (schema) await client.query(`SET search_path TO ${client.escapeIdentifier(schema)}`);
    await takeLock(client);
    const outcome = await applyPending(client, directory);
    await meanwhile();
    return outcome;
  } finally {
    // Ends the session, and with it the lock.
    await client.end();
  }
}

async function takeLock(client: pg.Client): Promise<void> {
  // A minute: as long as another start may need for its own migrations.
  await client.query("SET statement_timeout = 60000");
  try {
    await client.query("SELECT pg_advisory_lock($1)", [migrationLock]);
  } catch {
    throw new PostgresMigrationError("another process has been migrating this database for a minute; try again later");
  }
  await client.query("SET statement_timeout = 0");
}

async function applyPending(client: pg.Client, directory: string) {
  const known = await readHistory(client);
  const failed = known.find((row) => !row.finished);
  if (failed) {
    throw new PostgresMigrationError(
      `migration ${failed.migration_name} failed earlier (${(failed.logs ?? "no log").split("\n")[0]}); ` +
        "mend the database, then mark it with `npx prisma migrate resolve`",
    );
  }
  const checksums = new Map(known.map((row) => [row.migration_name, row.checksum]));
  const applied: string[] = [];
  const edited: string[] = [];
  for (const name of await migrationNames(directory)) {
    const script = await readFile(path.join(directory, name, "migration.sql"), "utf8");
    const checksum = createHash("sha256").update(script).digest("hex");
    const before = checksums.get(name);
    if (before === undefined) {
      await applyOne(client, name, script, checksum);
      applied.push(name);
    } else if (before !== checksum) {
      edited.push(name);
    }
  }
  return { applied, edited };
}

/** One transaction for the script and its row: a process that is killed in between leaves neither. */
async function applyOne(client: pg.Client, name: string, script: string, checksum: string): Promise<void> {
  const id = randomUUID();
  const insert = `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at) VALUES ($1, $2, $3, clock_timestamp())`;
  await client.query("BEGIN");
  try {
    await client.query(insert, [id, checksum, name]);
    await client.query(script);
    await client.query(
      `UPDATE "_prisma_migrations" SET finished_at = clock_timestamp(), applied_steps_count = 1 WHERE id = $1`,
      [id],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    const reason = error instanceof Error ? error.message : String(error);
    await client.query(insert, [id, checksum, name]);
    await client.query(`UPDATE "_prisma_migrations" SET logs = $2 WHERE id = $1`, [id, reason]);
    throw new PostgresMigrationError(`migration ${name} failed: ${reason}`);
  }
}

async function readHistory(client: pg.Client): Promise<HistoryRow[]> {
  const tables = await client.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()",
  );
  if (!tables.rows.some((table) => table.name === "_prisma_migrations")) {
    if (tables.rows.length > 0) {
      throw new PostgresMigrationError(
        "the database is not empty and has no migration history: give the portal a database of its own",
      );
    }
    await client.query(history);
  }
  const rows = await client.query<HistoryRow>(
    `SELECT migration_name, checksum, finished_at IS NOT NULL AS finished, logs FROM "_prisma_migrations"
     WHERE rolled_back_at IS NULL ORDER BY started_at`,
  );
  return rows.rows;
}

async function migrationNames(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
