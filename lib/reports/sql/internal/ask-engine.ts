import { text } from "node:stream/consumers";
import { type ClickHouseClient, ClickHouseError, type ClickHouseSettings } from "@clickhouse/client";
import { connectClickhouse } from "@/lib/base/clickhouse/client";
import { env } from "@/lib/base/env";
import { PortalError } from "@/lib/base/errors";
import { viewsDatabase } from "../ensure-views";
import { sqlLimits } from "../schema";
import { refuseSql } from "./lex-sql";

/** What the engine holds every query to, whatever we overlooked. */
const caps = {
  max_execution_time: sqlLimits.seconds,
  timeout_overflow_mode: "throw",
  max_result_rows: String(sqlLimits.rows),
  max_result_bytes: String(sqlLimits.resultBytes),
  result_overflow_mode: "throw",
  max_rows_to_read: String(sqlLimits.rowsRead),
  read_overflow_mode: "throw",
  max_memory_usage: String(sqlLimits.memoryBytes),
  max_bytes_before_external_group_by: "0",
  max_bytes_before_external_sort: "0",
  max_threads: 2,
  max_ast_depth: "200",
  max_ast_elements: "5000",
  max_expanded_ast_elements: "50000",
  allow_ddl: 0,
  allow_introspection_functions: 0,
  use_query_cache: 0,
  max_recursive_cte_evaluation_depth: "100",
  default_format: "JSONCompact",
} as ClickHouseSettings;

type Reader = { url: string; client: ClickHouseClient; settings: ClickHouseSettings };
const shared = globalThis as typeof globalThis & { waymarkSqlReader?: Reader };

/** The client of the SQL door: in the views' database, read-only. */
function openReader(): Reader {
  const { CLICKHOUSE_URL, CLICKHOUSE_READER_URL } = env();
  const base = CLICKHOUSE_READER_URL ?? CLICKHOUSE_URL;
  if (!base || !CLICKHOUSE_URL) throw new PortalError("unavailable", "The ledger is not answering; try again shortly");
  const url = new URL(base);
  url.pathname = `/${encodeURIComponent(viewsDatabase(CLICKHOUSE_URL))}`;
  url.search = "";
  const known = shared.waymarkSqlReader;
  if (known?.url === url.toString()) return known;
  void known?.client.close();
  // A reader whose profile says 2 may not say 1; one whose profile says nothing is read-only all the same.
  const settings: ClickHouseSettings = { ...caps, readonly: CLICKHOUSE_READER_URL ? "2" : "1" };
  shared.waymarkSqlReader = { url: url.toString(), client: connectClickhouse(url.toString()), settings };
  return shared.waymarkSqlReader;
}

/** Ends the door's sockets; the next question opens new ones. */
export async function closeReader(): Promise<void> {
  const reader = shared.waymarkSqlReader;
  shared.waymarkSqlReader = undefined;
  await reader?.client.close();
}

type Answer = {
  meta: { name: string; type: string }[];
  data: unknown[][];
  statistics?: { rows_read?: number; bytes_read?: number };
};

/** Asks one statement under the caps. The engine's refusals become `invalid_fields` in words; throws `unavailable` when it is away. */
export async function askEngine(query: string): Promise<Answer> {
  const { client, settings } = openReader();
  try {
    // Not as `FORMAT`: of an EXPLAIN that would be part of what is explained.
    const { stream } = await client.exec({ query, clickhouse_settings: settings });
    return JSON.parse(await text(stream)) as Answer;
  } catch (error) {
    if (error instanceof ClickHouseError) throw refuseSql(explain(error));
    throw new PortalError("unavailable", "The ledger is not answering; try again shortly", {
      headers: { "retry-after": "5" },
    });
  }
}

function mib(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}

export const tooManyRows = `has more than ${sqlLimits.rows} rows or ${mib(sqlLimits.resultBytes)}: add a LIMIT`;

/** The caps by the engine's code, and its own words for the rest. */
function explain(error: ClickHouseError): string {
  switch (error.code) {
    case "159":
    case "160":
      return `took longer than ${sqlLimits.seconds} seconds: narrow the time, or ask calls_daily and events_daily`;
    case "241":
      return `needed more than ${mib(sqlLimits.memoryBytes)} of memory: narrow it, or group by less`;
    case "396":
      return tooManyRows;
    case "158":
    case "307":
      return `would read more than ${sqlLimits.rowsRead} rows: narrow the time`;
    default:
      return error.message
        .replaceAll(/`?\w+_views`?\./g, "waymark.")
        .replace(/\s*\(version .*$/s, "")
        .replace(/^Code: \d+\. DB::Exception: /, "")
        .slice(0, 500);
  }
}
