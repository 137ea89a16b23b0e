import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../ids";
import { useStores } from "../testing/stores";
import { clickhouse, connectClickhouse } from "./client";
import { migrateClickhouse } from "./migrate";
import { splitStatements } from "./split-statements";

const stores = useStores({ clickhouse: true });
let folder: string;
let url: string;
let database: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "waymark-migrations-"));
  // A name that has to be quoted.
  database = `${newId("event").replace("evt_", "migrate_")}-x`;
  url = Object.assign(new URL(stores.clickhouseUrl ?? ""), { pathname: `/${database}` }).toString();
  write(
    "0001_first.sql",
    "-- one; two\nCREATE TABLE a (n UInt8) ENGINE = MergeTree ORDER BY n;\nINSERT INTO a VALUES (1);\n",
  );
  write(
    "0002_second.sql",
    `CREATE TABLE b (n UInt8) ENGINE = MergeTree ORDER BY n;
     CREATE DICTIONARY d (n UInt64, v String) PRIMARY KEY n
     SOURCE(CLICKHOUSE(QUERY 'SELECT toUInt64(n) AS n, ''x;y'' AS v FROM {database}.a' {dictionary_credentials}))
     LAYOUT(HASHED()) LIFETIME(1)`,
  );
});

afterEach(async () => {
  await clickhouse().command({ query: `DROP DATABASE IF EXISTS \`${database}\` SYNC` });
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, name), text);
}

async function read(query: string): Promise<unknown[]> {
  const client = connectClickhouse(url);
  try {
    return await (await client.query({ query, format: "JSONEachRow" })).json();
  } finally {
    await client.close();
  }
}

describe("migrations of ClickHouse", () => {
  it("make the database, run each file once, in order, and note every statement", async () => {
    expect(await migrateClickhouse(url, folder)).toEqual(["0001_first.sql", "0002_second.sql"]);
    expect(await migrateClickhouse(url, folder)).toEqual([]);
    expect(await read("SELECT n FROM a")).toEqual([{ n: 1 }]);
    expect(await read("SELECT dictGet('d', 'v', toUInt64(1)) AS v")).toEqual([{ v: "x;y" }]);
    const notes =
      "SELECT name, step, steps, length(checksum) = 64 AS c, applied_at > now() - 60 AS fresh FROM waymark_migrations ORDER BY name, step";
    expect(await read(notes)).toEqual([
      { name: "0001_first.sql", step: 1, steps: 2, c: 1, fresh: 1 },
      { name: "0001_first.sql", step: 2, steps: 2, c: 1, fresh: 1 },
      { name: "0002_second.sql", step: 1, steps: 2, c: 1, fresh: 1 },
      { name: "0002_second.sql", step: 2, steps: 2, c: 1, fresh: 1 },
    ]);
  });

  it("apply what is new", async () => {
    await migrateClickhouse(url, folder);
    write("0003_third.sql", "ALTER TABLE b ADD COLUMN m String");
    expect(await migrateClickhouse(url, folder)).toEqual(["0003_third.sql"]);
  });

  it("refuse when an applied file has changed", async () => {
    await migrateClickhouse(url, folder);
    write("0001_first.sql", "CREATE TABLE other (n UInt8) ENGINE = MergeTree ORDER BY n");
    await expect(migrateClickhouse(url, folder)).rejects.toThrow("0001_first.sql has changed since it was applied");
  });

  it("go on after a failed statement once it is mended, without running the ones before again", async () => {
    write("0002_second.sql", "INSERT INTO a (n) VALUES (2); SELECT broken FROM a; INSERT INTO a (n) VALUES (3)");
    await expect(migrateClickhouse(url, folder)).rejects.toThrow("0002_second.sql, statement 2 of 3: ");
    expect(await read("SELECT n FROM a ORDER BY n")).toEqual([{ n: 1 }, { n: 2 }]);
    // The same text succeeds when what it asked for is there: here, a column.
    await connect("ALTER TABLE a ADD COLUMN broken UInt8");
    expect(await migrateClickhouse(url, folder)).toEqual(["0002_second.sql"]);
    expect(await read("SELECT n FROM a ORDER BY n")).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it("recognise the statement that was run and not noted when the process was killed in between", async () => {
    await migrateClickhouse(url, folder);
    // As a kill leaves it: the table is there, its note is not.
    for (const [name, step] of [
      ["0002_second.sql", 1],
      ["0002_second.sql", 2],
    ]) {
      await connect(
        `ALTER TABLE waymark_migrations DELETE WHERE name = '${name}' AND step = ${step} SETTINGS mutations_sync = 1`,
      );
    }
    await connect("DROP DICTIONARY d");
    expect(await migrateClickhouse(url, folder)).toEqual(["0002_second.sql"]);
    expect(await read("SELECT dictGet('d', 'v', toUInt64(1)) AS v")).toEqual([{ v: "x;y" }]);
  });

  it("do not take a table of somebody else's for their own", async () => {
    write(
      "0003_third.sql",
      "CREATE TABLE c (n UInt8) ENGINE = MergeTree ORDER BY n; CREATE TABLE a (n UInt8) ENGINE = MergeTree ORDER BY n",
    );
    await expect(migrateClickhouse(url, folder)).rejects.toThrow(/statement 2 of 2: .*already exists/);
  });
});

async function connect(query: string): Promise<void> {
  const client = connectClickhouse(url);
  await client.command({ query }).finally(() => client.close());
}

describe("splitting statements", () => {
  it("drops what is empty or only comment, and keeps comments where they stand", () => {
    expect(splitStatements(" -- a\n; SELECT 1 -- b;\n;; /* c; */ SELECT ';';\n-- end")).toEqual([
      "SELECT 1 -- b;",
      "/* c; */ SELECT ';'",
    ]);
  });
});
