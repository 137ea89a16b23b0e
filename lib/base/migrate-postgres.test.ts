import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaPGlite } from "pglite-prisma-adapter";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
// @ts-expect-error: a plain script, without types
import { noFilters, openSchemaEngine, readMigrations, readSchema } from "../../scripts/schema-engine.mjs";
import { newId } from "./ids";
import { migratePostgres } from "./migrate-postgres";
import { runSql, withDatabase } from "./testing/global-setup";
import { useStores } from "./testing/stores";

const stores = useStores({ postgres: true });
const ours = path.resolve(import.meta.dirname, "../../prisma/migrations");
let name: string;
let url: string;
let folder: string;

beforeEach(async () => {
  name = newId("event").replace("evt_", "migrate_");
  await runSql(stores.databaseUrl ?? "", `CREATE DATABASE ${name}`);
  url = withDatabase(stores.databaseUrl ?? "", name);
  folder = mkdtempSync(path.join(os.tmpdir(), "waymark-migrations-"));
  write("20260101000000_first", "CREATE TABLE a (n int);\nINSERT INTO a VALUES (1);\n");
  write("20260102000000_second", "CREATE TABLE b (n int);\n");
});

afterEach(async () => {
  await runSql(stores.databaseUrl ?? "", `DROP DATABASE ${name} WITH (FORCE)`);
  rmSync(folder, { recursive: true, force: true });
});

function write(migration: string, sql: string): void {
  mkdirSync(path.join(folder, migration), { recursive: true });
  writeFileSync(path.join(folder, migration, "migration.sql"), sql);
}

async function read(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client
    .query(sql)
    .then((result) => result.rows)
    .finally(() => client.end());
}

const historyRows = () =>
  read(`SELECT length(id) AS id, checksum, migration_name, logs, rolled_back_at, applied_steps_count,
               finished_at >= started_at AS finished FROM _prisma_migrations ORDER BY migration_name`);
const historyColumns = () =>
  read(`SELECT column_name, data_type, character_maximum_length, is_nullable, column_default FROM information_schema.columns
        WHERE table_name = '_prisma_migrations' ORDER BY ordinal_position`);

describe("migrations of PostgreSQL", () => {
  it("apply each once, in order", async () => {
    expect(await migratePostgres(url, folder)).toEqual({
      applied: ["20260101000000_first", "20260102000000_second"],
      edited: [],
    });
    expect(await migratePostgres(url, folder)).toEqual({ applied: [], edited: [] });
    expect(await read("SELECT n FROM a")).toEqual([{ n: 1 }]);
  });

  it("tell which files were edited after they were applied", async () => {
    await migratePostgres(url, folder);
    write("20260102000000_second", "CREATE TABLE b (n bigint);\n");
    expect(await migratePostgres(url, folder)).toEqual({ applied: [], edited: ["20260102000000_second"] });
  });

  it("leave nothing of a failed one but its row, and refuse from then on", async () => {
    write("20260103000000_third", "CREATE TABLE c (n int); SELECT nothing FROM c;");
    await expect(migratePostgres(url, folder)).rejects.toThrow(
      'migration 20260103000000_third failed: column "nothing" does not exist',
    );
    expect(await read("SELECT to_regclass('c') AS c, to_regclass('b')::text AS b")).toEqual([{ c: null, b: "b" }]);
    await expect(migratePostgres(url, folder)).rejects.toThrow(
      /20260103000000_third failed earlier \(column "nothing"/,
    );
    // As `prisma migrate resolve --rolled-back` does.
    await read("UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL");
    write("20260103000000_third", "CREATE TABLE c (n int);");
    expect((await migratePostgres(url, folder)).applied).toEqual(["20260103000000_third"]);
  });

  it("refuse a database that is somebody else's", async () => {
    await runSql(url, "CREATE TABLE theirs (n int)");
    await expect(migratePostgres(url, folder)).rejects.toThrow(
      "the database is not empty and has no migration history",
    );
  });

  it("run one at a time, and what goes with them under the same lock", async () => {
    const events: string[] = [];
    const run = (who: string) =>
      migratePostgres(url, folder, async () => {
        events.push(`${who} in`);
        await new Promise((resolve) => setTimeout(resolve, 50));
        events.push(`${who} out`);
      });
    const results = await Promise.all([run("a"), run("b"), run("c")]);
    expect(results.map((result) => result.applied.length).sort()).toEqual([0, 0, 2]);
    for (let i = 0; i < events.length; i += 2) expect(events[i + 1]).toBe(events[i]?.replace("in", "out"));
  });
});

describe("Prisma's own engine", () => {
  type Engine = Record<string, (input: unknown) => Promise<unknown>> & { free(): void };

  async function withEngine(act: (engine: Engine) => Promise<void>): Promise<void> {
    // A pool of ours, because it has to be ended: its session holds the migration lock.
    const pool = new pg.Pool({ connectionString: url });
    const engine: Engine = await openSchemaEngine(new PrismaPg(pool));
    await act(engine).finally(() => engine.free());
    await pool.end();
  }

  it("writes the rows and the table that we write", async () => {
    await withEngine(async (engine) => {
      await engine.applyMigrations?.({ migrationsList: readMigrations(folder), filters: noFilters });
    });
    const theirs = { rows: await historyRows(), columns: await historyColumns() };
    expect(theirs.rows).toHaveLength(2);
    await runSql(stores.databaseUrl ?? "", `DROP DATABASE ${name} WITH (FORCE)`);
    await runSql(stores.databaseUrl ?? "", `CREATE DATABASE ${name}`);
    await migratePostgres(url, folder);
    expect({ rows: await historyRows(), columns: await historyColumns() }).toEqual(theirs);
  });

  it("finds a database of ours up to date, and we one of its", async () => {
    await migratePostgres(url, ours);
    await withEngine(async (engine) => {
      const again = await engine.applyMigrations?.({ migrationsList: readMigrations(ours), filters: noFilters });
      expect(again).toEqual({ appliedMigrationNames: [] });
      const diagnosis = { migrationsList: readMigrations(ours), optInToShadowDatabase: false, filters: noFilters };
      expect(await engine.diagnoseMigrationHistory?.(diagnosis)).toMatchObject({
        editedMigrationNames: [],
        failedMigrationNames: [],
        hasMigrationsTable: true,
        history: null,
      });
    });
    await runSql(url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    await withEngine(async (engine) => {
      await engine.applyMigrations?.({ migrationsList: readMigrations(ours), filters: noFilters });
    });
    expect(await migratePostgres(url, ours)).toEqual({ applied: [], edited: [] });
  });

  it("finds nothing in prisma/schema that prisma/migrations do not make", async () => {
    const engine: Engine = await openSchemaEngine(new PrismaPGlite(new PGlite()));
    const difference = await engine.diff?.({
      from: { tag: "migrations", ...readMigrations(ours) },
      to: { tag: "schemaDatamodel", ...readSchema() },
      script: true,
      exitCode: null,
      filters: noFilters,
    });
    expect(difference).toMatchObject({ stdout: "-- This is an empty migration.\n" });
  });
});

it("keeps the checksum of each file as it is in the repository", async () => {
  await migratePostgres(url, ours);
  const directories = readdirSync(ours, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const expected = directories.map((entry) =>
    createHash("sha256")
      .update(readFileSync(path.join(ours, entry.name, "migration.sql")))
      .digest("hex"),
  );
  expect((await historyRows()).map((row) => row.checksum)).toEqual(expected);
});
