export type { EventName, EventProperties, TraitKind, TraitsOf, WebEventName } from "./catalogue";

/** Rows of the ledger as they are written: names and meanings are those of the columns (lib/base/clickhouse/migrations/0001_ledger.sql). Times are RFC 3339. */
export type EventRow = {
  event_id: string;
  name: string;
  occurred_at: string;
  received_at: string;
  /** What was done to its time: moved by the error of the sender's clock, or taken out of the future. */
  time_mark?: "corrected" | "clamped";
  source_id: string;
  sent_by: "web" | "server" | "api" | "admin";
  environment: "" | "sandbox" | "live";
  visitor_id: string;
  visit_id: string;
  person_id: string;
  company_id: string;
  app_id: string;
  key_id: string;
  audience: Audience;
  path: string;
  /** A JSON object as text. */
  properties: string;
};

export type Audience = "human" | "ai-agent" | "bot";

export type UsageRow = {
  source: string;
  id: string;
  occurred_at: string;
  received_at: string;
  /** `api`: reported by the platform; `sandbox`: answered by ours. */
  origin: "api" | "sandbox";
  environment: "" | "sandbox" | "live";
  company_id: string;
  app_id: string;
  key_id: string;
  person_id: string;
  method: string;
  route: string;
  status: number;
  latency_ms: number;
  request_bytes: number;
  response_bytes: number;
  sdk: string;
  sdk_version: string;
  end_user_id: string;
  trace_id: string;
  resource: string;
  /** Up to six decimals. */
  quantity: number;
  valuable: 0 | 1;
  /** A JSON object as text. */
  metadata: string;
};

/** Why an event was set aside: closed list. */
export const quarantineReasons = [
  "unknown_event",
  "invalid_properties",
  "invalid_event",
  "refused_id",
  "not_allowed",
  "too_large",
  "insert_failed",
] as const;
export type QuarantineReason = (typeof quarantineReasons)[number];

export type QuarantineRow = {
  event_id: string;
  name: string;
  received_at: string;
  source_id: string;
  reason: QuarantineReason;
  /** JSON: `[{ pointer, detail }]`. */
  errors: string;
  /** The event as it was sent, JSON. */
  payload: string;
  /** The dialect it was sent in; with the source and the payload it can be read again. */
  dialect?: string;
  /** Whose browser it was, where the call itself does not say. */
  visitor_id?: string;
  visit_id?: string;
  audience?: Audience;
  /** Of a row that was sent again: the row's id, when, and what came of it. */
  id?: string;
  replayed_at?: string;
  outcome?: "accepted" | "quarantined";
};

/** What an append did: rows that are durable now, and rows whose id was taken before (they count as accepted for their sender). */
export type AppendOutcome = { accepted: number; duplicates: number };

/** One reader of the journal: what it has not taken yet, and what it never will. */
export type ConsumerStatus = { name: string; waitingBytes: number; skippedEvents: number };

export type JournalStatus = {
  /** Bytes of all segments on disk. */
  bytes: number;
  maxBytes: number;
  consumers: ConsumerStatus[];
  /** Set while the disk refuses writes. */
  fault: string | null;
};
