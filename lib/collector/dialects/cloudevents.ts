import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import { cleanLine } from "@/lib/base/clean-text";
import { PortalError } from "@/lib/base/errors";
import { toFieldErrors } from "@/lib/base/field-errors";
import { isEventName } from "@/lib/events/catalogue";
import {
  checkBatchLength,
  isObject,
  noObject,
  refuseDeep,
  weighEvent,
  wireObject,
  wireTime,
} from "../internal/wire-fields";
import { type BadCall, houseContextSchema, type ReadCall } from "../schema";

// CloudEvents 1.0.2, "Required Attributes": strings that are not empty.
const required = z
  .string("must be a string")
  .min(1, "must not be empty")
  .max(1_024, "must have at most 1024 characters");
const envelopeSchema = z.object({
  specversion: z.string("must be a string").regex(/^1\.\d+$/, "must be 1.0"),
  id: required,
  source: required,
  type: required,
  subject: z.string().max(1_024).nullish(),
  time: wireTime,
  datacontenttype: z.string().nullish(),
  data: z.unknown().optional(),
  data_base64: z.string().nullish(),
});

/** Fields of a usage record that an event's data may carry (contracts.md, "Usage"); everything else in it is metadata. */
const usageFields = new Set([
  "keyId",
  "key",
  "environment",
  "method",
  "route",
  "status",
  "latencyMs",
  "requestBytes",
  "responseBytes",
  "sdk",
  "sdkVersion",
  "endUserId",
  "traceId",
  "resource",
  "quantity",
  "metadata",
]);

/** What an event's data may say of who it was, besides the properties. */
const whoSchema = z.object({
  userId: z.string().optional().catch(undefined),
  anonymousId: z.string().optional().catch(undefined),
  companyId: z.string().optional().catch(undefined),
  context: z.object({ waymark: houseContextSchema.optional() }).optional().catch(undefined),
});

/**
 * Reads one HTTP message: structured (`application/cloudevents+json`), batched (`-batch+json`) or binary (`ce-*` headers, the body is the
 * data). Plain `application/json` that holds events is taken as what it holds, as OpenMeter does. Throws `invalid_fields`,
 * `unsupported_media_type` or `too_large` when it is none of them; what is wrong with one event stays with it.
 */
