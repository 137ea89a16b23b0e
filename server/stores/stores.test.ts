import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createClient } from "@clickhouse/client";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { parseClickhouseUrl } from "@/lib/base/clickhouse/client";
import { isRunning, processIdentity, waitUntil } from "../process-identity";
import { type Program, runProgram, temporaryFolder } from "../testing/run-program";

type Urls = { DATABASE_URL: string; CLICKHOUSE_URL: string };

/** Durable as in earnest: these tests kill things. */
function startStores(DATA_DIR: string, settings: Record<string, string> = {}): Program {
  return runProgram("stores", { DATA_DIR, LOG_LEVEL: "info", ...settings });
}

async function sql<Row extends pg.QueryResultRow>(urls: Record<string, string>, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: urls.DATABASE_URL });
  await client.connect();
  return client
    .query<Row>(text)
    .then((result) => result.rows)
    .finally(() => client.end());
}

function engine(urls: Record<string, string>) {
  const { origin, username, password } = parseClickhouseUrl((urls as Urls).CLICKHOUSE_URL);
  return createClient({ url: origin, username, password, log: { level: 127 } });
}

const postmaster = (dataDir: string) =>
  Number(readFileSync(path.join(dataDir, "postgres/postmaster.pid"), "utf8").split("\n")[0]);

