import { cleanLine } from "@/lib/base/clean-text";
import { isObject, isTime, maxIdLength } from "./wire-fields";

/** A call whose fields all are what they should be; the shape that the Segment dialect's schema answers. */
export type PlainCall<Verb extends string> = {
  type: Verb;
  messageId: string | undefined;
  event: string | null | undefined;
  name: string | null | undefined;
  userId: string | undefined;
  anonymousId: string | undefined;
  previousId: string | undefined;
  groupId: string | undefined;
  timestamp: Date | undefined;
  originalTimestamp: Date | undefined;
  sentAt: Date | undefined;
  properties: Record<string, unknown> | null | undefined;
  context: PlainContext | null | undefined;
};
type PlainContext = { page?: PlainPage; userAgent?: string; waymark?: undefined };
type PlainPage = { path?: string; url?: string; title?: string; referrer?: string; search?: string };

const pageFields = ["path", "url", "title", "referrer", "search"] as const;

/** What this reader leaves to the schema, which says what is wrong with it or knows what to make of it. */
const strange = Symbol("strange");

/**
 * Reads a call in which nothing is out of the ordinary: the same answer as the schema's, at a tenth of its time (a schema walks each event
 * through some thirty checks that allocate; this is most of what accepting an event costs). Null: ask the schema.
 */
export function readPlainCall<Verb extends string>(
  value: Record<string, unknown>,
  verbs: ReadonlySet<string>,
): PlainCall<Verb> | null {
  const { type, event, name, properties } = value;
  if (typeof type !== "string" || !verbs.has(type)) return null;
  if (event !== undefined && event !== null && typeof event !== "string") return null;
  if (!isPlainRecord(properties)) return null;
  const messageId = readId(value.messageId);
  const userId = readId(value.userId);
  const anonymousId = readId(value.anonymousId);
  const previousId = readId(value.previousId);
  const groupId = readId(value.groupId);
  const timestamp = readTime(value.timestamp);
  const originalTimestamp = readTime(value.originalTimestamp);
  const context = readContext(value.context);
  if (
    messageId === strange ||
    userId === strange ||
    anonymousId === strange ||
    previousId === strange ||
    groupId === strange ||
    timestamp === strange ||
    originalTimestamp === strange ||
    context === strange
  ) {
    return null;
  }
  const sentAt = readTime(value.sentAt);
  if (sentAt === strange && typeof value.sentAt !== "string") return null;
  return {
    type: type as Verb,
    messageId,
    event,
    name: typeof name === "string" || name === null ? name : undefined,
    userId,
    anonymousId,
    previousId,
    groupId,
    timestamp,
    originalTimestamp,
    // A time of sending that is none is as good as none.
    sentAt: sentAt === strange ? undefined : sentAt,
    properties,
    context,
  };
}

function readId(value: unknown): string | undefined | typeof strange {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? cleanLine(value, maxIdLength) : strange;
}

function readTime(value: unknown): Date | undefined | typeof strange {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") return strange;
  const date = new Date(value);
  return isTime(date) ? date : strange;
}

function readContext(value: unknown): PlainContext | null | undefined | typeof strange {
  if (value === undefined || value === null) return value;
  if (!isObject(value) || value.waymark !== undefined) return strange;
  return { page: isObject(value.page) ? readPage(value.page) : undefined, userAgent: textOf(value.userAgent) };
}

/** Only the fields that are there: a page is laid over another. */
function readPage(page: Record<string, unknown>): PlainPage {
  const read: PlainPage = {};
  for (const name of pageFields) {
    const value = page[name];
    if (typeof value === "string") read[name] = value;
  }
  return read;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Also takes what is not there. A record with a key that names its prototype is for the schema to look at. */
function isPlainRecord(value: unknown): value is Record<string, unknown> | null | undefined {
  return value === undefined || value === null || (isObject(value) && !Object.hasOwn(value, "__proto__"));
}
