import { createHash } from "node:crypto";
import { z } from "zod";
import { cleanLine } from "@/lib/base/clean-text";
import { PortalError } from "@/lib/base/errors";
import { toFieldErrors } from "@/lib/base/field-errors";
import {
  checkBatchLength,
  isObject,
  noObject,
  weighEvent,
  wireId,
  wireObject,
  wireText,
  wireTime,
} from "../internal/wire-fields";
import type { BadCall, IncomingCall, PageContext } from "../schema";

const eventSchema = z.object({
  event: z.string(),
  uuid: wireId.catch(undefined),
  distinct_id: wireId,
  timestamp: wireTime,
  sent_at: wireTime.catch(undefined),
  properties: wireObject.nullish(),
});

const propertiesSchema = z.object({
  distinct_id: wireId,
  $insert_id: wireId.catch(undefined),
  $device_id: wireId.catch(undefined),
  $user_id: wireId.catch(undefined),
  $anon_distinct_id: wireId,
  $session_id: wireId.catch(undefined),
  $is_identified: z.boolean().optional().catch(undefined),
  $process_person_profile: z.boolean().optional().catch(undefined),
  alias: wireId,
  $group_type: wireText,
  $group_key: wireId,
  $groups: z.record(z.string(), wireId).optional().catch(undefined),
  $current_url: wireText,
  $pathname: wireText,
  $referrer: wireText,
  $screen_name: wireText,
  $raw_user_agent: wireText,
  $useragent: wireText,
  title: wireText,
});
type Properties = z.output<typeof propertiesSchema>;

/** What the library says of itself, not of anybody's journey: taken and not kept, or quarantine would hold little else. */
const ownSignals = new Set([
  "$autocapture",
  "$pageleave",
  "$rageclick",
  "$dead_click",
  "$$heatmap",
  "$heatmap",
  "$web_vitals",
  "$performance_event",
  "$snapshot",
  "$feature_flag_called",
  "$feature_view",
  "$feature_interaction",
  "$opt_in",
]);

/** Group types that mean what the portal calls a company. */
const companyTypes = ["company", "organization", "organisation", "account"];

/** posthog-js makes its own anonymous ids as UUIDs of version 7. */
const ownId = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

export type PosthogBody = { apiKey?: string; calls: (IncomingCall | BadCall)[] };

/**
 * Reads what PostHog's libraries post: `{ api_key, batch }`, one event, or a list of events that each carry the key. `sentAt` is the
 * sender's clock when it stands in the address. Throws `invalid_fields` for no such body, `too_large` for too many events.
 */
export function readPosthogBody(body: unknown, bodyBytes: number, sentAt?: string): PosthogBody {
  const events = listEvents(body);
  checkBatchLength(events);
  const apiKey = keyOf(body) ?? events.map(keyOf).find((key) => key !== undefined);
  const common: Record<string, unknown> = {};
  const sent = (isObject(body) && (body.sent_at ?? body.sentAt)) || (sentAt ? Number(sentAt) : undefined);
  if (sent) common.sent_at = sent;
  return {
    apiKey,
    calls: events
      .filter((raw) => !(isObject(raw) && typeof raw.event === "string" && ownSignals.has(raw.event)))
      .map((raw) => {
        const heavy = weighEvent(raw, bodyBytes);
        if (heavy) return { ...heavy, ...nameAndId(raw) };
        return readPosthogEvent(isObject(raw) ? { ...common, ...withoutKey(raw) } : raw);
      }),
  };
}

function listEvents(body: unknown): unknown[] {
  if (Array.isArray(body)) return body;
  if (isObject(body)) {
    if (Array.isArray(body.batch)) return body.batch;
    // Older libraries wrap a list.
    if (Array.isArray(body.data)) return body.data;
    if (body.event !== undefined) return [body];
  }
  throw new PortalError("invalid_fields", undefined, {
    errors: [{ pointer: "/batch", detail: "must be an array of events" }],
  });
}

function keyOf(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const properties = isObject(value.properties) ? value.properties : {};
  const key = [value.api_key, value.token, properties.token].find((text) => typeof text === "string" && text !== "");
  return key as string | undefined;
}

/** One event of the dialect, with its batch's `sent_at`; also as it comes out of quarantine. */
export function readPosthogEvent(value: unknown): IncomingCall | BadCall {
  if (!isObject(value)) return noObject(value);
  const event = eventSchema.safeParse(value);
  const properties = propertiesSchema.safeParse(event.data?.properties ?? {});
  if (!event.success || !properties.success) {
    const errors = [
      ...(event.error ? toFieldErrors(event.error) : []),
      ...(properties.error ? toFieldErrors(properties.error) : []).map(({ pointer, detail }) => ({
        pointer: `/properties${pointer}`,
        detail,
      })),
    ];
    return { reason: "invalid_event", errors, raw: value, ...nameAndId(value) };
  }
  const { uuid, timestamp, sent_at: sentAt } = event.data;
  const about = properties.data;
  const who = whoOf(event.data.event, event.data.distinct_id ?? about.distinct_id, about);
  if ("pointer" in who) {
    return { reason: "invalid_event", errors: [who], raw: value, ...nameAndId(value) };
  }
  const { name, page } = whatHappened(event.data.event, about);
  return {
    name,
    page,
    messageId: uuid || about.$insert_id || undefined,
    timestamp,
    sentAt,
    ...who,
    visitKey: about.$session_id,
    traits: traitsOf(value, event.data.properties ?? {}),
    properties: name === event.data.event ? (event.data.properties ?? {}) : {},
    userAgent: about.$raw_user_agent ?? about.$useragent,
    raw: value,
  };
}