export function readCloudEvents(headers: IncomingHttpHeaders, body: () => unknown, bodyBytes: number): ReadCall[] {
  const type = (headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (type === "application/cloudevents-batch+json") return readBatch(body(), bodyBytes);
  if (type === "application/cloudevents+json") return readSingle(body(), bodyBytes);
  if (headers["ce-specversion"] !== undefined || headers["ce-id"] !== undefined) {
    return [readOne({ ...attributesOf(headers), datacontenttype: type, data: dataOf(type, body) }, bodyBytes)];
  }
  if (type !== "" && type !== "application/json") {
    throw new PortalError(
      "unsupported_media_type",
      "Content-Type must be application/cloudevents+json, application/cloudevents-batch+json, or any with ce-* headers",
    );
  }
  const value = body();
  return Array.isArray(value) ? readBatch(value, bodyBytes) : readSingle(value, bodyBytes);
}

function readSingle(value: unknown, bodyBytes: number): ReadCall[] {
  if (isObject(value)) return [readOne(value, bodyBytes)];
  throw new PortalError("invalid_fields", undefined, { errors: [{ pointer: "", detail: "must be an object" }] });
}

function readBatch(value: unknown, bodyBytes: number): ReadCall[] {
  if (!Array.isArray(value)) {
    throw new PortalError("invalid_fields", undefined, { errors: [{ pointer: "", detail: "must be an array" }] });
  }
  checkBatchLength(value);
  return value.map((raw) => readOne(raw, bodyBytes));
}

function readOne(raw: unknown, bodyBytes: number): ReadCall {
  const heavy = weighEvent(raw, bodyBytes) ?? refuseDeep(raw);
  return heavy ? { ...heavy, ...nameAndId(raw) } : readCloudEvent(raw);
}

/** One event in structured form; also as it comes out of quarantine. */
export function readCloudEvent(value: unknown): ReadCall {
  if (!isObject(value)) return noObject(value);
  const bad = (errors: BadCall["errors"]): BadCall => ({
    reason: "invalid_event",
    errors,
    raw: value,
    ...nameAndId(value),
  });
  const read = envelopeSchema.safeParse(value);
  if (!read.success) return bad(toFieldErrors(read.error));
  const event = read.data;
  const data = readData(event.data, event.data_base64);
  if (data === undefined) return bad([{ pointer: "/data", detail: "must be a JSON object" }]);
  const name = cleanLine(event.type, 256);
  if (!isEventName(name) && looksLikeCall(data)) {
    return { name, messageId: nameEvent(event), raw: value, usage: readUsage(event, data) };
  }
  const who = whoSchema.parse(data);
  const { userId: _, anonymousId: __, companyId: ___, context: ____, ...properties } = data;
  return {
    name,
    messageId: nameEvent(event),
    timestamp: event.time,
    personId: who.userId ?? event.subject ?? undefined,
    visitorId: who.anonymousId,
    companyId: who.companyId,
    house: who.context?.waymark,
    properties,
    raw: value,
  };
}

type Envelope = z.output<typeof envelopeSchema>;

/** An event is an API call when its data says how one went, whatever its type is called: types are the sender's words. */
function looksLikeCall(data: Record<string, unknown>): boolean {
  return data.method !== undefined && data.status !== undefined;
}

function readUsage(event: Envelope, data: Record<string, unknown>): Record<string, unknown> {
  const known = Object.entries(data).filter(([name]) => usageFields.has(name));
  const rest = Object.entries(data).filter(([name]) => !usageFields.has(name) && name !== "path");
  const record: Record<string, unknown> = Object.fromEntries(known);
  record.id = event.id;
  record.source = event.source;
  if (event.time) record.time = event.time.toISOString();
  // OpenMeter's subject is whose usage it is: here, a key's.
  if (record.keyId === undefined && record.key === undefined) record.keyId = event.subject ?? "";
  if (record.route === undefined && typeof data.path === "string") record.route = data.path;
  record.latencyMs ??= 0;
  // Meters' quickstarts send numbers as text.
  for (const name of ["status", "latencyMs", "quantity", "requestBytes", "responseBytes"]) {
    const value = record[name];
    if (typeof value === "string" && /^\d+(\.\d+)?$/.test(value)) record[name] = Number(value);
  }
  if (rest.length)
    record.metadata = { ...Object.fromEntries(rest), ...(isObject(record.metadata) ? record.metadata : {}) };
  return record;
}

/** The data as an object; undefined when it is anything else. */
function readData(data: unknown, base64: string | null | undefined): Record<string, unknown> | undefined {
  if (data === undefined || data === null) {
    if (!base64) return {};
    try {
      const value: unknown = JSON.parse(Buffer.from(base64, "base64").toString("utf8"));
      return isObject(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }
  return wireObject.safeParse(data).data;
}

/** The attributes of binary mode: `ce-` headers, percent-encoded (HTTP protocol binding 1.0.2, 3.1.3.2). */
function attributesOf(headers: IncomingHttpHeaders): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(headers)) {
    const text = Array.isArray(value) ? value[0] : value;
    if (name.startsWith("ce-") && text !== undefined) attributes[name.slice(3)] = decode(text);
  }
  return attributes;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Data that is not JSON is no event of ours, which the event is then told; broken JSON is a broken message. */
function dataOf(type: string, body: () => unknown): unknown {
  return type === "" || /^application\/([\w.+-]+\+)?json$/.test(type) ? body() : `(${type})`;
}

/** Unique by source and id, as CloudEvents has it. */
function nameEvent({ source, id }: { source: string; id: string }): string {
  return `ce-${createHash("sha256").update(`${source}\0${id}`).digest("base64url").slice(0, 32)}`;
}

function nameAndId(value: unknown): { name?: string; messageId?: string } {
  if (!isObject(value)) return {};
  const { type, id, source } = value;
  return {
    name: typeof type === "string" ? type : undefined,
    messageId: typeof id === "string" && typeof source === "string" ? nameEvent({ source, id }) : undefined,
  };
}
