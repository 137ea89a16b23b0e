import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { type ClickHouseClient, ClickHouseError } from "@clickhouse/client";
import { z } from "zod";
import { connectClickhouse, parseClickhouseUrl } from "./client";
import { splitStatements } from "./split-statements";

/** One applied statement: `step` of `steps`. A migration is done when its last step stands here. */
const history = `CREATE TABLE IF NOT EXISTS waymark_migrations (
  name String, checksum String, step UInt32, steps UInt32, applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
) ENGINE = MergeTree ORDER BY (name, step)`;

const historyRow = z.object({
  name: z.string(),
  checksum: z.string(),
  step: z.coerce.number(),
  steps: z.coerce.number(),
});

/** TABLE_, DICTIONARY_, DATABASE_ALREADY_EXISTS and "column already exists": the statement was run, its note was not written. */
const alreadyThere = new Set(["57", "387", "82", "44"]);

export class ClickhouseMigrationError extends Error {
  override name = "ClickhouseMigrationError";
}

/**
 * Applies `directory`'s `*.sql` in the order of their names to the database that `url` names (made when missing); answers the names
 * applied now. Each statement is noted as it is done, so a run that was killed half-way goes on where it stopped. Refuses when an
 * applied file has changed. The text may use `{database}` and `{dictionary_credentials}`. Callers hold the migration lock.
 */
export async function migrateClickhouse(url: string, directory: string): Promise<string[]> {
  const { origin, username, password, database } = parseClickhouseUrl(url);
  const server = connectClickhouse(withDatabase(url, "default"));
  await ensureDatabase(server, database).finally(() => server.close());
  const client = connectClickhouse(withDatabase(url, database));
  try {
    await client.command({ query: history });
    const done = await readHistory(client);
    const files = (await readdir(directory)).filter((name) => name.endsWith(".sql")).sort();
    const applied: string[] = [];
    for (const file of files) {
      const text = await readFile(path.join(directory, file), "utf8");
      const checksum = createHash("sha256").update(text).digest("hex");
      const before = done.get(file);
      if (before && before.checksum !== checksum) {
        throw new ClickhouseMigrationError(
          `${file} has changed since it was applied at ${new URL(origin).host}: write a new file instead`,
        );
      }
      if (before && before.step >= before.steps) continue;
      const credentials = await dictionaryCredentials(client, username, password);
      const sql = text
        .replaceAll("{database}", quoteName(database))
        .replaceAll("{dictionary_credentials}", credentials);
      await applySteps(client, file, checksum, splitStatements(sql), before?.step ?? 0);
      applied.push(file);
    }
    return applied;
  } finally {
    await client.close();
  }
}

async function applySteps(
  client: ClickHouseClient,
  name: string,
  checksum: string,
  statements: string[],
  from: number,
) {
  for (const [index, statement] of statements.entries()) {
    const step = index + 1;
    if (step <= from) continue;
    try {
      await client.command({ query: statement });
    } catch (error) {
      const resumed = from > 0 || step === 1;
      if (!(error instanceof ClickHouseError && resumed && step === from + 1 && alreadyThere.has(error.code))) {
        const reason = error instanceof Error ? error.message.slice(0, 500) : String(error);
        throw new ClickhouseMigrationError(`${name}, statement ${step} of ${statements.length}: ${reason}`);
      }
    }
    await client.insert({
      table: "waymark_migrations",
      values: [{ name, checksum, step, steps: statements.length }],
      columns: ["name", "checksum", "step", "steps"],
      format: "JSONEachRow",
    });
  }
}

async function readHistory(client: ClickHouseClient) {
  const result = await client.query({
    query: `SELECT h.name AS name, any(h.checksum) AS checksum, max(h.step) AS step, any(h.steps) AS steps
            FROM waymark_migrations AS h GROUP BY h.name`,
    format: "JSONEachRow",
  });
  const rows = (await result.json<unknown>()).map((row) => historyRow.parse(row));
  return new Map(rows.map((row) => [row.name, row]));
}

async function ensureDatabase(server: ClickHouseClient, database: string): Promise<void> {
  const found = await server.query({
    query: "SELECT name FROM system.databases WHERE name = {database:String}",
    query_params: { database },
    format: "JSONEachRow",
  });
  if ((await found.json()).length === 0)
    await server.command({ query: `CREATE DATABASE IF NOT EXISTS ${quoteName(database)}` });
}

/**
 * A dictionary reads its own server's table as a user of that server. The embedded engine has one user without a password, whatever
 * name its HTTP door is told, and must not be given one.
 */
async function dictionaryCredentials(client: ClickHouseClient, username: string, password: string): Promise<string> {
  const result = await client.query({ query: "SELECT currentUser() AS name", format: "JSONEachRow" });
  const [row] = await result.json<{ name: string }>();
  if (row?.name !== username) return "";
  return `USER ${quoteText(username)} PASSWORD ${quoteText(password)}`;
}

const quoteName = (name: string) => `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
const quoteText = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

function withDatabase(url: string, database: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${encodeURIComponent(database)}`;
  parsed.search = "";
  return parsed.toString();
}
