import { createHash } from "node:crypto";
import { PostHog } from "posthog-node";
import { z } from "zod";
import { type GuardedAnswer, guardedFetch } from "@/lib/base/guarded-fetch";
import { type DeliveryOutcome, judgeFault, judgeStatus } from "@/lib/base/webhooks/delivery-outcome";
import { filterSchema, mappingSchema } from "../../schema";
import type { OutgoingEvent } from "../outgoing-event";
import { flattenTouch, linkingEvents } from "./common";
import { defineKind, type RequestOptions } from "./kind";
import { secretText, targetAddress } from "./settings-fields";

type Settings = { host: string; key: string };

/** PostHog, through its own library: capture with our ids; alias, identify and group with the events that say who somebody is. */
export const posthogKind = defineKind({
  settings: z.object({ host: targetAddress, key: secretText }),
  secretFields: ["key"],
  maxEvents: 100,
  maxBytes: 1024 * 1024,
  concurrency: 2,
  defaults: { filter: filterSchema.parse({ events: ["*"] }), mapping: mappingSchema.parse({}) },
  deliver: (events, settings, options) => send(events, settings, options),
  preview: (event) => describeCalls(event),
});

async function send(
  events: readonly OutgoingEvent[],
  { host, key }: Settings,
  options: RequestOptions,
): Promise<DeliveryOutcome> {
  const outcomes: DeliveryOutcome[] = [];
  const client = new PostHog(key, {
    host,
    // The outbox decides when to try again and how many go together; the library would drop what it cannot send.
    flushAt: 10_000,
    maxBatchSize: 10_000,
    maxQueueSize: 10_000,
    flushInterval: 0,
    fetchRetryCount: 0,
    preloadFeatureFlags: false,
    disableGeoip: true,
    async fetch(url, request) {
      outcomes.push(await post(url, request, options));
      return { status: 200, text: async () => "", json: async () => ({}), headers: { get: () => null }, body: null };
    },
  });
  for (const event of events) for (const call of describeCalls(event)) apply(client, call);
  await client.shutdown(options.timeoutMs + 1_000);
  return outcomes.find(({ kind }) => kind !== "delivered") ?? outcomes[0] ?? neverSent;
}

const neverSent: DeliveryOutcome = { kind: "retry", status: null, reason: "nothing was sent in time" };

type PostHogRequest = Parameters<NonNullable<NonNullable<ConstructorParameters<typeof PostHog>[1]>["fetch"]>>[1];

async function post(url: string, request: PostHogRequest, options: RequestOptions): Promise<DeliveryOutcome> {
  try {
    const { method, headers, body } = request;
    const bytes = body instanceof Blob ? new Uint8Array(await body.arrayBuffer()) : (body as string | undefined);
    const guarded = { method, headers: headers as Record<string, string>, body: bytes };
    const answer = await guardedFetch(url, { ...options, ...guarded, maxBytes: 16 * 1024, longer: "cut" });
    return judge(answer);
  } catch (error) {
    return judgeFault(error);
  }
}

function judge({ status, headers }: GuardedAnswer): DeliveryOutcome {
  if ([400, 413, 422].includes(status)) return { kind: "refused", status, reason: `refused the events with ${status}` };
  if (status === 401 || status === 403) return { kind: "retry", status, reason: "did not accept the project API key" };
  return judgeStatus(status, headers.get("retry-after"));
}

type Call =
  | { call: "alias"; distinctId: string; alias: string }
  | { call: "identify"; distinctId: string; properties: { $set: object; $set_once: object } }
  | { call: "groupIdentify"; groupType: "company"; groupKey: string; distinctId: string; properties: object }
  | {
      call: "capture";
      distinctId: string;
      event: string;
      timestamp: string;
      uuid: string;
      groups?: { company: string };
      properties: Record<string, unknown>;
    };

/** What of the library is called for one event. People are known by our person id, visitors by theirs until they are people. */
function describeCalls(event: OutgoingEvent): Call[] {
  const calls: Call[] = [];
  const distinctId = event.personId || event.visitorId || event.companyId || event.keyId || event.id;
  const first = flattenTouch(event.firstTouch, "first_");
  if (linkingEvents.has(event.originalName) && event.personId) {
    if (event.visitorId) calls.push({ call: "alias", distinctId, alias: event.visitorId });
    const $set = { ...event.person, ...(event.companyId ? { company_id: event.companyId } : {}) };
    calls.push({ call: "identify", distinctId, properties: { $set, $set_once: first } });
    if (event.companyId) {
      const group = { groupType: "company" as const, groupKey: event.companyId };
      calls.push({ call: "groupIdentify", ...group, distinctId, properties: event.company ?? {} });
    }
  }
  calls.push({
    call: "capture",
    distinctId,
    event: event.name,
    timestamp: event.occurredAt,
    uuid: toUuid(event.id),
    ...(event.companyId ? { groups: { company: event.companyId } } : {}),
    properties: {
      event_id: event.id,
      ...(event.visitorId ? { visitor_id: event.visitorId } : {}),
      ...(event.visitId ? { visit_id: event.visitId } : {}),
      ...(event.companyId ? { company_id: event.companyId } : {}),
      ...(event.appId ? { app_id: event.appId } : {}),
      ...(event.keyId ? { key_id: event.keyId } : {}),
      ...(event.environment ? { environment: event.environment } : {}),
      ...(event.path ? { path: event.path } : {}),
      ...first,
      // Nobody known: an event without a profile, as PostHog's own browser library sends it before it knows who it is.
      ...(event.personId ? {} : { $process_person_profile: false }),
      ...event.properties,
    },
  });
  return calls;
}

function apply(client: PostHog, call: Call): void {
  if (call.call === "alias") client.alias({ distinctId: call.distinctId, alias: call.alias });
  else if (call.call === "identify") client.identify({ distinctId: call.distinctId, properties: call.properties });
  else if (call.call === "groupIdentify") client.groupIdentify(call);
  else client.capture({ ...call, timestamp: new Date(call.timestamp) });
}

/** The same event has the same UUID on every try: PostHog drops the repeat. */
function toUuid(eventId: string): string {
  const bytes = createHash("sha256").update(eventId).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
