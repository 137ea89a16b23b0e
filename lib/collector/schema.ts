import { z } from "zod";
import type { FieldError } from "@/lib/base/errors";
import type { Audience, QuarantineReason } from "@/lib/events/schema";

/** Sizes a dialect speaks of (contracts.md, "Collector"), bytes. */
export const maxEventBytes = 32 * 1024;
export const maxBatchBytes = 500 * 1024;
/** What a gzip batch may weigh, packed and unpacked (RudderStack's). */
export const maxUnpackedBytes = 4 * 1024 * 1024;
/** Events of one request: 4 MB of `{}` would be a million rows of quarantine. */
export const maxBatchEvents = 5_000;

/** The ways to say what happened that the collector understands; kept with what is set aside, so that it can be read again. */
export const dialects = [
  "segment",
  "posthog",
  "moesif/events",
  "moesif/users",
  "moesif/companies",
  "moesif/actions",
  "cloudevents",
] as const;
export type Dialect = (typeof dialects)[number];

/** Who sends: anybody with a source's public write key, or the platform's own server with a service token. */
export type Sender = { kind: "public" | "service"; sourceId: string };

/** Where a call was made; only what the collector keeps something of, and none of it as it came. */
export type Browser = {
  userAgent: string;
  clientIp: string;
  /** The cookies, when the browser sent them and asked for no privacy. */
  visitorId?: string;
  visitCookie?: string;
  /** The host the browser thinks it talks to. */
  host: string;
  /** Where the visitor is, as a trusted proxy told it (ISO 3166-1 alpha-2), and the language they would rather read (ISO 639). */
  country?: string;
  language?: string;
  /** When the door knows better than the user agent tells. */
  audience?: Audience;
};

/** What only the house and the platform's servers may say (`context.waymark` on the wire). */
export const houseContextSchema = z.object({
  sentBy: z.enum(["web", "server", "api", "admin"]).optional(),
  companyId: z.string().max(256).optional(),
  visitId: z.string().max(256).optional(),
  appId: z.string().max(256).optional(),
  keyId: z.string().max(256).optional(),
  environment: z.enum(["sandbox", "live"]).optional(),
});
export type HouseContext = z.infer<typeof houseContextSchema>;

export type PageContext = { path?: string; url?: string; title?: string; referrer?: string; search?: string };

/** One call of whatever dialect, read but not yet judged. */
export type IncomingCall = {
  /** An event's name as sent, or what a nameless verb stands for. */
  name: string;
  messageId?: string;
  /** When it happened, by the sender's clock. */
  timestamp?: Date;
  /** When it was sent, by the same clock: the difference to ours is that clock's error. */
  sentAt?: Date;
  visitorId?: string;
  /** Names a sitting across the ids a visitor has in it, where the dialect knows one. */
  visitKey?: string;
  personId?: string;
  companyId?: string;
  properties: Record<string, unknown>;
  /** What `identify` or `group` told of the person or company, as sent. */
  traits?: unknown;
  page?: PageContext;
  userAgent?: string;
  house?: HouseContext;
  /** As it came, for quarantine. */
  raw: unknown;
};

/** An API call told in a dialect of events: what `recordUsage` takes. */
export type IncomingUsage = { usage: Record<string, unknown>; name: string; messageId?: string; raw: unknown };

/** A call that cannot be an event, and why. */
export type BadCall = {
  reason: QuarantineReason;
  errors: FieldError[];
  name?: string;
  messageId?: string;
  raw: unknown;
};

/** Anything a dialect's reader makes of what it was sent. */
export type ReadCall = IncomingCall | IncomingUsage | BadCall;

export function isBadCall(call: ReadCall): call is BadCall {
  return "reason" in call;
}

export function isUsage(call: ReadCall): call is IncomingUsage {
  return "usage" in call;
}
