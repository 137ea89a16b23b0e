import { now } from "@/lib/base/clock";
import { newId } from "@/lib/base/ids";
import type { Db, Tx } from "@/lib/base/postgres";
import { catalogue, type EventName, type EventProperties } from "./catalogue";

/** An event as the house itself records it: who (any of the ids), where, and the catalogue's properties. */
export type EventInput<N extends EventName = EventName> = {
  [K in N]: {
    name: K;
    properties: EventProperties<K>;
    personId?: string;
    companyId?: string;
    visitorId?: string;
    visitId?: string;
    appId?: string;
    keyId?: string;
    environment?: "sandbox" | "live";
    occurredAt?: Date;
    /** Give one to make the record idempotent; default a new id. */
    eventId?: string;
  };
}[N];

/** What the outbox keeps and the worker hands to the edge, in the shape of one `track` call of the collector. */
export type OutboxPayload = {
  type: "track";
  messageId: string;
  event: EventName;
  timestamp: string;
  userId?: string;
  anonymousId?: string;
  properties: Record<string, unknown>;
  context: {
    waymark: {
      sentBy: string;
      companyId?: string;
      visitId?: string;
      appId?: string;
      keyId?: string;
      environment?: string;
    };
  };
};

/**
 * Records an event in the caller's transaction: it is true if and only if the transaction commits, and the worker delivers it
 * to the edge's journal at least once (the event id makes it once). Throws ZodError when the properties are not the catalogue's.
 * Returns the event id.
 */
export async function recordEvent<N extends EventName>(tx: Db | Tx, event: EventInput<N>): Promise<string> {
  const definition = catalogue[event.name];
  const eventId = event.eventId ?? newId("event");
  const payload: OutboxPayload = {
    type: "track",
    messageId: eventId,
    event: event.name,
    timestamp: (event.occurredAt ?? now()).toISOString(),
    ...(event.personId ? { userId: event.personId } : {}),
    ...(event.visitorId ? { anonymousId: event.visitorId } : {}),
    properties: definition.properties.parse(event.properties),
    context: {
      waymark: {
        sentBy: definition.sentBy.includes("server" as never) ? "server" : (definition.sentBy[0] ?? "server"),
        ...(event.companyId ? { companyId: event.companyId } : {}),
        ...(event.visitId ? { visitId: event.visitId } : {}),
        ...(event.appId ? { appId: event.appId } : {}),
        ...(event.keyId ? { keyId: event.keyId } : {}),
        ...(event.environment ? { environment: event.environment } : {}),
      },
    },
  };
  await tx.eventOutbox.createMany({ data: [{ id: eventId, payload: payload as object }], skipDuplicates: true });
  return eventId;
}
