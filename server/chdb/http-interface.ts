import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import path from "node:path";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createGunzip, gzip } from "node:zlib";
import { newId } from "@/lib/base/ids";
import type { Logger } from "@/lib/base/log";
import { sameSecret } from "@/lib/base/secrets";
import { type Engine, type EngineResult, quoteText } from "./engine";
import { type EngineException, refusal, toException } from "./exceptions";
import { formatOf, isMulti, parseInsert, splitInline } from "./statement";

type Access = { username: string; password: string };

/** Query parameters that are the interface's own; every other one is a setting of the query. */
const ownParameters = new Set(["query", "database", "default_format", "query_id", "user", "password", "quota_key"]);
/** QUERY_WAS_CANCELLED: the caller went away, which is no news. */
const cancelled = 394;
/** Settings of ClickHouse's HTTP layer: answers here are always whole, so they have nothing to say. */
const layerSettings = new Set([
  "wait_end_of_query",
  "buffer_size",
  "compress",
  "decompress",
  "stacktrace",
  "enable_http_compression",
  "send_progress_in_http_headers",
  "http_headers_progress_interval_ms",
  "http_write_exception_in_output_format",
  "client_protocol_version",
]);

/**
 * ClickHouse's HTTP interface over the embedded engine: as much of it as an unmodified `@clickhouse/client` uses. Answers are sent
 * whole, so an error is always a status and never a broken stream. There are no HTTP sessions.
 */
export function createHttpInterface(engine: Engine, access: Access, log: Logger): Server {
  const server = createServer(
    { maxHeaderSize: 1024 * 1024, requestTimeout: 0, keepAliveTimeout: 30_000 },
    (request, response) => {
      answer(engine, access, request, response).catch((error: unknown) => {
        const exception = toException(error, engine.version);
        if (exception.status === 500 && exception.code !== cancelled)
          log.warn({ code: exception.code, reason: exception.message.slice(0, 300) }, "a statement failed");
        sendException(response, exception);
      });
    },
  );
  return server;
}

async function answer(
  engine: Engine,
  access: Access,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://engine");
  if (url.pathname === "/ping" || url.pathname === "/replicas_status") return send(response, 200, "Ok.\n");
  if (url.pathname !== "/") return send(response, 404, "There is no handle here.\n");
  authenticate(access, request, url);
  if (url.searchParams.has("session_id"))
    throw refusal(48, "NOT_IMPLEMENTED", "The embedded engine keeps no HTTP sessions");

  const given = url.searchParams.get("query") ?? "";
  const body = request.headers["content-encoding"] === "gzip" ? request.pipe(createGunzip()) : request;
  // As ClickHouse: the query is the parameter followed by the body, and the body alone is rows where the parameter is an insert.
  const fromBody = parseInsert(given) ? "" : await text(body);
  const whole = [given, fromBody].filter(Boolean).join("\n");
  if (!whole.trim()) throw refusal(62, "SYNTAX_ERROR", "Empty query");
  const { sql, rows } = splitInline(whole);
  if (isMulti(sql)) throw refusal(62, "SYNTAX_ERROR", "Syntax error (Multi-statements are not allowed)");
  const insert = parseInsert(sql);

  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableEnded) gone.abort();
  });
  const queryId = url.searchParams.get("query_id") ?? newId("request");
  const format = url.searchParams.get("default_format") ?? header(request, "x-clickhouse-format") ?? "TabSeparated";
  const base = { ...readParameters(url, request), format, readonly: request.method === "GET", signal: gone.signal };
  if (!insert) {
    const result = await engine.run({ ...base, sql });
    return sendResult(request, response, url, result, { queryId, format: formatOf(sql) ?? format, wrote: false });
  }
  // Rows go through a file: the engine then reads every format, in any size, and can never take them for SQL.
  const file = path.join(engine.spoolDirectory, newId("request"));
  try {
    await pipeline(rows ? [rows] : body, createWriteStream(file, { mode: 0o600 }));
    const source = `${insert.head} FROM INFILE ${quoteText(file)} ${insert.settings} FORMAT ${insert.format}`;
    const result = await engine.run({ ...base, sql: source });
    sendResult(request, response, url, result, { queryId, format, wrote: true });
  } finally {
    await rm(file, { force: true });
  }
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function authenticate(access: Access, request: IncomingMessage, url: URL): void {
  const basic = /^Basic\s+(.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  const pair = basic ? Buffer.from(basic, "base64").toString("utf8") : undefined;
  const cut = pair?.indexOf(":") ?? -1;
  const username =
    (pair && cut >= 0 ? pair.slice(0, cut) : undefined) ??
    header(request, "x-clickhouse-user") ??
    url.searchParams.get("user") ??
    "";
  const password =
    (pair && cut >= 0 ? pair.slice(cut + 1) : undefined) ??
    header(request, "x-clickhouse-key") ??
    url.searchParams.get("password") ??
    "";
  const right = [sameSecret(username, access.username), sameSecret(password, access.password)];
  if (right.includes(false)) {
    throw refusal(
      516,
      "AUTHENTICATION_FAILED",
      "Authentication failed: password is incorrect, or there is no user with such name.",
    );
  }
}

/** Names go into SQL as they are, so only plain identifiers pass; values are quoted. */
function readParameters(url: URL, request: IncomingMessage) {
  const settings: Record<string, string> = {};
  const params: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    if (ownParameters.has(name) || layerSettings.has(name)) continue;
    if (!/^\w+$/.test(name)) throw refusal(115, "UNKNOWN_SETTING", `Unknown setting '${name}'`);
    if (name.startsWith("param_")) params[name.slice("param_".length)] = value;
    else settings[name] = value;
  }
  return {
    settings,
    params,
    database: url.searchParams.get("database") ?? header(request, "x-clickhouse-database") ?? "default",
  };
}

