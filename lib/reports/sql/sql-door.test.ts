import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { env, setEnv } from "@/lib/base/env";
import { PortalError } from "@/lib/base/errors";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { append, event, reloadLinks } from "../testing/ledger";
import { march } from "../testing/march";
import { checkSql } from "./check-sql";
import { ensureViews, viewsDatabase } from "./ensure-views";
import { askEngine, closeReader } from "./internal/ask-engine";
import { runSql } from "./run-sql";
import { sqlViews } from "./views";
import { writeViews } from "./write-views";

useStores();
const mia = { kind: "person", id: "per_mia" } as const;
let turn = 0;
/** As somebody new each time: how many one person may ask is tested by itself. */
const ask = (sql: string) => runSql(postgres(), sql, { kind: "person", id: `per_${turn++}` });
const rowsOf = async (sql: string) => (await ask(sql)).rows;
const refusal = (asked: Promise<unknown>) =>
  asked.then(
    (answer) => `answered ${JSON.stringify(answer).slice(0, 200)}`,
    (error: unknown) => {
      if (!(error instanceof PortalError)) throw error;
      return error.errors[0]?.detail ?? `${error.code}: ${error.message}`;
    },
  );

beforeAll(async () => {
  await append([
    ...march,
    event(
      "2026-03-11T10:00:00Z",
      "search_performed",
      { visitor: "v1" },
      { query: "mail ada@acme.example now", results: 0 },
    ),
    event(
      "2026-03-12T10:00:00Z",
      "visitor_identified",
      { visitor: "v1", person: "per_ada" },
      { traits: { name: "Ada" } },
    ),
  ]);
  await reloadLinks();
  // Twice: a start finds them there.
  for (const _ of [1, 2]) await ensureViews(env().CLICKHOUSE_URL as string);
});
afterAll(async () => {
  await closeReader();
  await clickhouse().command({
    query: `DROP DATABASE IF EXISTS ${viewsDatabase(env().CLICKHOUSE_URL as string)} SYNC`,
  });
});

describe("the SQL door answers", () => {
  it("with names and types, identity resolved: Ada's page views before she signed up are hers", async () => {
    const answer = await ask(`-- how many
      SELECT person_id, count() AS "page views" FROM waymark.events
      WHERE name = 'page_viewed' AND audience = 'human' AND visitor_id = 'v1' GROUP BY person_id;`);
    expect(answer).toMatchObject({
      columns: [
        { name: "person_id", type: "String" },
        { name: "page views", type: "UInt64" },
      ],
      rows: [["per_ada", "2"]],
    });
  });

  it("joins, windows, common tables, sets and arrays over the views, with and without their prefix", async () => {
    expect(
      await rowsOf(`WITH firsts AS (SELECT company_id, min(first_at) AS at FROM waymark.milestones WHERE stage = 'first_live_2xx' GROUP BY company_id)
        SELECT f.company_id, waymark.touches.utm_campaign, row_number() OVER (ORDER BY f.at) AS n
        FROM firsts AS f JOIN waymark.touches ON waymark.touches.company_id = f.company_id
        WHERE f.company_id IN (SELECT company_id FROM calls WHERE environment = 'live') AND utm_campaign <> ''`),
    ).toEqual([["com_acme", "launch", "1"]]);
    expect(
      await rowsOf("SELECT arrayMap(x -> x + 1, [1, 2])[2] AS a, 'it''s; -- not a comment' AS b, 7::String AS c"),
    ).toEqual([[3, "it's; -- not a comment", "7"]]);
    expect(
      await rowsOf("SELECT sum(calls), sum(valuable_calls) FROM waymark.calls_daily WHERE environment = 'live'"),
    ).toEqual([["1", "1"]]);
    expect(
      await rowsOf(
        "SELECT events, visitors FROM waymark.events_daily WHERE name = 'page_viewed' AND day = '2026-03-02'",
      ),
    ).toEqual([["2", "1"]]);
  });

  it("shows no e-mail address, trait, end user or secret", async () => {
    expect(
      await rowsOf("SELECT JSONExtractString(properties, 'query') FROM waymark.events WHERE name = 'search_performed'"),
    ).toEqual([["mail (e-mail) now"]]);
    expect(await rowsOf("SELECT properties FROM waymark.events WHERE name = 'visitor_identified'")).toEqual([["{}"]]);
    const [[endUser]] = (await rowsOf("SELECT end_user FROM waymark.calls WHERE environment = 'live'")) as [[string]];
    expect(endUser).toMatch(/^[0-9a-f]{10,16}$/);
  });

  it("describes every column as it is", async () => {
    for (const { name, columns } of sqlViews) {
      const { meta } = await askEngine(`SELECT * FROM ${name} LIMIT 0`);
      expect(meta, name).toEqual(columns.map((column) => ({ name: column.name, type: column.type })));
    }
  });
});

