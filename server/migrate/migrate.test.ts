import path from "node:path";
import { createClient } from "@clickhouse/client";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { parseClickhouseUrl } from "@/lib/base/clickhouse/client";
import { acquireLock } from "../lock";
import { runProgram, temporaryFolder } from "../testing/run-program";

describe("migrate by itself", () => {
  it("migrates embedded stores, and leaves them stopped", async () => {
    const dataDir = path.join(temporaryFolder(), "data");
    const first = runProgram("migrate", { DATA_DIR: dataDir });
    expect((await first.exited).code).toBe(0);
    expect(first.text()).toContain("_foundation");
    expect(first.text()).toContain("0001_ledger.sql");

    const stores = runProgram("stores", { DATA_DIR: dataDir });
    const urls = await stores.ready;
    const client = new pg.Client({ connectionString: urls.DATABASE_URL });
    await client.connect();
    expect((await client.query("SELECT count(*)::int AS n FROM persons")).rows).toEqual([{ n: 0 }]);
    await client.end();
    const { origin, username, password, database } = parseClickhouseUrl(urls.CLICKHOUSE_URL ?? "");
    const clickhouse = createClient({ url: origin, username, password, database });
    expect(
      await (await clickhouse.query({ query: "SELECT count() AS n FROM events", format: "JSONEachRow" })).json(),
    ).toEqual([{ n: "0" }]);
    await clickhouse.close();
    stores.child.kill("SIGTERM");
    await stores.exited;

    const second = runProgram("migrate", { DATA_DIR: dataDir });
    expect((await second.exited).code).toBe(0);
    expect(second.text()).not.toContain("migrated");
  });

  it("keeps away from a directory that is in use", async () => {
    const dataDir = temporaryFolder();
    const lock = await acquireLock(dataDir);
    await expect(runProgram("migrate", { DATA_DIR: dataDir }).ready).rejects.toThrow(
      `DATA_DIR ${dataDir} is in use by process ${process.pid}`,
    );
    if ("release" in lock) await lock.release();
  });

  it("tells wrong settings in one line", async () => {
    const program = runProgram("migrate", { PORT: "x", CHDB_MEMORY_BYTES: "much" });
    expect((await program.exited).code).toBe(1);
    expect(program.text()).toBe(
      "waymark: settings: PORT must be a port, 1 to 65535; CHDB_MEMORY_BYTES must be a whole number of bytes\n",
    );
  });
});
