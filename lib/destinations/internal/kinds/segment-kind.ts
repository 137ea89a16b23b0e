import { z } from "zod";
import { now } from "@/lib/base/clock";
import { guardedFetch } from "@/lib/base/guarded-fetch";
import { judgeFault, judgeStatus } from "@/lib/base/webhooks/delivery-outcome";
import { filterSchema, mappingSchema } from "../../schema";
import type { OutgoingEvent } from "../outgoing-event";
import { flattenTouch, linkingEvents } from "./common";
import { defineKind } from "./kind";
import { secretText, targetAddress } from "./settings-fields";

/** The HTTP tracking API of Segment: batches, Basic auth with the write key. */
export const segmentKind = defineKind({
  settings: z.object({ url: targetAddress, writeKey: secretText }),
  secretFields: ["writeKey"],
  // Segment takes 500 KB and 32 KB an event; an event here may become four messages.
  maxEvents: 50,
  maxBytes: 300 * 1024,
  concurrency: 2,
  defaults: { filter: filterSchema.parse({ events: ["*"] }), mapping: mappingSchema.parse({}) },
  async deliver(events, { url, writeKey }, options) {
    try {
      const answer = await guardedFetch(`${url.replace(/\/+$/, "")}/v1/batch`, {
        ...options,
        method: "POST",
        headers: {
          "content-type": "application/json",
          authorization: `Basic ${Buffer.from(`${writeKey}:`).toString("base64")}`,
        },
        body: JSON.stringify({ batch: events.flatMap(toMessages), sentAt: now().toISOString() }),
        maxBytes: 16 * 1024,
        longer: "cut",
      });
      if ([400, 413, 422].includes(answer.status)) {
        return { kind: "refused", status: answer.status, reason: `refused the events with ${answer.status}` };
      }
      return judgeStatus(answer.status, answer.headers.get("retry-after"));
    } catch (error) {
      return judgeFault(error);
    }
  },
  preview: toMessages,
});

/** Who it is (when that is news), which company, and what happened. Message ids are the event's, so that a repeat is dropped. */
function toMessages(event: OutgoingEvent): object[] {
  const who = {
    ...(event.personId ? { userId: event.personId } : {}),
    anonymousId: event.visitorId || event.personId || event.companyId || event.keyId || event.id,
  };
  const common = { ...who, timestamp: event.occurredAt };
  const messages: object[] = [];
  if (linkingEvents.has(event.originalName) && event.personId) {
    const traits = { ...event.person, ...flattenTouch(event.firstTouch, "first_") };
    messages.push({ ...common, type: "identify", messageId: `${event.id}.identify`, traits });
    if (event.companyId) {
      const group = { groupId: event.companyId, traits: event.company ?? {} };
      messages.push({ ...common, type: "group", messageId: `${event.id}.group`, ...group });
    }
  }
  const ids = {
    ...(event.companyId ? { company_id: event.companyId } : {}),
    ...(event.appId ? { app_id: event.appId } : {}),
    ...(event.keyId ? { key_id: event.keyId } : {}),
    ...(event.visitId ? { visit_id: event.visitId } : {}),
    ...(event.environment ? { environment: event.environment } : {}),
    ...flattenTouch(event.firstTouch, "first_"),
  };
  const properties = { ...ids, ...(event.path ? { path: event.path } : {}), ...event.properties };
  const context = event.companyId ? { context: { groupId: event.companyId } } : {};
  if (event.name === "page_viewed") {
    messages.push({ ...common, ...context, type: "page", messageId: event.id, properties });
  } else {
    messages.push({ ...common, ...context, type: "track", messageId: event.id, event: event.name, properties });
  }
  return messages;
}
