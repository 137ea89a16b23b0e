import { Readable } from "node:stream";
import { type ClickHouseClient, ClickHouseError, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseClickhouseUrl } from "@/lib/base/clickhouse/client";
import { useStores } from "@/lib/base/testing/stores";

// The client as it comes from npm, with nothing of ours around it.
const stores = useStores({ clickhouse: true });
let client: ClickHouseClient;

beforeAll(async () => {
  const { origin, username, password, database } = parseClickhouseUrl(stores.clickhouseUrl ?? "");
  client = createClient({ url: origin, username, password, database, log: { level: ClickHouseLogLevel.OFF } });
  await client.command({
    query: `CREATE TABLE plain (a UInt64, b String) ENGINE = MergeTree ORDER BY a SETTINGS non_replicated_deduplication_window = 100`,
  });
  await client.command({
    query: `CREATE TABLE counts (one UInt8, rows UInt64) ENGINE = SummingMergeTree ORDER BY one SETTINGS non_replicated_deduplication_window = 100`,
  });
  await client.command({
    query: `CREATE MATERIALIZED VIEW plain_counts TO counts AS SELECT 1 AS one, count() AS rows FROM plain GROUP BY one`,
  });
});

afterAll(() => client?.close());

async function rows<T>(query: string, params: Record<string, unknown> = {}): Promise<T[]> {
  const result = await client.query({ query, query_params: params, format: "JSONEachRow" });
  return result.json<T>();
}

async function refusal(act: Promise<unknown>): Promise<ClickHouseError> {
  const error = await act.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ClickHouseError);
  return error as ClickHouseError;
}

describe("queries", () => {
  it("answer a ping", async () => {
    expect(await client.ping()).toEqual({ success: true });
    expect(await client.ping({ select: true })).toEqual({ success: true });
  });

  const nasty = [
    "it's",
    "back\\slash",
    "tab\tline\nreturn\r",
    "ü€😀",
    "'; DROP TABLE plain; --",
    "{b:String}",
    "\\N",
    "\0",
  ];
  it.each(nasty)("bind a text as it is: %j", async (text) => {
    expect(await rows("SELECT {t:String} AS t", { t: text })).toEqual([{ t: text }]);
  });

  it("bind arrays, numbers, times, nulls and names", async () => {
    const query = `SELECT {list:Array(String)} AS list, {big:UInt64} AS big, {none:Nullable(String)} AS none,
                          {at:DateTime64(3, 'UTC')} AS at, count() AS n FROM {table:Identifier}`;
    const at = new Date("2026-03-01T02:03:04.567Z");
    const params = { list: nasty, big: "18446744073709551615", none: null, at, table: "plain" };
    expect(await rows(query, params)).toEqual([
      { list: nasty, big: "18446744073709551615", none: null, at: "2026-03-01 02:03:04.567", n: "0" },
    ]);
  });

  it("share no parameter and no setting with the next one", async () => {
    await client.query({ query: "SELECT {p:UInt8}", query_params: { p: 1 }, clickhouse_settings: { max_threads: 1 } });
    expect((await refusal(rows("SELECT {p:UInt8}"))).code).toBe("456");
    const many = Array.from({ length: 200 }, (_, i) => i);
    const answers = await Promise.all(
      many.map(async (i) => {
        const settings = { max_block_size: String(1000 + i) };
        const result = await client.query({
          query: "SELECT {p:UInt32} AS p, toString(getSetting('max_block_size')) AS s",
          query_params: { p: i },
          clickhouse_settings: settings,
          format: "JSONEachRow",
        });
        return (await result.json<{ p: number; s: string }>())[0];
      }),
    );
    expect(answers).toEqual(many.map((i) => ({ p: i, s: String(1000 + i) })));
  });

  it("answer in the format that was asked for, with its summary and id", async () => {
    const query = "SELECT number AS n FROM numbers(3)";
    expect(await (await client.query({ query, format: "CSV" })).text()).toBe("0\n1\n2\n");
    const json = await client.query({ query, format: "JSON", query_id: "my-query" });
    expect(json.query_id).toBe("my-query");
    expect(json.response_headers["content-type"]).toMatch(/^application\/json/);
    const body = await json.json<{ n: string }>();
    expect(body.data).toEqual([{ n: "0" }, { n: "1" }, { n: "2" }]);
    expect(body.rows).toBe(3);
  });

  it("come gzipped to a client that asks", async () => {
    const { origin, username, password } = parseClickhouseUrl(stores.clickhouseUrl ?? "");
    const squeezing = createClient({ url: origin, username, password, compression: { response: true, request: true } });
    const result = await squeezing.query({ query: "SELECT number FROM numbers(10000)", format: "JSONEachRow" });
    expect(result.response_headers["content-encoding"]).toBe("gzip");
    expect(await result.json()).toHaveLength(10_000);
    await squeezing.close();
  });

  it("are taken back when the caller goes away", async () => {
    const gone = new AbortController();
    const query = "SELECT count() FROM numbers(1e13) WHERE sipHash64(number, 'abandoned') = 1";
    const running = client.query({ query, abort_signal: gone.signal });
    running.catch(() => {});
    const listed =
      "SELECT count() AS n FROM system.processes WHERE query LIKE '%abandoned%' AND query NOT LIKE '%processes%'";
    const count = async () => (await rows<{ n: string }>(listed))[0]?.n;
    await expect.poll(count, { timeout: 10_000 }).toBe("1");
    gone.abort();
    await expect(running).rejects.toThrow();
    await expect.poll(count, { timeout: 10_000 }).toBe("0");
  });
});

