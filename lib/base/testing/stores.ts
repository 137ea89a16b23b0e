import { afterAll, beforeAll, inject } from "vitest";
import { closeClickhouse, connectClickhouse } from "../clickhouse/client";
import { setEnv } from "../env";
import { newId } from "../ids";
import { closePostgres } from "../postgres";
import { copyClickhouse } from "./copy-clickhouse";
import { runSql, type StoreUrls, templateDatabase, withDatabase } from "./global-setup";

type Choice = { postgres?: boolean; clickhouse?: boolean; env?: Record<string, string> };

/**
 * Gives this test file databases of its own, migrated and empty, on the run's embedded engines: `postgres()`, `clickhouse()` and
 * `runQuery` then work on them. Dropped after the file. `env` are further settings for this file.
 */
export function useStores(choice: Choice = { postgres: true, clickhouse: true }): Partial<StoreUrls> {
  const mine: Partial<StoreUrls> = {};
  const name = newId("event").replace("evt_", "test_");
  let urls: StoreUrls;

  beforeAll(async () => {
    const answer = await fetch(inject("storesDoor"));
    if (!answer.ok) throw new Error(await answer.text());
    urls = (await answer.json()) as StoreUrls;
    if (choice.postgres) {
      await runSql(urls.databaseUrl, `CREATE DATABASE ${name} TEMPLATE ${templateDatabase}`);
      mine.databaseUrl = withDatabase(urls.databaseUrl, name);
    }
    if (choice.clickhouse) {
      mine.clickhouseUrl = withDatabase(urls.clickhouseUrl, name);
      await copyClickhouse(urls.clickhouseUrl, name);
    }
    setEnv({
      NEXTAUTH_SECRET: "a-secret-for-tests-only",
      LOG_LEVEL: "silent",
      DATABASE_URL: mine.databaseUrl,
      CLICKHOUSE_URL: mine.clickhouseUrl,
      ...choice.env,
    });
  });

  afterAll(async () => {
    await Promise.all([closePostgres(), closeClickhouse()]);
    if (mine.databaseUrl) await runSql(urls.databaseUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    if (mine.clickhouseUrl) {
      const client = connectClickhouse(withDatabase(urls.clickhouseUrl, "default"));
      await client.command({ query: `DROP DATABASE IF EXISTS ${name} SYNC` }).finally(() => client.close());
    }
  });

  return mine;
}