/** Older libraries put them beside the properties, newer ones into them; what was set earlier counts when nothing newer was. */
function traitsOf(event: Record<string, unknown>, properties: Record<string, unknown>): unknown {
  const told = ["$set_once", "$set", "$group_set"].flatMap((name) => [event[name], properties[name]]).filter(isObject);
  return told.length ? Object.assign({}, ...told) : undefined;
}

type Who = Pick<IncomingCall, "visitorId" | "personId" | "companyId">;

/**
 * PostHog has one id for both: `distinct_id` is a visitor's until `identify`, then the person's. The library says which (`$is_identified`);
 * servers send people, unless the id is one that posthog-js made.
 */
function whoOf(
  event: string,
  distinctId: string | undefined,
  about: Properties,
): Who | { pointer: string; detail: string } {
  const companyId = companyTypes.map((type) => about.$groups?.[type]).find(Boolean);
  const must = (pointer: string) => ({ pointer, detail: "must be given" });
  if (event === "$identify") {
    if (!distinctId) return must("/distinct_id");
    const before = about.$anon_distinct_id ?? (ownId.test(distinctId) ? distinctId : undefined);
    return { personId: distinctId, visitorId: before, companyId };
  }
  if (event === "$create_alias" || event === "$merge_dangerously") {
    if (!distinctId) return must("/distinct_id");
    if (!about.alias) return must("/properties/alias");
    // Either way round: the one that posthog-js made is the visitor's.
    const swapped = ownId.test(distinctId) && !ownId.test(about.alias);
    return swapped
      ? { personId: about.alias, visitorId: distinctId }
      : { personId: distinctId, visitorId: about.alias };
  }
  if (event === "$groupidentify") {
    if (!companyTypes.includes(about.$group_type ?? "")) {
      return { pointer: "/properties/$group_type", detail: `must be one of ${companyTypes.join(", ")}` };
    }
    if (!about.$group_key) return must("/properties/$group_key");
    // Without a person the library names one after the group: that is nobody.
    const invented = distinctId === `$${about.$group_type}_${about.$group_key}`;
    return { ...(invented ? {} : personOrVisitor(distinctId, about)), companyId: about.$group_key };
  }
  return { ...personOrVisitor(distinctId, about), companyId };
}

function personOrVisitor(distinctId: string | undefined, about: Properties): Who {
  // Cookieless mode: all visitors have this one id.
  if (!distinctId || distinctId === "$posthog_cookieless") return {};
  const { $device_id: device, $is_identified: identified, $user_id: user } = about;
  const anonymous =
    identified === false ||
    about.$process_person_profile === false ||
    (identified !== true && !user && (device === distinctId || ownId.test(distinctId)));
  if (anonymous) return { visitorId: distinctId };
  const personId = user ?? distinctId;
  // `reset` keeps the device's id for the next person at it: a visitor of ours is one device and one person.
  return device ? { personId, visitorId: nameVisitor(device, personId) } : { personId };
}

function nameVisitor(device: string, personId: string): string {
  return `ph_${createHash("sha256").update(`${device}\0${personId}`).digest("base64url").slice(0, 22)}`;
}

function whatHappened(event: string, about: Properties): { name: string; page?: PageContext } {
  const page: PageContext = {
    url: about.$current_url,
    path: about.$pathname,
    title: about.title,
    // What the library says when nothing referred.
    referrer: about.$referrer === "$direct" ? "" : about.$referrer,
  };
  switch (event) {
    case "$pageview":
      return { name: "page_viewed", page };
    case "$screen":
      return { name: "page_viewed", page: { path: `/screen/${about.$screen_name ?? ""}`, title: about.$screen_name } };
    case "$identify":
    case "$create_alias":
    case "$merge_dangerously":
      return { name: "visitor_identified", page };
    case "$groupidentify":
      return { name: "person_grouped", page };
    default:
      return { name: cleanLine(event, 256), page };
  }
}

/** The key is public, but says nothing of the event. */
function withoutKey(event: Record<string, unknown>): Record<string, unknown> {
  const { api_key: _, token: __, ...rest } = event;
  if (!isObject(rest.properties) || !Object.hasOwn(rest.properties, "token")) return rest;
  const { token: ___, ...properties } = rest.properties;
  return { ...rest, properties };
}

function nameAndId(value: unknown): { name?: string; messageId?: string } {
  if (!isObject(value)) return {};
  return {
    name: typeof value.event === "string" ? value.event : undefined,
    messageId: typeof value.uuid === "string" ? value.uuid : undefined,
  };
}