test("the docs have every column as it is described", () => {
  const page = readFileSync("content/docs/guide/marketers/sql.mdx", "utf8");
  expect(page.slice(page.indexOf("### waymark."))).toBe(`${writeViews()}\n`);
});

/** Each class of attack with ways to write it; every one must be refused before it is run. */
const attacks: Record<string, string[]> = {
  "another statement": [
    "DROP TABLE events",
    "SELECT 1; SELECT 2",
    "SELECT 1; DROP VIEW events",
    "INSERT INTO events SELECT 1",
    "ALTER TABLE events DELETE WHERE 1",
    "CREATE TABLE x (a UInt8) ENGINE = Memory",
    "SET readonly = 0",
    "USE system",
    "GRANT ALL ON *.* TO default",
    "KILL QUERY WHERE 1",
    "SYSTEM SHUTDOWN",
    "SHOW TABLES",
    "DESCRIBE TABLE system.users",
    "EXPLAIN SELECT 1",
    "ATTACH TABLE x",
    "BACKUP DATABASE default TO Disk('d', 'x')",
    "RENAME TABLE a TO b",
    "OPTIMIZE TABLE events",
    "CHECK TABLE events",
    "EXISTS TABLE system.one",
    "WATCH events",
    "",
    ";",
  ],
  "out of the parentheses": [
    "SELECT 1) UNION ALL (SELECT 2",
    "SELECT 1) INTO OUTFILE '/tmp/waymark-attack' --",
    "SELECT 1) FORMAT Null /*",
    "SELECT 1 /* ) */ ) --",
  ],
  "where the answer goes, and how": [
    "SELECT 1 INTO OUTFILE '/tmp/waymark-attack'",
    "SELECT 1 FORMAT JSON",
    "SELECT 1 SETTINGS readonly = 0",
    "SELECT * FROM (SELECT 1 SETTINGS max_execution_time = 0)",
    "SELECT * FROM events SETTINGS/**/max_memory_usage = 0",
    "SELECT 1 in\u0074o outfile 'x'",
  ],
  "table functions": [
    "SELECT * FROM url('http://127.0.0.1/', CSV, 'a String')",
    "SELECT * FROM file('/etc/passwd', 'LineAsString')",
    "SELECT * FROM s3('https://x.example/a.csv')",
    "SELECT * FROM remote('127.0.0.1', system.users)",
    "SELECT * FROM remoteSecure('127.0.0.1:9440', system, one)",
    "SELECT * FROM cluster('default', system.one)",
    "SELECT * FROM mysql('h:1', 'd', 't', 'u', 'p')",
    "SELECT * FROM postgresql('h:1', 'd', 't', 'u', 'p')",
    "SELECT * FROM jdbc('x', 'y')",
    "SELECT * FROM executable('id', TSV, 'a String')",
    "SELECT * FROM numbers(10)",
    "SELECT * FROM merge('.*', '.*')",
    "SELECT * FROM dictionary('visitor_alias')",
    "SELECT * FROM view(SELECT 1)",
    "SELECT * FROM values('a UInt8', 1)",
    "SELECT * FROM input('a UInt8')",
    "SELECT * FROM python('x')",
    "SELECT * FROM hdfs('hdfs://h/x')",
    "SELECT * FROM azureBlobStorage('x')",
    "SELECT * FROM mergeTreeIndex(currentDatabase(), 'events')",
    "SELECT * FROM loop(events)",
    "SELECT * FROM events WHERE 1 IN (SELECT 1 FROM fileCluster('c', 'x'))",
    "SELECT (SELECT count() FROM url('http://127.0.0.1/'))",
    "WITH x AS (SELECT * FROM file('/etc/passwd')) SELECT 1 FROM events",
  ],
  "tables that are no views": [
    "SELECT * FROM system.users",
    "SELECT * FROM system . processes",
    "SELECT * FROM `system`.`one`",
    'SELECT * FROM "system"."one"',
    "SELECT * FROM INFORMATION_SCHEMA.tables",
    "SELECT * FROM waymark.quarantine",
    "SELECT * FROM traits",
    "SELECT * FROM {database}.events",
    "SELECT * FROM waymark.waymark.events",
    "SELECT * FROM waymark.system.one",
    "SELECT (SELECT count() FROM system.tables)",
    "SELECT 1 FROM events WHERE 1 IN system.one",
    "SELECT 1 IN system.one",
    "SELECT (SELECT 'a\n  Literal 1' IN system.one)",
    "SELECT 1 NOT IN (SELECT 1 FROM system.one)",
    "SELECT 1 FROM events JOIN system.one ON 1 = 1",
    "SELECT 1 FROM events, system.one",
    "SELECT 1 UNION ALL SELECT dummy FROM system.one",
    "SELECT 1 WHERE EXISTS (SELECT * FROM system.one)",
    "WITH system AS (SELECT 1 AS one) SELECT * FROM system.one",
  ],
  "functions that reach further": [
    "SELECT file('/etc/passwd')",
    "SELECT dictGet('visitor_alias', 'person_id', toUInt64(1))",
    "SELECT DICTGET('visitor_alias', 'person_id', toUInt64(1))",
    "SELECT dictGetOrDefault('a', 'b', 1, 2)",
    "SELECT dictHas('visitor_alias', toUInt64(1))",
    "SELECT joinGet('a', 'b', 1)",
    "SELECT hasColumnInTable('127.0.0.1', 'system', 'users', 'name')",
    "SELECT sleep(3)",
    "SELECT sleepEachRow(1) FROM events",
    "SELECT getSetting('readonly')",
    "SELECT getServerSetting('x')",
    "SELECT getMacro('x')",
    "SELECT getClientHTTPHeader('authorization')",
    "SELECT hostName()",
    "SELECT currentUser(), currentDatabase()",
    "SELECT user()",
    "SELECT serverUUID(), version(), uptime(), tcpPort()",
    "SELECT filesystemAvailable()",
    "SELECT catboostEvaluate('/x', 1)",
    "SELECT aiGenerate('x', 'y')",
    "SELECT generateSerialID('x')",
    "SELECT addressToLine(1)",
    "SELECT initializeAggregation('count', 1)",
    "SELECT chdb('x')",
    "SELECT encrypt('aes-128-ecb', 'a', 'b')",
    "SELECT countMerge(x) FROM events",
    "SELECT arrayMap(x -> file(x), ['/etc/passwd'])",
    "SELECT * APPLY(sum) FROM events",
    "SELECT COLUMNS('.*') FROM events",
    "SELECT @@version",
    "SELECT getSubcolumn(1, 'a')",
  ],
  "ways to be read differently": [
    "SELECT {x:String}",
    "SELECT $tag$ a $tag$",
    "SELECT 'a\\",
    "SELECT 'unclosed",
    'SELECT 1 AS "a\\"b"',
    "SELECT 1 AS `a\n TableIdentifier x`",
    "SELECT 1 AS `a (children 1)`",
    "SELECT \u2018a\u2019",
    "SELECT 1 # comment",
    "SELECT 1 /* open",
    "SELECT\u00a01",
    "\ufeffSELECT 1",
    `SELECT ${"(".repeat(400)}1${")".repeat(400)}`,
  ],
};

