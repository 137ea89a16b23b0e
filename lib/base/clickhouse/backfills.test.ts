import { copyFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../ids";
import { useStores } from "../testing/stores";
import { clickhouse, connectClickhouse } from "./client";
import { migrateClickhouse } from "./migrate";

const stores = useStores({ clickhouse: true });
const directory = path.join(import.meta.dirname, "migrations");
const hourMs = 3_600_000;

let folder: string;
let database: string;
let url: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "waymark-backfills-"));
  database = newId("event").replace("evt_", "backfill_");
  url = Object.assign(new URL(stores.clickhouseUrl ?? ""), { pathname: `/${database}` }).toString();
});
afterEach(async () => {
  await clickhouse().command({ query: `DROP DATABASE IF EXISTS \`${database}\` SYNC` });
  rmSync(folder, { recursive: true, force: true });
});

/** The migrations whose names lie in a range, as a portal of that time had them. */
async function migrate(from: string, below: string): Promise<void> {
  for (const file of readdirSync(directory).filter((name) => name >= from && name < below)) {
    copyFileSync(path.join(directory, file), path.join(folder, file));
  }
  await migrateClickhouse(url, folder);
}

async function inDatabase<T>(act: (client: ReturnType<typeof connectClickhouse>) => Promise<T>): Promise<T> {
  const client = connectClickhouse(url);
  try {
    return await act(client);
  } finally {
    await client.close();
  }
}

const read = (query: string) =>
  inDatabase(async (client) => (await client.query({ query, format: "JSONEachRow" })).json<Record<string, unknown>>());

/** Whole seconds, as the store compares them. */
const at = (agoMs: number) => new Date(Math.floor(Date.now() / 1_000) * 1_000 - agoMs).toISOString().replace("Z", "");

const insert = (table: string, values: Record<string, unknown>[]) =>
  inDatabase((client) => client.insert({ table, values, format: "JSONEachRow" }));

const event = (id: string, name: string, agoMs: number, fields: Record<string, unknown> = {}) => ({
  event_id: id,
  name,
  occurred_at: at(agoMs),
  received_at: at(agoMs),
  source_id: "src_1",
  audience: "human",
  properties: "{}",
  batch: id,
  ...fields,
});

describe("a portal that had events before the catalogue counted them", () => {
  it("sees them counted once, in the live view, and the traits they told", async () => {
    await migrate("0001", "0005");
    await insert("events", [
      event("e1", "docs_read", 50 * 24 * hourMs),
      event("e2", "docs_read", 20 * 24 * hourMs),
      event("e3", "docs_read", 2 * hourMs),
      event("e4", "docs_read", 2 * hourMs),
      event("e5", "visitor_identified", 3 * hourMs, { person_id: "per_1", properties: '{"traits":{"plan":"pro"}}' }),
    ]);
    await insert("quarantine", [
      { event_id: "q1", name: "car_washed", received_at: at(2 * hourMs), source_id: "src_1", reason: "unknown_event" },
    ]);
    await migrate("0005", "0031");
    const after = { ...event("e6", "docs_read", 0), person_id: "per_1" };
    await insert("events", [after]);
    await migrate("0031", "0032");
    const counts = `SELECT name, toUInt32(sum(accepted)) AS accepted, toUInt32(sum(aside)) AS aside FROM arrivals_hourly GROUP BY name ORDER BY name`;
    const expected = [
      { name: "car_washed", accepted: 0, aside: 1 },
      { name: "docs_read", accepted: 4, aside: 0 },
      { name: "visitor_identified", accepted: 1, aside: 0 },
    ];
    expect(await read(counts)).toEqual(expected);
    const recent = "SELECT event_id FROM recent_events ORDER BY event_id";
    expect((await read(recent)).map(({ event_id }) => event_id)).toEqual(["e3", "e4", "e5", "e6"]);
    expect(await read("SELECT kind, entity_id, name, value FROM traits FINAL")).toEqual([
      { kind: "person", entity_id: "per_1", name: "plan", value: '"pro"' },
    ]);
    // Killed before it was noted: the statements run once more.
    await inDatabase((client) =>
      client.command({
        query: "ALTER TABLE waymark_migrations DELETE WHERE name LIKE '0031%'",
        clickhouse_settings: { mutations_sync: "2" },
      }),
    );
    await migrateClickhouse(url, folder);
    expect(await read(counts)).toEqual(expected);
    expect((await read(recent)).length).toBe(4);
  });
});
