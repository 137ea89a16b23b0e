import type { EventRow } from "@/lib/events/schema";
import type { DestinationMapping } from "../schema";
import { isDailyVisitor } from "./match-event";
import type { FirstTouch, OutgoingEvent } from "./outgoing-event";

/** What is known of events' people at the moment of delivery. */
export type DeliveryFacts = {
  /** Whom a visitor turned out to be, by visitor id; whom an id of the owner's own systems stands for, by `user:<id>`. */
  persons: ReadonlyMap<string, string>;
  /** Which company an id of the owner's own systems stands for, by `group:<id>`. */
  companies: ReadonlyMap<string, string>;
  /** The company a person worked in at that time, milliseconds since 1970. */
  companyAt(personId: string, atMs: number): string | undefined;
  /** By person id, or by visitor id while nobody knows who it is. */
  firstTouches: ReadonlyMap<string, FirstTouch>;
  /** By person or company id. */
  names: ReadonlyMap<string, { name: string; email?: string }>;
  /** People of whom nothing goes to ad platforms any more: they, or a browser of theirs, said no. */
  refused: ReadonlySet<string>;
};

export const noFacts: DeliveryFacts = {
  persons: new Map(),
  companies: new Map(),
  companyAt: () => undefined,
  firstTouches: new Map(),
  names: new Map(),
  refused: new Set(),
};

/** The event as a destination with this mapping gets it. */
export function mapEvent(event: EventRow, mapping: DestinationMapping, facts: DeliveryFacts): OutgoingEvent {
  const visitorId = isDailyVisitor(event.visitor_id) ? "" : event.visitor_id;
  const personId = event.person_id
    ? (facts.persons.get(`user:${event.person_id}`) ?? event.person_id)
    : (facts.persons.get(visitorId) ?? "");
  const companyId = event.company_id
    ? (facts.companies.get(`group:${event.company_id}`) ?? event.company_id)
    : (facts.companyAt(personId, Date.parse(event.occurred_at)) ?? "");
  const known = facts.names.get(personId);
  const company = facts.names.get(companyId);
  return {
    id: event.event_id,
    name: mapping.renameEvents.find(({ from }) => from === event.name)?.to ?? event.name,
    originalName: event.name,
    occurredAt: event.occurred_at,
    environment: event.environment,
    sentBy: event.sent_by,
    visitorId,
    visitId: event.visit_id,
    personId,
    companyId,
    appId: event.app_id,
    keyId: event.key_id,
    path: event.path,
    properties: mapProperties(readProperties(event.properties), mapping),
    firstTouch: mapping.firstTouch ? (facts.firstTouches.get(personId || visitorId) ?? null) : null,
    person:
      mapping.traits === "none" || !known
        ? null
        : { name: known.name, ...(mapping.traits === "name_and_email" && known.email ? { email: known.email } : {}) },
    company: company ? { name: company.name } : null,
  };
}

function readProperties(text: string): Record<string, unknown> {
  try {
    const value: unknown = text ? JSON.parse(text) : {};
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

function mapProperties(properties: Record<string, unknown>, mapping: DestinationMapping): Record<string, unknown> {
  const { mode, names } = mapping.properties;
  const chosen = new Set(names);
  const renamed = new Map(mapping.renameProperties.map(({ from, to }) => [from, to]));
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => mode === "all" || chosen.has(name) === (mode === "only"))
      .map(([name, value]) => [renamed.get(name) ?? name, value]),
  );
}