describe("inserts", () => {
  const count = async () => Number((await rows<{ n: string }>("SELECT count() AS n FROM plain"))[0]?.n);

  it("take rows as objects, as a stream, and in other formats", async () => {
    await client.insert({ table: "plain", values: [{ a: 1, b: "it's; \n\n DROP" }], format: "JSONEachRow" });
    const stream = Readable.from(
      [
        { a: 2, b: "two" },
        { a: 3, b: "three" },
      ],
      { objectMode: true },
    );
    await client.insert({ table: "plain", values: stream, format: "JSONEachRow" });
    await client.insert({
      table: "plain",
      values: Readable.from(["4,four\n5,five\n"], { objectMode: false }),
      format: "CSV",
      columns: ["a", "b"],
    });
    await client.insert({ table: "plain", values: [[6]], format: "JSONCompactEachRow", columns: { except: ["b"] } });
    expect(await rows("SELECT * FROM plain ORDER BY a")).toEqual([
      { a: "1", b: "it's; \n\n DROP" },
      { a: "2", b: "two" },
      { a: "3", b: "three" },
      { a: "4", b: "four" },
      { a: "5", b: "five" },
      { a: "6", b: "" },
    ]);
  });

  it("never take rows for statements: empty lines between them are nothing", async () => {
    const before = await count();
    const inline = `INSERT INTO plain FORMAT JSONEachRow\n{"a":70,"b":"x"}\n\n{"a":71,"b":"y"}\n`;
    await client.command({ query: inline });
    const { origin, username, password, database } = parseClickhouseUrl(stores.clickhouseUrl ?? "");
    const answer = await fetch(`${origin}/?database=${database}&query=INSERT+INTO+plain+FORMAT+JSONEachRow`, {
      method: "POST",
      headers: { "x-clickhouse-user": username, "x-clickhouse-key": password },
      body: '{"a":72,"b":"x"}\n\nDROP TABLE plain\n',
    });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("Cannot parse input")]);
    expect(await count()).toBe(before + 2);
  });

  it("are all or nothing when a row is wrong", async () => {
    const before = await count();
    const values = [
      { a: 90, b: "good" },
      { a: "no number", b: "bad" },
    ];
    const error = await refusal(client.insert({ table: "plain", values, format: "JSONEachRow" }));
    expect(error.code).toBe("27");
    expect(await count()).toBe(before);
  });

  it("with a deduplication token count once, in the table and in its view", async () => {
    const viewed = async () => Number((await rows<{ n: string }>("SELECT sum(rows) AS n FROM counts"))[0]?.n);
    const [inTable, inView] = [await count(), await viewed()];
    const values = Array.from({ length: 5_000 }, (_, i) => ({ a: 1000 + i, b: "batch" }));
    for (let time = 0; time < 3; time++) {
      await client.insert({
        table: "plain",
        values,
        format: "JSONEachRow",
        clickhouse_settings: {
          insert_deduplication_token: "batch-1",
          deduplicate_blocks_in_dependent_materialized_views: 1,
        },
      });
    }
    expect([(await count()) - inTable, (await viewed()) - inView]).toEqual([5_000, 5_000]);
    const again = {
      insert_deduplication_token: "batch-2",
      deduplicate_blocks_in_dependent_materialized_views: 1 as const,
    };
    await client.insert({ table: "plain", values, format: "JSONEachRow", clickhouse_settings: again });
    expect([(await count()) - inTable, (await viewed()) - inView]).toEqual([10_000, 10_000]);
  });

  it("of many megabytes pass", async () => {
    const before = await count();
    const line = "x".repeat(1_000);
    const values = Readable.from(
      Array.from({ length: 20_000 }, (_, i) => ({ a: 1e6 + i, b: line })),
      { objectMode: true },
    );
    await client.insert({ table: "plain", values, format: "JSONEachRow" });
    expect((await count()) - before).toBe(20_000);
  });
});

