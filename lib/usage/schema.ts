import { z } from "zod";

export const httpMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"] as const;

/** Records in one request at most (contracts.md, "Usage"). */
export const maxUsageRecords = 10_000;
/** How late a record may come. */
export const maxLateDays = 32;
/** How far a sender's clock may run ahead; such times are taken for now. */
export const maxAheadMs = 5 * 60_000;
/** What the request log keeps. */
export const requestLogDays = 7;
/** Calls of one app whose headers and bodies are kept, newest first; of each operation the last that passed is kept besides. */
export const mostDetails = 300;
/** Bytes of JSON or text kept of one body. */
export const mostBodyBytes = 16 * 1024;

const idText = z.string("must be a string").min(1, "must not be empty").max(200, "must have at most 200 characters");
const shortText = z.string("must be a string").max(200, "must have at most 200 characters");
const bytes = z
  .int("must be a whole number")
  .min(0, "must not be negative")
  .max(Number.MAX_SAFE_INTEGER, "must be at most 9007199254740991");

/** Six decimals and twelve digits before them are what the meter keeps exactly. */
const quantity = z
  .number("must be a number")
  .min(0, "must not be negative")
  .max(999_999_999_999, "must be at most 999999999999")
  // The shortest text of the number: arithmetic on it would err by the very digits in question.
  .refine((value) => /^-?\d+(\.\d{1,6})?$/.test(String(value)), "must have at most six decimals");

/** One API call as the platform's API or gateway reports it (contracts.md, "Usage"). */
export const usageRecordSchema = z
  .strictObject({
    /** Unique in its `source`: the key to idempotency. */
    id: idText,
    source: idText,
    time: z.iso.datetime({ offset: true, message: "must be a time such as 2026-11-21T10:00:00Z" }),
    keyId: z.string("must be a string").max(100, "must have at most 100 characters").optional(),
    key: z.string("must be a string").max(1_000, "must have at most 1000 characters").optional(),
    environment: z.enum(["sandbox", "live"]).optional(),
    method: z.string("must be a string").toUpperCase().pipe(z.enum(httpMethods)),
    /** The template where there is one (`/shipments/{id}`), else the path; a query is cut off. */
    route: z
      .string("must be a string")
      .startsWith("/", "must start with /")
      .max(500, "must have at most 500 characters"),
    status: z.int("must be a whole number").min(100, "must be at least 100").max(599, "must be at most 599"),
    latencyMs: z.number("must be a number").min(0, "must not be negative").max(86_400_000, "must be at most 86400000"),
    requestBytes: bytes.optional(),
    responseBytes: bytes.optional(),
    sdk: shortText.optional(),
    sdkVersion: shortText.optional(),
    endUserId: shortText.optional(),
    traceId: shortText.optional(),
    /** What the call was about, `shipments`; absent: taken from the route. */
    resource: shortText.optional(),
    /** Units the meter counts; absent: 1. */
    quantity: quantity.optional(),
    metadata: z
      .record(z.string(), z.json())
      .refine((value) => JSON.stringify(value).length <= 4_096, "must be at most 4096 bytes of JSON")
      .optional(),
  })
  .refine((record) => (record.keyId === undefined) !== (record.key === undefined), {
    path: ["keyId"],
    message: "give either keyId or key",
  });
export type UsageRecord = z.output<typeof usageRecordSchema>;

/** Whose call it was, resolved at ingest. */
export type UsageKey = {
  keyId: string;
  appId: string;
  companyId: string;
  /** The key's maker. */
  personId: string;
  environment: "sandbox" | "live";
};

/** What was sent or answered, secrets taken out. */
export type SentMessage = {
  headers: Record<string, string>;
  /** A body that is JSON; absent: none was sent, or it is in `text` or `note`. */
  body?: unknown;
  /** The beginning of a body that is not JSON. */
  text?: string;
  /** What was left out, and why. */
  note?: string;
};

/** Where the time of a sandbox call went, milliseconds: the key, the body on the wire, the answer, a wait that a scenario asked for. */
export type CallTiming = { keyMs: number; bodyMs: number; answerMs: number; waitMs: number };

/** A sandbox call opened: what `LoggedRequest` does not tell. */
export type RequestDetail = {
  id: string;
  appId: string;
  at: string;
  operation: string;
  passed: boolean;
  method: string;
  /** Below /sandbox, with its query. */
  path: string;
  request: SentMessage;
  response: SentMessage;
  timing: CallTiming;
};

/** One call in the request log. */
export type LoggedRequest = {
  source: string;
  id: string;
  at: string;
  origin: "api" | "sandbox";
  environment: "sandbox" | "live";
  appId: string;
  keyId: string;
  method: string;
  route: string;
  status: number;
  latencyMs: number;
  requestBytes: number;
  responseBytes: number;
  sdk: string;
  sdkVersion: string;
  endUserId: string;
  traceId: string;
  resource: string;
  metadata: Record<string, unknown>;
};

export type StatusClass = 1 | 2 | 3 | 4 | 5;

/** The stages of calls that are milestones, as the ledger names them. */
export const callStages = [
  "first_sandbox_call",
  "first_sandbox_2xx",
  "first_live_call",
  "first_live_2xx",
  "first_valuable_call",
  "first_end_user",
] as const;
export type CallStage = (typeof callStages)[number];

/** What a chart of usage may be split by. */
export const usageSplits = ["status", "route", "key", "sdk"] as const;
export type UsageSplit = (typeof usageSplits)[number];
