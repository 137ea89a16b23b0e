import type { z } from "zod";

/** What the layers are called (domain.md, "The eleven layers"). */
export const layerNames = [
  "None",
  "Reach",
  "Join",
  "Sandbox",
  "Certify",
  "Production",
  "Value",
  "Operations",
  "Audit",
  "Showcase",
  "Loyalty",
  "Advocacy",
] as const;

export type EventDefinition = {
  /** One of the eleven layers; 0: plumbing that no layer counts. */
  layer: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11;
  /** Who may send it: the browser, the house or an owner's server, the API side, staff. */
  sentBy: ("web" | "server" | "api" | "admin")[];
  description: string;
  /** What it says besides who and when; units in the names. `.describe()` a property to say more of it. */
  properties: z.ZodObject;
  /** Its first time per person and company is a milestone. */
  milestone: boolean;
  /** Set when nobody should send it any more: what to send instead. It is still taken. */
  deprecated?: string;
};

/** What is known of a person or a company besides who they are: the latest value told by `identify` or `group` is kept. */
export type TraitDefinition = {
  description: string;
  /** Its values; scalars, unit in the name. */
  value: z.ZodType;
  /** May hold e-mail addresses, names and the like. Without it a value that holds an e-mail address is refused. */
  personal?: true;
};

type Events = Record<string, EventDefinition>;
type Traits = Record<string, TraitDefinition>;

/** What the portal's owner adds to the catalogue. */
export type PortalEvents<E = object, P = object, C = object> = { events: E; traits: { person: P; company: C } };

/** Names the owner's own events and traits (portal.events.ts), and keeps their exact types: code that sends what stands nowhere does not compile. */
export function definePortalEvents<
  const E extends Events = Record<never, never>,
  const P extends Traits = Record<never, never>,
  const C extends Traits = Record<never, never>,
>(own: { events?: E; traits?: { person?: P; company?: C } }): PortalEvents<E, P, C> {
  return {
    events: own.events ?? ({} as E),
    traits: { person: own.traits?.person ?? ({} as P), company: own.traits?.company ?? ({} as C) },
  };
}

/** As definePortalEvents, for events alone. */
export function defineEvents<const T extends Events>(definitions: T): T {
  return definitions;
}

/** As definePortalEvents, for the traits of persons or companies. */
export function defineTraits<const T extends Traits>(definitions: T): T {
  return definitions;
}

/** The owner's file cannot be part of the catalogue; `message` names each entry and what is wrong with it. */
export class CatalogueError extends Error {
  override name = "CatalogueError";
  constructor(readonly problems: string[]) {
    super(`portal.events.ts: ${problems.join("; ")}`);
  }
}