describe("refusals", () => {
  it("carry ClickHouse's code, type and status", async () => {
    expect(await refusal(rows("SELECT nothing FROM plain"))).toMatchObject({ code: "47", type: "UNKNOWN_IDENTIFIER" });
    expect(await refusal(rows("SELECT 1 FROM nowhere"))).toMatchObject({ code: "60", type: "UNKNOWN_TABLE" });
    expect(await refusal(rows("SELEC 1"))).toMatchObject({ code: "62" });
    const wrongSetting = client.query({ query: "SELECT 1", clickhouse_settings: { no_such_setting: 1 } as never });
    expect(await refusal(wrongSetting)).toMatchObject({ code: "115", type: "UNKNOWN_SETTING" });
  });

  it("meet a second statement in one request", async () => {
    expect((await refusal(client.command({ query: "SELECT 1; DROP TABLE plain" }))).code).toBe("62");
    expect(await rows("EXISTS TABLE plain")).toEqual([{ result: 1 }]);
  });

  it("meet everybody without the password", async () => {
    const { origin } = parseClickhouseUrl(stores.clickhouseUrl ?? "");
    for (const headers of [
      {},
      { "x-clickhouse-user": "waymark", "x-clickhouse-key": "" },
      { authorization: "Basic eDp5" },
    ]) {
      const answer = await fetch(`${origin}/?query=SELECT+1`, { headers: headers as Record<string, string> });
      expect([answer.status, answer.headers.get("x-clickhouse-exception-code")]).toEqual([403, "516"]);
    }
    expect(await (await fetch(`${origin}/ping`)).text()).toBe("Ok.\n");
  });

  it("meet writes by GET, sessions and unknown addresses", async () => {
    const { origin, username, password, database } = parseClickhouseUrl(stores.clickhouseUrl ?? "");
    const headers = { "x-clickhouse-user": username, "x-clickhouse-key": password, "x-clickhouse-database": database };
    const ask = async (path: string) => (await fetch(`${origin}${path}`, { headers })).status;
    expect(await ask("/?query=SELECT+count()+FROM+plain")).toBe(200);
    expect(await ask("/?query=DROP+TABLE+plain")).toBe(403);
    expect(await ask("/?query=SELECT+1&session_id=x")).toBe(501);
    expect(await ask("/elsewhere")).toBe(404);
  });
});
