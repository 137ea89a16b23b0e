import { Readable } from "node:stream";
import { ClickHouseError } from "@clickhouse/client";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { now } from "@/lib/base/clock";
import type { Logger } from "@/lib/base/log";
import type { QuarantineRow } from "../../schema";
import type { JournalBatch } from "./cut-batch";
import { linkFlag, recordKinds, type StoredRecord } from "./frame";

const tables = [
  { kind: recordKinds.event, name: "events", query: "INSERT INTO events FORMAT JSONEachRow" },
  { kind: recordKinds.usage, name: "usage_events", query: "INSERT INTO usage_events FORMAT JSONEachRow" },
  { kind: recordKinds.quarantine, name: "quarantine", query: "INSERT INTO quarantine FORMAT JSONEachRow" },
] as const;
type Table = (typeof tables)[number];
const quarantineTable = tables[2];

export type Inserted = { events: number; usage: number; quarantined: number; duplicates: number; links: boolean };

/**
 * Sends a batch but for the rows of these numbers: one block per table under a token of the batch's name, so a repeated attempt changes nothing. A row that the store
 * cannot take goes to quarantine and never stops its neighbours. Throws when the store is away: try again.
 */
export async function insertBatch(batch: JournalBatch, leftOut: number[], log: Logger): Promise<Inserted> {
  const dropped = new Set(leftOut);
  const kept = batch.records.filter((_, index) => !dropped.has(index));
  const counts: number[] = [];
  for (const table of tables) {
    const rows = kept.filter(({ kind }) => kind === table.kind);
    if (rows.length) await insertRange({ table, rows, batch: batch.name, log }, 0, rows.length);
    counts.push(rows.length);
  }
  const [events = 0, usage = 0, quarantined = 0] = counts;
  const links = kept.some(({ flags }) => (flags & linkFlag) !== 0);
  return { events, usage, quarantined, duplicates: dropped.size, links };
}

type Range = { table: Table; rows: StoredRecord[]; batch: string; log: Logger };

/** Halves are cut at the same places every time, so their tokens stand for the same rows as well. */
async function insertRange(range: Range, from: number, to: number): Promise<void> {
  const { table, rows, batch } = range;
  const whole = from === 0 && to === rows.length;
  const token = whole ? `${batch}:${table.name}` : `${batch}:${table.name}:${from}-${to}`;
  try {
    await send(table.query, rows.slice(from, to), batch, token);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (to - from === 1) return setAside(range, from, error);
    const middle = (from + to) >> 1;
    await insertRange(range, from, middle);
    await insertRange(range, middle, to);
  }
}

async function setAside({ table, rows, batch, log }: Range, index: number, error: ClickHouseError): Promise<void> {
  const row = rows[index] as StoredRecord;
  log.error({ table: table.name, code: error.code, batch, index }, "the ledger cannot take a row");
  if (table === quarantineTable) return;
  const payload = row.text.toString("utf8");
  const refused: QuarantineRow = {
    event_id: row.id.replaceAll("\0", " "),
    name: table.name,
    received_at: now().toISOString(),
    source_id: "",
    reason: "insert_failed",
    errors: JSON.stringify([{ pointer: "", detail: `the store refused it (code ${error.code})` }]),
    payload,
  };
  const text = Buffer.from(JSON.stringify(refused), "utf8");
  const record: StoredRecord = { kind: recordKinds.quarantine, flags: 0, id: "", text };
  await send(quarantineTable.query, [record], batch, `${batch}:${table.name}:refused:${index}`);
}

async function send(query: string, rows: StoredRecord[], batch: string, token: string): Promise<void> {
  const { stream } = await clickhouse().exec({
    query,
    values: Readable.from(bodyOf(rows, batch), { objectMode: false }),
    clickhouse_settings: {
      insert_deduplication_token: token,
      deduplicate_blocks_in_dependent_materialized_views: 1,
      // One insert is one block: the token names it whole, and the order in it is the journal's.
      input_format_parallel_parsing: 0,
      max_insert_block_size: "1000000",
      // Imports may reach over years.
      max_partitions_per_insert_block: "1000",
      wait_end_of_query: 1,
    },
  });
  for await (const _ of stream);
}

const chunkBytes = 256 * 1024;

/** The rows as JSON lines, each with its batch as the last field, in pieces small enough to leave the event loop free in between. */
function* bodyOf(rows: StoredRecord[], batch: string): Generator<Buffer> {
  const tail = Buffer.from(`,"batch":${JSON.stringify(batch)}}\n`, "utf8");
  let pieces: Buffer[] = [];
  let bytes = 0;
  for (const { text } of rows) {
    // Every row is a JSON object with fields: its last byte is the closing brace.
    pieces.push(text.subarray(0, text.length - 1), tail);
    bytes += text.length + tail.length;
    if (bytes >= chunkBytes) {
      yield Buffer.concat(pieces);
      pieces = [];
      bytes = 0;
    }
  }
  if (pieces.length) yield Buffer.concat(pieces);
}

/**
 * Codes that speak of the rows and not of the store's state; the same rows would be refused for ever. CANNOT_PARSE_* (6, 26, 27, 38, 41, 42, 72),
 * ILLEGAL_TYPE (43), TYPE_MISMATCH (53), ARGUMENT_OUT_OF_BOUND (69), CANNOT_CONVERT_TYPE (70), INCORRECT_DATA (117), TOO_LARGE_STRING_SIZE (131),
 * VALUE_IS_OUT_OF_RANGE (321), CANNOT_INSERT_NULL (349), DECIMAL_OVERFLOW (407), CANNOT_PARSE_IPV4/6 (675, 676).
 */
const refusals = new Set(
  [6, 25, 26, 27, 38, 41, 42, 43, 53, 69, 70, 72, 117, 131, 321, 349, 407, 675, 676].map(String),
);

function isRefusal(error: unknown): error is ClickHouseError {
  return error instanceof ClickHouseError && refusals.has(error.code);
}