describe("the stores process", () => {
  it("starts, keeps its passwords to itself, stops cleanly and comes back with the data and the same addresses", async () => {
    const dataDir = temporaryFolder();
    const first = startStores(dataDir);
    const urls = await first.ready;
    await sql(urls, "CREATE TABLE kept AS SELECT 1 AS n");
    const client = engine(urls);
    await client.command({ query: "CREATE TABLE kept (n UInt8) ENGINE = MergeTree ORDER BY n" });
    await client.insert({ table: "kept", values: [{ n: 1 }], format: "JSONEachRow" });
    await client.close();
    expect(statSync(path.join(dataDir, "secrets.json")).mode & 0o777).toBe(0o600);
    expect(
      await sql(urls, "SELECT current_setting('fsync') AS f, current_setting('server_version_num')::int / 10000 AS v"),
    ).toEqual([{ f: "on", v: 18 }]);
    const server = postmaster(dataDir);
    first.child.kill("SIGTERM");
    expect(await first.exited).toEqual({ code: 0, signal: null });
    expect(processIdentity(server)).toBeNull();

    const second = startStores(dataDir);
    const again = await second.ready;
    expect(again).toEqual(urls);
    expect(await sql(again, "SELECT n FROM kept")).toEqual([{ n: 1 }]);
    const reopened = engine(again);
    expect(await (await reopened.query({ query: "SELECT n FROM kept", format: "JSONEachRow" })).json()).toEqual([
      { n: 1 },
    ]);
    await reopened.close();
  });

  it("starts where only its own user may go, root included, and comes back there", async () => {
    const dataDir = temporaryFolder();
    chmodSync(dataDir, 0o700);
    const first = startStores(dataDir);
    await sql(await first.ready, "CREATE TABLE kept AS SELECT 1 AS n");
    first.child.kill("SIGKILL");
    await first.exited;
    const second = startStores(dataDir);
    expect(await sql(await second.ready, "SELECT n FROM kept")).toEqual([{ n: 1 }]);
    second.child.kill("SIGTERM");
    await second.exited;
    expect(await sql(await startStores(dataDir).ready, "SELECT n FROM kept")).toEqual([{ n: 1 }]);
  });

  it("killed with -9 leaves a PostgreSQL that the next one adopts, with every committed row", async () => {
    const dataDir = temporaryFolder();
    const first = startStores(dataDir);
    const urls = await first.ready;
    const server = postmaster(dataDir);
    await sql(urls, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n");
    const client = engine(urls);
    await client.command({ query: "CREATE TABLE kept (n UInt32) ENGINE = MergeTree ORDER BY n" });
    await client.insert({
      table: "kept",
      values: Array.from({ length: 1000 }, (_, n) => ({ n })),
      format: "JSONEachRow",
    });
    await client.close();
    first.child.kill("SIGKILL");
    await first.exited;
    expect(processIdentity(server)).not.toBeNull();

    const second = startStores(dataDir);
    const again = await second.ready;
    expect(again).toEqual(urls);
    expect(postmaster(dataDir)).toBe(server);
    expect(second.text()).toContain("adopted");
    expect(await sql(again, "SELECT count(*)::int AS n FROM kept")).toEqual([{ n: 1000 }]);
    const reopened = engine(again);
    expect(
      await (await reopened.query({ query: "SELECT toUInt32(count()) AS n FROM kept", format: "JSONEachRow" })).json(),
    ).toEqual([{ n: 1000 }]);
    await reopened.close();
    second.child.kill("SIGTERM");
    await second.exited;
    // What was adopted is also stopped.
    expect(processIdentity(server)).toBeNull();
  });

  it("ends by itself, cleanly, when its parent is gone", async () => {
    const dataDir = temporaryFolder();
    const program = startStores(dataDir);
    await program.ready;
    const server = postmaster(dataDir);
    program.child.disconnect();
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(processIdentity(server)).toBeNull();
  });

  it("brings back a PostgreSQL and an engine that were killed, at the same addresses", async () => {
    const dataDir = temporaryFolder();
    const program = startStores(dataDir);
    const urls = await program.ready;
    await sql(urls, "CREATE TABLE kept AS SELECT 7 AS n");
    const server = postmaster(dataDir);
    process.kill(server, "SIGKILL");
    await expect.poll(() => sql(urls, "SELECT n FROM kept").catch(() => null), { timeout: 15_000 }).toEqual([{ n: 7 }]);
    expect(postmaster(dataDir)).not.toBe(server);

    const client = engine(urls);
    await client.command({ query: "CREATE TABLE kept (n UInt32) ENGINE = MergeTree ORDER BY n" });
    const chdb = Number(
      /"process":"chdb","pid":(\d+)/.exec(program.text())?.[1] ?? (await childOf(program.child.pid ?? 0)),
    );
    process.kill(chdb, "SIGKILL");
    await expect
      .poll(
        () =>
          client.command({ query: "INSERT INTO kept VALUES (1)" }).then(
            () => "ok",
            () => null,
          ),
        { timeout: 15_000 },
      )
      .toBe("ok");
    await client.close();
  });

  it("removes a postmaster.pid that a reboot left, whoever has the number now", async () => {
    const dataDir = temporaryFolder();
    const first = startStores(dataDir);
    await first.ready;
    const file = path.join(dataDir, "postgres/postmaster.pid");
    const text = readFileSync(file, "utf8");
    first.child.kill("SIGTERM");
    await first.exited;
    // Our own number: a process that runs and is no PostgreSQL.
    writeFileSync(file, text.replace(/^\d+/, String(process.pid)));
    const second = startStores(dataDir);
    expect(await sql(await second.ready, "SELECT 1 AS n")).toEqual([{ n: 1 }]);
  });

  it("gives the database a new password when its own was lost", async () => {
    const dataDir = temporaryFolder();
    const first = startStores(dataDir);
    await sql(await first.ready, "CREATE TABLE kept AS SELECT 7 AS n");
    first.child.kill("SIGTERM");
    await first.exited;
    rmSync(path.join(dataDir, "secrets.json"));
    const second = startStores(dataDir);
    expect(await sql(await second.ready, "SELECT n FROM kept")).toEqual([{ n: 7 }]);
  });

  it("tells in one line that its secrets or its data cannot be used", async () => {
    const dataDir = temporaryFolder();
    writeFileSync(path.join(dataDir, "secrets.json"), "{ not json");
    await expect(startStores(dataDir).ready).rejects.toThrow(/secrets\.json cannot be read: restore it/);
    rmSync(path.join(dataDir, "secrets.json"));
    const first = startStores(dataDir);
    await first.ready;
    first.child.kill("SIGTERM");
    await first.exited;
    writeFileSync(path.join(dataDir, "postgres/PG_VERSION"), "15\n");
    await expect(startStores(dataDir).ready).rejects.toThrow(/data of PostgreSQL 15, and this release brings 18/);
  });

  it("refuses a query above the memory cap and goes on serving", async () => {
    const program = startStores(temporaryFolder(), { CHDB_MEMORY_BYTES: String(200 * 1024 * 1024) });
    const client = engine(await program.ready);
    const greedy = client.query({ query: "SELECT uniqExact(number) FROM numbers(200000000)", format: "JSONEachRow" });
    await expect(greedy).rejects.toMatchObject({ code: "241", type: "MEMORY_LIMIT_EXCEEDED" });
    await client.command({ query: "CREATE TABLE after (n UInt32) ENGINE = MergeTree ORDER BY n" });
    await client.insert({ table: "after", values: [{ n: 1 }], format: "JSONEachRow" });
    expect(await (await client.query({ query: "SELECT n FROM after", format: "JSONEachRow" })).json()).toEqual([
      { n: 1 },
    ]);
    expect(program.text()).not.toContain("ended; starting it again");
    const caps = "SELECT toUInt64(value) AS cap FROM system.server_settings WHERE name = 'max_server_memory_usage'";
    expect(await (await client.query({ query: caps, format: "JSONEachRow" })).json()).toEqual([
      { cap: String(200 * 1024 * 1024) },
    ]);
    await client.close();
  });
});

/** The engine is the only Node process whose parent is the stores process. */
async function childOf(parent: number): Promise<number> {
  const { readdirSync } = await import("node:fs");
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const ppid = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      if (ppid === parent && readFileSync(`/proc/${name}/cmdline`, "utf8").includes("chdb.mjs")) return Number(name);
    } catch {
      // It has ended meanwhile.
    }
  }
  throw new Error("no engine found");
}

it("tells a process from another with the same number", async () => {
  const identity = processIdentity(process.pid) ?? "";
  expect(isRunning(identity)).toBe(true);
  expect(isRunning(`${process.pid}@1`)).toBe(false);
  expect(await waitUntil(() => false, 50)).toBe(false);
});
