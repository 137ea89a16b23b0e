import { type ClickHouseClient, ClickHouseLogLevel, type ClickHouseSettings, createClient } from "@clickhouse/client";
import { EnvError, env } from "../env";

const shared = globalThis as typeof globalThis & { waymarkClickhouse?: ClickHouseClient };

/** What every query of the house runs under, so that the embedded engine, a server and the cloud answer alike. */
const settings: ClickHouseSettings = {
  // 64-bit numbers lose digits as JSON numbers: they arrive as strings, row schemas coerce them.
  output_format_json_quote_64bit_integers: 1,
  // Times come and go as RFC 3339 in UTC; the default form has no zone and JavaScript would read it as local time.
  date_time_output_format: "iso",
  date_time_input_format: "best_effort",
  // An acknowledged insert is in the table; the journal makes the batches.
  async_insert: 0,
  // With an insert_deduplication_token a repeated batch is dropped in the views as well as in the table.
  deduplicate_blocks_in_dependent_materialized_views: 1,
};

/** This process's one ClickHouse client (HTTP, up to 10 sockets). */
export function clickhouse(): ClickHouseClient {
  if (!shared.waymarkClickhouse) {
    const url = env().CLICKHOUSE_URL;
    if (!url) throw new EnvError(["CLICKHOUSE_URL is missing: start sets it, other commands need it set"]);
    shared.waymarkClickhouse = connectClickhouse(url);
  }
  return shared.waymarkClickhouse;
}

/** A client of its own for `url`; the database is its path or its `?database=`. */
export function connectClickhouse(url: string): ClickHouseClient {
  const { origin, username, password, database } = parseClickhouseUrl(url);
  return createClient({
    url: origin,
    username,
    password,
    database,
    application: "waymark",
    request_timeout: 60_000,
    max_open_connections: 10,
    clickhouse_settings: settings,
    // Failures are thrown to the caller, who logs them with the request's id.
    log: { level: ClickHouseLogLevel.OFF },
  });
}

/** The parts of a CLICKHOUSE_URL; `username` and `database` are `default` where it names none. */
export function parseClickhouseUrl(url: string) {
  const parsed = new URL(url);
  return {
    origin: parsed.origin,
    username: decodeURIComponent(parsed.username) || "default",
    password: decodeURIComponent(parsed.password),
    database: parsed.searchParams.get("database") || decodeURIComponent(parsed.pathname.slice(1)) || "default",
  };
}

/** Ends the client's sockets; the next `clickhouse()` opens new ones. */
export async function closeClickhouse(): Promise<void> {
  const client = shared.waymarkClickhouse;
  shared.waymarkClickhouse = undefined;
  await client?.close();
}