describe("the SQL door refuses", () => {
  it.each(Object.entries(attacks))("%s", async (_, queries) => {
    const { pathname } = new URL(env().CLICKHOUSE_URL as string);
    const answers = await Promise.all(
      queries.map(async (sql) => [sql, await refusal(checkSql(sql.replace("{database}", pathname.slice(1))))]),
    );
    expect(answers.filter(([, answer]) => /^(answered|unavailable|internal)/.test(answer as string))).toEqual([]);
  });
});

describe("caps", () => {
  it.each([
    ["SELECT a.event_id FROM events AS a, events AS b, events AS c, events AS d", /more than 10000 rows|memory/],
    ["SELECT arrayJoin(range(20000)) AS n", /more than 10000 rows .* add a LIMIT/],
    [
      "SELECT length(repeat('a', 1000000000)) AS n, groupArray(repeat(event_id, 10000000)) FROM events",
      /memory|large|size|too/i,
    ],
    [
      "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT count() FROM r",
      /RECURSIVE is not part/,
    ],
  ])("%s", async (sql, words) => {
    expect(await refusal(ask(sql))).toMatch(words);
  });

  it.each([false, true])(
    "holds by itself what no check has seen: nothing is written, no setting changed (a user of the reader's own: %s)",
    async (ownUser) => {
      const { NEXTAUTH_SECRET, LOG_LEVEL, DATABASE_URL, CLICKHOUSE_URL } = env();
      const settings = { NEXTAUTH_SECRET, LOG_LEVEL, DATABASE_URL, CLICKHOUSE_URL };
      await closeReader();
      // One whose profile forgot to say that it is read-only.
      if (ownUser) setEnv({ ...settings, CLICKHOUSE_READER_URL: CLICKHOUSE_URL });
      const database = viewsDatabase(CLICKHOUSE_URL as string);
      for (const statement of [
        `CREATE TABLE ${database}.x (a UInt8) ENGINE = Memory`,
        `DROP VIEW ${database}.events`,
        "SET readonly = 0",
        "SELECT 1 SETTINGS max_result_rows = 0",
      ]) {
        expect(await refusal(askEngine(statement)), statement).toMatch(/readonly|Cannot|not allowed|Syntax/i);
      }
      await closeReader();
      setEnv(settings);
    },
  );

  it("one query at a time, twenty a minute, all of them in the audit log", async () => {
    const run = (sql: string) => runSql(postgres(), sql, mia);
    const running = await postgres().sqlRun.create({ data: { id: "sql_1", actor: "person:per_mia", sql: "SELECT 2" } });
    expect(await refusal(run("SELECT 1"))).toMatch(/^rate_limited: Your query before this one is still running/);
    await postgres().sqlRun.update({ where: { id: running.id }, data: { endedAt: new Date() } });
    expect((await run("SELECT 1")).rows).toEqual([[1]]);
    expect(await refusal(run("DROP TABLE events"))).toContain("SELECT");
    for (let at = 3; at < 20; at++)
      await postgres().sqlRun.create({
        data: { id: `sql_x${at}`, actor: "person:per_mia", sql: "", endedAt: new Date() },
      });
    await expect(run("SELECT 1")).rejects.toMatchObject({
      code: "rate_limited",
      headers: { "retry-after": expect.any(String) },
    });
    const entries = await postgres().auditEntry.findMany({ where: { actorId: "per_mia" }, orderBy: { id: "asc" } });
    expect(entries).toMatchObject([
      { action: "sql.run", after: { sql: "SELECT 1", rows: 1 } },
      { action: "sql.run", after: { sql: "DROP TABLE events", refused: expect.any(String) } },
    ]);
  });
});
