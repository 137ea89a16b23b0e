import { createHash } from "node:crypto";
import { z } from "zod";
import { cleanLine } from "@/lib/base/clean-text";
import { PortalError } from "@/lib/base/errors";
import { toFieldErrors } from "@/lib/base/field-errors";
import {
  checkBatchLength,
  isObject,
  noObject,
  refuseDeep,
  weighEvent,
  wireId,
  wireObject,
  wireText,
  wireTime,
} from "../internal/wire-fields";
import type { BadCall, Dialect, ReadCall } from "../schema";

export const moesifKinds = ["events", "users", "companies", "actions"] as const;
export type MoesifKind = (typeof moesifKinds)[number];

/** Bodies travel along and are thrown away unread: only what is left is weighed. */
const headersSchema = z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]).catch(""));

const apiCallSchema = z.object({
  request: z.object({
    time: z.union([z.string(), z.number()]),
    uri: z.string(),
    verb: z.string(),
    headers: headersSchema.nullish().catch(undefined),
    api_version: wireText,
  }),
  response: z.object({
    time: z.union([z.string(), z.number()]).nullish(),
    status: z.number(),
    headers: headersSchema.nullish().catch(undefined),
  }),
  session_token: wireText,
  user_id: wireId.catch(undefined),
  company_id: wireId.catch(undefined),
  metadata: wireObject.nullish().catch(undefined),
  direction: wireText,
});

const userSchema = z.object({
  user_id: wireId,
  company_id: wireId,
  modified_time: wireTime.catch(undefined),
  user_agent_string: wireText,
  metadata: wireObject.nullish().catch(undefined),
});
const companySchema = z.object({
  company_id: wireId,
  modified_time: wireTime.catch(undefined),
  metadata: wireObject.nullish().catch(undefined),
});
const actionSchema = z.object({
  action_name: z.string(),
  transaction_id: wireId.catch(undefined),
  user_id: wireId,
  company_id: wireId,
  metadata: wireObject.nullish(),
  request: z.object({ uri: wireText, time: wireTime, user_agent_string: wireText }).nullish(),
});

/**
 * Reads `POST /v1/<kind>` (one object) and `/v1/<kind>/batch` (a list). What is wrong with one stays with it; throws `invalid_fields` for
 * neither and `too_large` for too many.
 */
export function readMoesifBody(kind: MoesifKind, isBatch: boolean, body: unknown, bodyBytes: number): ReadCall[] {
  if (isBatch !== Array.isArray(body)) {
    throw new PortalError("invalid_fields", undefined, {
      errors: [{ pointer: "", detail: isBatch ? "must be an array" : "must be an object" }],
    });
  }
  const list = isBatch ? (body as unknown[]) : [body];
  checkBatchLength(list);
  return list.flatMap((raw) => {
    const kept = keep(raw);
    const refused = weighEvent(kept, bodyBytes) ?? refuseDeep(kept);
    if (refused) return [refused];
    return (kind === "users" ? splitUser(kept) : [kept]).map((one) => readMoesifEvent(kind, one));
  });
}

/** A user with traits and a company says two things: who somebody is, and which company is theirs. */
function splitUser(user: unknown): unknown[] {
  if (!isObject(user) || !user.user_id || !user.company_id || !isObject(user.metadata)) return [user];
  const { company_id, ...person } = user;
  const { user_id, modified_time } = user;
  return [person, { user_id, company_id, modified_time }];
}

/** One of the dialect's objects, in snake_case or as Node's library writes it; also as it comes out of quarantine. */
export function readMoesifEvent(kind: MoesifKind, value: unknown): ReadCall {
  if (!isObject(value)) return noObject(value);
  switch (kind) {
    case "events":
      return readApiCall(value);
    case "users":
      return readUser(value);
    case "companies":
      return readCompany(value);
    case "actions":
      return readAction(value);
  }
}

function readApiCall(value: Record<string, unknown>): ReadCall {
  const read = apiCallSchema.safeParse(value);
  const raw = withoutCredentials(value);
  if (!read.success) return invalid(toFieldErrors(read.error), raw);
  const { request, response, metadata, direction } = read.data;
  if (direction?.toLowerCase() === "outgoing") {
    return invalid([{ pointer: "/direction", detail: "is a call to somebody else's API" }], raw);
  }
  const begun = new Date(request.time).getTime();
  const ended = response.time ? new Date(response.time).getTime() : begun;
  const about = metadata ?? {};
  const text = (...names: string[]) =>
    names.map((name) => about[name]).find((one): one is string => typeof one === "string" && one !== "");
  // Not the transaction id: whoever calls the API may choose it, and with it that calls count once only.
  const messageId = nameCall(raw);
  return {
    name: "api_call",
    messageId,
    raw,
    usage: {
      id: messageId,
      source: "moesif",
      time: Number.isFinite(begun) ? new Date(begun).toISOString() : String(request.time),
      ...keyOf(read.data, text("keyId", "key_id")),
      method: request.verb,
      route: text("route") ?? pathOf(request.uri),
      status: response.status,
      latencyMs: Number.isFinite(ended - begun) ? Math.max(0, ended - begun) : 0,
      requestBytes: lengthOf(request.headers),
      responseBytes: lengthOf(response.headers),
      endUserId: text("endUserId", "end_user_id"),
      sdk: text("sdk"),
      sdkVersion: text("sdkVersion", "sdk_version"),
      traceId: /^\w{2}-(\w{32})-/.exec(header(request.headers, "traceparent"))?.[1],
      metadata: {
        ...about,
        ...(read.data.user_id ? { user_id: read.data.user_id } : {}),
        ...(read.data.company_id ? { company_id: read.data.company_id } : {}),
        ...(request.api_version ? { api_version: request.api_version } : {}),
      },
    },
  };
}