const contentTypes: [RegExp, string][] = [
  [/^JSON.*EachRow|^JSONLines|^NDJSON/i, "application/x-ndjson; charset=UTF-8"],
  [/^JSON/i, "application/json; charset=UTF-8"],
  [/^(TabSeparated|TSV)/i, "text/tab-separated-values; charset=UTF-8"],
  [/^CSV/i, "text/csv; charset=UTF-8; header=absent"],
  [/^(Pretty|Vertical|Values|Markdown)/i, "text/plain; charset=UTF-8"],
];

type Sent = { queryId: string; format: string; wrote: boolean };

async function sendResult(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  result: EngineResult,
  sent: Sent,
): Promise<void> {
  const { rowsRead, bytesRead } = result;
  const summary = {
    read_rows: String(rowsRead),
    read_bytes: String(bytesRead),
    written_rows: String(sent.wrote ? rowsRead : 0),
    written_bytes: String(sent.wrote ? bytesRead : 0),
    elapsed_ns: String(Math.round(result.elapsedMs * 1e6)),
  };
  const headers: Record<string, string> = {
    "content-type": contentTypes.find(([pattern]) => pattern.test(sent.format))?.[1] ?? "application/octet-stream",
    "x-clickhouse-query-id": sent.queryId,
    "x-clickhouse-format": sent.format,
    "x-clickhouse-timezone": "UTC",
    "x-clickhouse-summary": JSON.stringify(summary),
  };
  const squeeze =
    url.searchParams.get("enable_http_compression") === "1" &&
    /\bgzip\b/.test(header(request, "accept-encoding") ?? "");
  const body = squeeze ? await promisify(gzip)(result.bytes) : result.bytes;
  if (squeeze) headers["content-encoding"] = "gzip";
  response.writeHead(200, { ...headers, "content-length": body.byteLength });
  response.end(body);
}

function sendException(response: ServerResponse, exception: EngineException): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  send(response, exception.status, `${exception.message}\n`, { "x-clickhouse-exception-code": String(exception.code) });
}

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, {
    "content-type": "text/plain; charset=UTF-8",
    "content-length": Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}
