import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { drainPending, Session } from "chdb";
import { newId } from "@/lib/base/ids";

export type EngineOptions = { directory: string; memoryBytes: number; disposable: boolean };

/** One statement of one request, with everything it runs under. */
export type Statement = {
  sql: string;
  database: string;
  settings: Record<string, string>;
  params: Record<string, string>;
  /** Format of the result where the statement names none. */
  format: string;
  /** Refuses writes, as ClickHouse does for GET. */
  readonly?: boolean;
  signal?: AbortSignal;
};

export type EngineResult = { bytes: Uint8Array; rowsRead: number; bytesRead: number; elapsedMs: number };

export type Engine = {
  version: string;
  /** A folder for bodies on their way into an insert. */
  spoolDirectory: string;
  run(statement: Statement): Promise<EngineResult>;
  close(): Promise<void>;
};

/** Statements that run at once; more wait their turn. Twice the cores of a small machine keeps both busy while one waits for its disk. */
const parallel = 4;

/** The error of a query that a caller gave up on. */
export const abandoned = "Code: 394. DB::Exception: The caller has gone away. (QUERY_WAS_CANCELLED)";

/** Opens chDB on a folder. One per process, and for the life of the process: the engine binds one folder and cannot be opened twice. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const spoolDirectory = path.join(options.directory, "spool");
  rmSync(spoolDirectory, { recursive: true, force: true });
  mkdirSync(spoolDirectory, { recursive: true, mode: 0o700 });
  const configFile = path.join(options.directory, "config.xml");
  writeFileSync(configFile, engineConfig(options));
  const args = [
    `--config-file=${configFile}`,
    "--output_format_json_quote_64bit_integers=1",
    "--async_insert=0",
    // `1` alone is no query elsewhere, so it is none here.
    "--implicit_select=0",
    // One greedy report meets its own limit before it starves the inserts.
    `--max_memory_usage=${Math.floor(options.memoryBytes * 0.7)}`,
    // The engine's own 1 GiB of free memory a thread is more than it may have in all: every query would run on one core.
    `--max_threads_min_free_memory_per_thread=${Math.floor(options.memoryBytes / 16)}`,
  ];
  const data = path.join(options.directory, "data");
  // A session takes 0.2 ms to open, and a fresh one per statement shares no setting or parameter with any other.
  const open = () => new Session(data, { connectionArgs: args });
  // This one is held open, or the engine would be torn down between statements.
  const anchor = open();
  const version = (await anchor.queryAsync("SELECT version()", { format: "TSV" })).text().trim();
  const slots = new Slots(parallel);

  async function run(statement: Statement): Promise<EngineResult> {
    await slots.take();
    const begun = performance.now();
    let session: Session | undefined;
    const mark = newId("request");
    const kill = () => {
      // The mark is a setting of ours and carries no quote.
      anchor.queryAsync(`KILL QUERY WHERE Settings['log_comment'] = '${mark}' ASYNC`).catch(() => {});
    };
    try {
      if (statement.signal?.aborted) throw new Error(abandoned);
      session = open();
      await session.queryAsync(preamble(statement, mark));
      statement.signal?.addEventListener("abort", kill, { once: true });
      const result = await session.queryAsync(statement.sql, { format: statement.format });
      return {
        bytes: result.bytes(),
        rowsRead: result.rowsRead,
        bytesRead: result.bytesRead,
        elapsedMs: performance.now() - begun,
      };
    } finally {
      statement.signal?.removeEventListener("abort", kill);
      session?.close();
      slots.give();
    }
  }

  return {
    version,
    spoolDirectory,
    run,
    async close() {
      await slots.idle();
      anchor.close();
      await drainPending();
    },
  };
}

function preamble(statement: Statement, mark: string): string {
  const { readonly: asked = "0", ...own } = statement.settings;
  const settings = { ...own, log_comment: mark };
  const lines = [`USE ${quoteName(statement.database)}`];
  const given = [
    ...Object.entries(settings),
    ...Object.entries(statement.params).map(([name, value]) => [`param_${name}`, value] as const),
  ];
  // In one statement: each costs a fifth of a millisecond.
  lines.push(`SET ${given.map(([name, value]) => `${name} = ${quoteText(value)}`).join(", ")}`);
  // Last, because it forbids every further SET.
  if (statement.readonly || asked !== "0") lines.push("SET readonly = 1");
  return lines.join(";\n");
}

export const quoteName = (name: string) => `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
export const quoteText = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

function engineConfig({ memoryBytes, disposable }: EngineOptions): string {
  const durable = disposable ? 0 : 1;
  // Caches together stay below a quarter of the cap; the server's defaults (5 GB of marks alone) are above it.
  const cache = Math.floor(memoryBytes / 16);
  return `<clickhouse>
  <max_server_memory_usage>${memoryBytes}</max_server_memory_usage>
  <mark_cache_size>${cache}</mark_cache_size>
  <primary_index_cache_size>${cache}</primary_index_cache_size>
  <query_condition_cache_size>${cache}</query_condition_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
  <index_mark_cache_size>0</index_mark_cache_size>
  <compiled_expression_cache_size>${Math.min(cache, 33_554_432)}</compiled_expression_cache_size>
  <timezone>UTC</timezone>
  <merge_tree>
    <fsync_after_insert>${durable}</fsync_after_insert>
    <fsync_part_directory>${durable}</fsync_part_directory>
  </merge_tree>
</clickhouse>
`;
}

/** A counting semaphore, first come first served. */
class Slots {
  private used = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly idlers: (() => void)[] = [];
  constructor(private readonly size: number) {}

  async take(): Promise<void> {
    if (this.used >= this.size) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.used++;
  }

  give(): void {
    const next = this.waiting.shift();
    // The slot goes over to whoever waits.
    if (next) {
      next();
      return;
    }
    this.used--;
    if (this.used === 0) for (const idler of this.idlers.splice(0)) idler();
  }

  async idle(): Promise<void> {
    if (this.used > 0) await new Promise<void>((resolve) => this.idlers.push(resolve));
  }
}
