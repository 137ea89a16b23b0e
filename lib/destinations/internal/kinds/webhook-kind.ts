import { z } from "zod";
import { nowMs } from "@/lib/base/clock";
import { postWebhook } from "@/lib/base/webhooks/post-webhook";
import { filterSchema, mappingSchema } from "../../schema";
import type { OutgoingEvent } from "../outgoing-event";
import { defineKind } from "./kind";
import { secretText, targetAddress } from "./settings-fields";

/** Standard Webhooks: one signed POST per event. */
export const webhookKind = defineKind({
  settings: z.object({
    url: targetAddress,
    secret: secretText,
    /** The secret before, signing along until then (milliseconds since 1970). */
    previousSecret: secretText.optional(),
    previousUntilMs: z.coerce.number().optional(),
  }),
  secretFields: ["secret", "previousSecret", "previousUntilMs"],
  maxEvents: 1,
  maxBytes: 256 * 1024,
  concurrency: 8,
  defaults: { filter: filterSchema.parse({ events: ["*"] }), mapping: mappingSchema.parse({}) },
  deliver([event], { url, secret, previousSecret, previousUntilMs = 0 }, options) {
    const { id } = event as OutgoingEvent;
    const body = JSON.stringify(toBody(event as OutgoingEvent));
    const secrets = previousSecret && nowMs() < previousUntilMs ? [secret, previousSecret] : [secret];
    return postWebhook({ id, body }, { url, secrets, ...options });
  },
  preview: toBody,
});

function toBody(event: OutgoingEvent) {
  return {
    type: event.name,
    timestamp: event.occurredAt,
    data: {
      eventId: event.id,
      environment: event.environment || null,
      personId: event.personId || null,
      companyId: event.companyId || null,
      visitorId: event.visitorId || null,
      visitId: event.visitId || null,
      appId: event.appId || null,
      keyId: event.keyId || null,
      path: event.path || null,
      properties: event.properties,
      firstTouch: event.firstTouch,
      person: event.person,
      company: event.company,
    },
  };
}
