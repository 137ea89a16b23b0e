import { z } from "zod";
import { cleanLine } from "@/lib/base/clean-text";
import { PortalError } from "@/lib/base/errors";
import { toFieldErrors } from "@/lib/base/field-errors";
import { readPlainCall } from "../internal/read-plain-call";
import {
  checkBatchLength,
  wireId as id,
  isObject,
  noObject,
  wireObject as open,
  wireText as text,
  wireTime as time,
  weighEvent,
} from "../internal/wire-fields";
import { type BadCall, houseContextSchema, type IncomingCall, maxEventBytes } from "../schema";

/** The verbs of the Segment HTTP tracking API, each an address of its own. */
export const segmentVerbs = ["track", "identify", "page", "screen", "group", "alias"] as const;
export type SegmentVerb = (typeof segmentVerbs)[number];
const knownVerbs: ReadonlySet<string> = new Set(segmentVerbs);

const pageSchema = z.object({ path: text, url: text, title: text, referrer: text, search: text });
/** What a call may be; `readPlainCall` gives the same answers for those that are as they should be. */
export const callSchema = z.object({
  messageId: id,
  type: z.enum(segmentVerbs),
  event: z.string().nullish(),
  name: z.string().nullish().catch(undefined),
  userId: id,
  anonymousId: id,
  previousId: id,
  groupId: id,
  timestamp: time,
  originalTimestamp: time,
  sentAt: time.catch(undefined),
  properties: open.nullish(),
  context: z
    .object({
      page: pageSchema.optional().catch(undefined),
      userAgent: text,
      waymark: houseContextSchema.optional(),
    })
    .nullish(),
});
type Call = z.output<typeof callSchema>;

export type SegmentBody = { writeKey?: string; calls: (IncomingCall | BadCall)[] };

/**
 * Reads the body of `/v1/<verb>` or `/v1/batch`. What is wrong with one event of a batch stays with it (BadCall); throws
 * `invalid_fields` when the body is no batch at all and `too_large` when it holds more than it may.
 */
export function readSegmentBody(verb: SegmentVerb | "batch", body: unknown, bodyBytes: number): SegmentBody {
  if (!isObject(body)) throw new PortalError("invalid_fields", "The body must be a JSON object");
  const writeKey = typeof body.writeKey === "string" ? body.writeKey : undefined;
  if (verb !== "batch") {
    if (bodyBytes > maxEventBytes)
      throw new PortalError("too_large", `An event may have at most ${maxEventBytes} bytes`);
    return { writeKey, calls: [readSegmentEvent({ ...withoutKey(body), type: verb })] };
  }
  if (!Array.isArray(body.batch)) {
    throw new PortalError("invalid_fields", undefined, {
      errors: [{ pointer: "/batch", detail: "must be an array of events" }],
    });
  }
  checkBatchLength(body.batch);
  // The batch's context holds for events that bring none of their own (analytics.js sends it per event, older servers per batch).
  const common: Record<string, unknown> = {};
  const alone = body.sentAt === undefined && !isObject(body.context);
  if (body.sentAt !== undefined) common.sentAt = body.sentAt;
  if (isObject(body.context)) common.context = body.context;
  return {
    writeKey,
    calls: body.batch.map((raw: unknown) => {
      const heavy = weighEvent(raw, bodyBytes);
      if (heavy) return { ...heavy, ...nameAndId(raw) };
      if (!isObject(raw)) return noObject(raw);
      return readSegmentEvent(alone ? withoutKey(raw) : { ...common, ...withoutKey(raw) });
    }),
  };
}

/** One event of the dialect, with everything that its batch said of it; also as it comes out of quarantine. */
export function readSegmentEvent(value: unknown): IncomingCall | BadCall {
  if (!isObject(value)) return noObject(value);
  let call: Call | null = readPlainCall<SegmentVerb>(value, knownVerbs);
  if (!call) {
    const result = callSchema.safeParse(value);
    if (!result.success) {
      return { reason: "invalid_event", errors: toFieldErrors(result.error), raw: value, ...nameAndId(value) };
    }
    call = result.data;
  }
  const missing = whatIsMissing(call);
  if (missing) return { reason: "invalid_event", errors: [missing], raw: value, ...nameAndId(value) };
  const { name, properties, page } = whatHappened(call);
  // Written out: this runs for every event, and putting objects together costs more than reading one.
  return {
    name,
    messageId: call.messageId || undefined,
    timestamp: call.originalTimestamp ?? call.timestamp,
    sentAt: call.sentAt,
    visitorId: call.type === "alias" ? call.previousId : call.anonymousId,
    personId: call.userId,
    companyId: call.type === "group" ? call.groupId : undefined,
    properties,
    // Anything at all: what is a trait is the catalogue's to say.
    traits: value.traits,
    page,
    userAgent: call.context?.userAgent,
    house: call.context?.waymark,
    raw: value,
  };
}

/** Browser libraries put the key into every event: it says nothing of the event. */
function withoutKey(event: Record<string, unknown>): Record<string, unknown> {
  if (!Object.hasOwn(event, "writeKey")) return event;
  const { writeKey: _, ...rest } = event;
  return rest;
}

function whatIsMissing({ type, event, userId, previousId, groupId, anonymousId }: Call) {
  const must = (pointer: string) => ({ pointer, detail: "must be given" });
  if (type === "track" && !event) return must("/event");
  if (type === "identify" && !userId && !anonymousId) return must("/userId");
  if (type === "group" && !groupId) return must("/groupId");
  if (type === "alias" && !userId) return must("/userId");
  if (type === "alias" && !previousId) return must("/previousId");
  return null;
}

/** The event a verb stands for. */
function whatHappened(call: Call): Pick<IncomingCall, "name" | "properties" | "page"> {
  const properties = call.properties ?? {};
  const page = call.context?.page;
  switch (call.type) {
    case "track":
      return { name: cleanLine(call.event ?? "", 256), properties, page };
    case "page":
      return { name: "page_viewed", properties: {}, page: { ...page, ...pageSchema.parse(properties) } };
    case "screen":
      return {
        name: "page_viewed",
        properties: {},
        page: { path: `/screen/${call.name ?? ""}`, title: call.name ?? "" },
      };
    case "identify":
    case "alias":
      return { name: "visitor_identified", properties: {}, page };
    case "group":
      return { name: "person_grouped", properties: {}, page };
  }
}

function nameAndId(value: unknown): { name?: string; messageId?: string } {
  if (!isObject(value)) return {};
  const name = [value.event, value.type].find((part) => typeof part === "string");
  const messageId = typeof value.messageId === "string" ? value.messageId : undefined;
  return { name: name as string | undefined, messageId };
}