type ApiCall = z.output<typeof apiCallSchema>;

/**
 * Whose call it was: what the API's own code says (metadata, session token), else the key in the headers of the call, which the API has
 * looked at. Never a header that only a gateway should set: without a gateway anybody can.
 */
function keyOf(
  { session_token: token, request }: ApiCall,
  keyId: string | undefined,
): { key?: string; keyId?: string } {
  if (keyId) return { keyId };
  if (token?.startsWith("key_")) return { keyId: token };
  const authorization = header(request.headers, "authorization");
  const basic = /^basic +(\S+)$/i.exec(authorization)?.[1];
  const user = basic ? Buffer.from(basic, "base64").toString("utf8").split(":", 1)[0] : undefined;
  const key =
    token || /^bearer +(\S+)$/i.exec(authorization)?.[1] || user || header(request.headers, "x-api-key") || undefined;
  return key ? { key } : { keyId: "" };
}

function readUser(value: Record<string, unknown>): ReadCall {
  const read = userSchema.safeParse(value);
  if (!read.success) return invalid(toFieldErrors(read.error), value);
  const {
    user_id: personId,
    company_id: companyId,
    modified_time: timestamp,
    user_agent_string: userAgent,
    metadata,
  } = read.data;
  if (!personId) return invalid([{ pointer: "/user_id", detail: "must be given" }], value);
  // A user with a company says who is of which; alone it only says that there is such a person.
  const name = companyId ? "person_grouped" : "visitor_identified";
  // The traits of a grouping are the company's.
  const traits = companyId ? undefined : metadata;
  return {
    name,
    messageId: nameCall(value),
    personId,
    companyId,
    timestamp,
    userAgent,
    properties: {},
    traits,
    raw: value,
  };
}

function readCompany(value: Record<string, unknown>): ReadCall {
  const read = companySchema.safeParse(value);
  if (!read.success) return invalid(toFieldErrors(read.error), value);
  const { company_id: companyId, modified_time: timestamp, metadata: traits } = read.data;
  if (!companyId) return invalid([{ pointer: "/company_id", detail: "must be given" }], value);
  const messageId = nameCall(value);
  return { name: "person_grouped", messageId, companyId, timestamp, properties: {}, traits, raw: value };
}

function readAction(value: Record<string, unknown>): ReadCall {
  const read = actionSchema.safeParse(value);
  if (!read.success) return invalid(toFieldErrors(read.error), value);
  const { action_name, transaction_id, user_id, company_id, metadata, request } = read.data;
  return {
    name: cleanLine(action_name, 256),
    messageId: transaction_id || nameCall(value),
    timestamp: request?.time,
    personId: user_id,
    companyId: company_id,
    properties: metadata ?? {},
    page: request?.uri ? { url: request.uri } : undefined,
    userAgent: request?.user_agent_string,
    raw: value,
  };
}

/** The object in snake_case, without bodies and without the headers that nothing is read from: they are nobody's business here. */
function keep(raw: unknown): unknown {
  if (!isObject(raw)) return raw;
  const snake = toSnake(raw);
  for (const side of ["request", "response"]) {
    const part = snake[side];
    if (!isObject(part)) continue;
    const { body: _, ip_address: __, transfer_encoding: ___, ...rest } = toSnake(part);
    if (isObject(rest.headers)) rest.headers = keepHeaders(rest.headers);
    // A query may hold whatever a caller thought safe in it.
    if (typeof rest.uri === "string" && "response" in snake) rest.uri = rest.uri.split(/[?#]/, 1)[0];
    snake[side] = rest;
  }
  delete snake.ip_address;
  return snake;
}

/** What may lie in quarantine of a call: whoever's key it was, known here or not, is no business of who looks there. */
function withoutCredentials(value: Record<string, unknown>): Record<string, unknown> {
  const { session_token: token, request, ...rest } = value;
  const kept: Record<string, unknown> = { ...rest };
  if (typeof token === "string" && token.startsWith("key_")) kept.session_token = token;
  if (!isObject(request) || !isObject(request.headers)) return { ...kept, request };
  const { authorization: _, "x-api-key": __, ...headers } = request.headers;
  return { ...kept, request: { ...request, headers } };
}

const readHeaders = new Set(["authorization", "x-api-key", "traceparent", "content-length", "x-moesif-transaction-id"]);

function keepHeaders(headers: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]): [string, unknown] => [name.toLowerCase(), value])
      .filter(([name]) => readHeaders.has(name)),
  );
}

/** Top level only: what is inside `metadata` is the sender's own. */
function toSnake(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), one]),
  );
}

function header(headers: ApiCall["request"]["headers"], name: string): string {
  const value = headers?.[name];
  return String(Array.isArray(value) ? (value[0] ?? "") : (value ?? ""));
}

function lengthOf(headers: ApiCall["request"]["headers"]): number | undefined {
  const text = header(headers, "content-length");
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function pathOf(uri: string): string {
  try {
    return new URL(uri, "http://api.invalid").pathname.slice(0, 500);
  } catch {
    return uri.slice(0, 500);
  }
}

/** An id for what brings none: the same thing sent again is the same. */
function nameCall(value: Record<string, unknown>): string {
  return `moesif-${createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 32)}`;
}

function invalid(errors: BadCall["errors"], raw: Record<string, unknown>): BadCall {
  const name = typeof raw.action_name === "string" ? raw.action_name : undefined;
  return { reason: "invalid_event", errors, raw, name };
}

export function moesifDialect(kind: MoesifKind): Dialect {
  return `moesif/${kind}`;
}
