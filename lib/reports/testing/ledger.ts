import { clickhouse } from "@/lib/base/clickhouse/client";
import { newId } from "@/lib/base/ids";
import type { EventName } from "@/lib/events/catalogue";

/** One row of the ledger, in the few columns that differ between rows of a test. */
export type LedgerRow =
  | {
      table: "events";
      at: string;
      name: EventName;
      visitor?: string;
      visit?: string;
      person?: string;
      company?: string;
      audience?: string;
      path?: string;
      properties?: Record<string, unknown>;
    }
  | {
      table: "usage_events";
      at: string;
      environment: "sandbox" | "live";
      person?: string;
      company?: string;
      method?: string;
      status?: number;
      valuable?: boolean;
      endUser?: string;
      quantity?: number;
      sdk?: string;
      /** `/docs/start#first`: the block it was copied from. */
      snippet?: string;
    };

export function event(
  at: string,
  name: EventName,
  who: { visitor?: string; visit?: string; person?: string; company?: string; audience?: string; path?: string },
  properties?: Record<string, unknown>,
): LedgerRow {
  return { table: "events", at, name, ...who, properties };
}

/** A visit's first event: the touch. */
export function visit(at: string, visitor: string, channel: string, more: Record<string, unknown> = {}): LedgerRow {
  return event(at, "visit_started", { visitor }, { channel, landing_path: "/docs", ...more });
}

export function call(
  at: string,
  environment: "sandbox" | "live",
  who: { person?: string; company?: string },
  more: {
    method?: string;
    status?: number;
    valuable?: boolean;
    endUser?: string;
    quantity?: number;
    sdk?: string;
    snippet?: string;
  } = {},
): LedgerRow {
  return { table: "usage_events", at, environment, ...who, ...more };
}

/** Appends rows as the journal does: one insert per table, with a deduplication token, so that every view sees each row once. */
export async function append(rows: readonly LedgerRow[]): Promise<void> {
  const events = rows.filter((row) => row.table === "events").map(toEvent);
  const usage = rows.filter((row) => row.table === "usage_events").map(toUsage);
  await Promise.all([insert("events", events), insert("usage_events", usage)]);
}

async function insert(table: string, values: object[]): Promise<void> {
  if (!values.length) return;
  const settings = { insert_deduplication_token: newId("event") };
  await clickhouse().insert({ table, values, format: "JSONEachRow", clickhouse_settings: settings });
}

/** Makes the dictionary know the links now; by itself it takes a second or two. */
export async function reloadLinks(): Promise<void> {
  const names = ["visitor_alias", "person_company"];
  await Promise.all(names.map((name) => clickhouse().command({ query: `SYSTEM RELOAD DICTIONARY ${name}` })));
}

/** At once: one after the other they take a fifth of a second, before every test that asks for it. */
export async function emptyLedger(): Promise<void> {
  await Promise.all(ledgerTables.map((table) => clickhouse().command({ query: `TRUNCATE TABLE ${table}` })));
}

const ledgerTables = [
  ...["events", "usage_events", "seen_ids", "aliases", "company_terms", "touches", "milestones", "layer_firsts"],
  ...["visit_docs", "docs_readers", "metered_daily", "metered_months", "facts_daily", "events_daily", "usage_hourly"],
  ...["calls_daily", "callers_daily", "callers_monthly", "page_visitors_monthly", "activity_daily"],
];

function toEvent(row: Extract<LedgerRow, { table: "events" }>) {
  const id = `${row.name} ${row.at} ${row.visitor ?? row.person ?? row.company ?? ""}`;
  return {
    event_id: id,
    name: row.name,
    occurred_at: row.at,
    received_at: row.at,
    visitor_id: row.visitor ?? "",
    visit_id: row.visit ?? (row.name === "visit_started" ? `vst ${row.at} ${row.visitor}` : ""),
    person_id: row.person ?? "",
    company_id: row.company ?? "",
    audience: row.audience ?? "human",
    path: row.path ?? String(row.properties?.path ?? ""),
    properties: JSON.stringify(row.properties ?? {}),
  };
}

function toUsage(row: Extract<LedgerRow, { table: "usage_events" }>) {
  const status = row.status ?? 200;
  return {
    source: "test",
    id: `${row.environment} ${row.at} ${row.person ?? row.company ?? ""}`,
    occurred_at: row.at,
    received_at: row.at,
    origin: row.environment === "live" ? "api" : "sandbox",
    environment: row.environment,
    company_id: row.company ?? "",
    app_id: "app",
    key_id: "key",
    person_id: row.person ?? "",
    method: row.method ?? "GET",
    route: "/shipments",
    status,
    latency_ms: 12,
    end_user_id: row.endUser ?? "",
    sdk: row.sdk ?? "",
    quantity: row.quantity ?? 1,
    valuable: row.valuable ? 1 : 0,
    metadata: JSON.stringify(row.snippet ? { snippet: row.snippet } : {}),
  };
}
