import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import pg from "pg";
import { type Dialect, eventColumns } from "./report-rows";
import type { Row } from "./row";

const rounds = 2;

/**
 * The five-step funnel of bench/reports.ts in PostgreSQL and DuckDB, over the same rows on the same machine in the same run. All three
 * must answer the same numbers, or the comparison is refused.
 */
export async function funnelElsewhere(
  databaseUrl: string,
  events: number,
  ours: () => Promise<number[]>,
): Promise<Row[]> {
  const size = `${events / 1e6}M events`;
  const expected = await ours();
  const rows: Row[] = [];
  for (const [engine, open] of [
    ["PostgreSQL", () => openPostgres(databaseUrl)],
    ["DuckDB", openDuckdb],
  ] as const) {
    const { run, dialect, close } = await open();
    try {
      await run("DROP TABLE IF EXISTS bench_events");
      await run("DROP TABLE IF EXISTS bench_aliases");
      await run(fillSql(events, dialect));
      await run(
        "CREATE TABLE bench_aliases AS SELECT DISTINCT visitor_id, company_id FROM bench_events WHERE company_id <> ''",
      );
      if (engine === "PostgreSQL") {
        await run("CREATE INDEX ON bench_events (name, ms) INCLUDE (visitor_id)");
        await run("VACUUM ANALYZE bench_events");
        await run("VACUUM ANALYZE bench_aliases");
      }
      const took: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const at = performance.now();
        const [row] = await run(funnelSql());
        took.push(performance.now() - at);
        const found = [1, 2, 3, 4, 5].map((step) => Number(row?.[`s${step}`]));
        if (JSON.stringify(found) !== JSON.stringify(expected)) {
          throw new Error(`${engine} counts ${found.join(" > ")}, the report ${expected.join(" > ")}`);
        }
      }
      rows.push({
        ...{ name: `reports: the same funnel in ${engine}, ${size}`, value: Math.round(Math.min(...took)), unit: "ms" },
        note: expected.join(" > "),
      });
      await run("DROP TABLE bench_events");
      await run("DROP TABLE bench_aliases");
    } finally {
      await close();
    }
  }
  return rows;
}

function fillSql(events: number, dialect: Dialect & { series(count: number): string }): string {
  const is = eventColumns(events, dialect);
  return `CREATE TABLE bench_events AS
    SELECT ${is.name} AS name, CAST(${is.ms} AS bigint) AS ms, 'vis_' || ${dialect.text("x")} AS visitor_id,
      CASE WHEN ${is.hasPerson} THEN 'com_' || ${dialect.text(is.company)} ELSE '' END AS company_id,
      'human' AS audience, '/docs/' || ${dialect.text(is.path)} AS path
    FROM (SELECT i, v, i % 10 AS k, ${is.visitor("v")} AS x FROM (SELECT i, ${is.visit} AS v FROM ${dialect.series(events)}) AS numbered) AS placed`;
}

/**
 * The rule of lib/reports/internal/funnel-reach.ts in plain SQL: at each event, the latest beginning of a way that stands at a step is
 * the latest one of the step before among the earlier events, if the window still holds.
 */
function funnelSql(): string {
  const names = ["page_viewed", "docs_read", "snippet_copied", "signed_up", "key_created"];
  const windowMs = 90 * 86_400_000;
  const before = (step: number) =>
    `max(f${step}) OVER (PARTITION BY company ORDER BY ms, place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`;
  const steps = names.slice(1).map((_, index) => {
    const step = index + 2;
    const taken = `CASE WHEN place = ${step} AND ms - b${step} <= ${windowMs} THEN b${step} END AS f${step}`;
    return `w${step} AS (SELECT *, ${taken} FROM (SELECT *, ${before(step - 1)} AS b${step} FROM w${step - 1}) AS q${step})`;
  });
  return `
    WITH scanned AS (
      SELECT CASE WHEN e.company_id <> '' THEN e.company_id ELSE a.company_id END AS company, e.ms,
        CASE e.name ${names.map((name, index) => `WHEN '${name}' THEN ${index + 1}`).join(" ")} END AS place
      FROM bench_events AS e LEFT JOIN bench_aliases AS a ON a.visitor_id = e.visitor_id
      WHERE e.name IN (${names.map((name) => `'${name}'`).join(", ")}) AND e.audience = 'human'
        AND (e.company_id <> '' OR a.company_id IS NOT NULL)
    ),
    w1 AS (SELECT company, ms, place, CASE WHEN place = 1 THEN ms END AS f1 FROM scanned),
    ${steps.join(",\n    ")}
    SELECT ${names.map((_, index) => `count(f${index + 1}) AS s${index + 1}`).join(", ")}
    FROM (SELECT company, ${names.map((_, index) => `max(f${index + 1}) AS f${index + 1}`).join(", ")} FROM w5 GROUP BY company) AS reached`;
}

type Opened = {
  run(sql: string): Promise<Record<string, unknown>[]>;
  dialect: Dialect & { series(count: number): string };
  close(): Promise<void>;
};

async function openPostgres(databaseUrl: string): Promise<Opened> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  // What a tuned server of this size would have; the defaults are for a tenth of it.
  await client.query(
    "SET work_mem = '256MB'; SET maintenance_work_mem = '512MB'; SET max_parallel_workers_per_gather = 2",
  );
  return {
    run: async (sql) => (await client.query(sql)).rows as Record<string, unknown>[],
    dialect: {
      div: (a, b) => `(${a} / ${b})`,
      text: (value) => `CAST(${value} AS text)`,
      series: (count) => `generate_series(CAST(0 AS bigint), ${count - 1}) AS numbers(i)`,
    },
    close: () => client.end(),
  };
}

/** DuckDB is no package of the project's: only this comparison needs it, so it is installed beside the other caches. */
async function openDuckdb(): Promise<Opened> {
  const folder = path.resolve(".cache/duckdb");
  const version = "1.5.6-r.1";
  if (!existsSync(path.join(folder, "node_modules/@duckdb/node-api"))) {
    mkdirSync(folder, { recursive: true });
    execFileSync(
      "npm",
      ["install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", `@duckdb/node-api@${version}`],
      {
        stdio: "ignore",
      },
    );
  }
  const { DuckDBInstance } = createRequire(path.join(folder, "from-here.js"))("@duckdb/node-api") as {
    DuckDBInstance: { create(file: string, options: Record<string, string>): Promise<DuckdbInstance> };
  };
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: "4GB",
    temp_directory: path.join(folder, "spill"),
  });
  const connection = await instance.connect();
  return {
    run: async (sql) => (await connection.runAndReadAll(sql)).getRowObjects(),
    dialect: {
      div: (a, b) => `(${a} // ${b})`,
      text: (value) => `CAST(${value} AS varchar)`,
      series: (count) => `range(${count}) AS numbers(i)`,
    },
    async close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

type DuckdbInstance = { connect(): Promise<DuckdbConnection>; closeSync(): void };
type DuckdbConnection = {
  runAndReadAll(sql: string): Promise<{ getRowObjects(): Record<string, unknown>[] }>;
  closeSync(): void;
};
