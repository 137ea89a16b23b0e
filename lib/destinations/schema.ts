import { z } from "zod";
import { adWords } from "./conversions/ad-words";
import type { Feed, FeedFormValues } from "./conversions/schema";

export const adKinds = ["google_ads", "microsoft_ads", "meta_ads", "linkedin_ads"] as const;
export type AdKind = (typeof adKinds)[number];
export const destinationKinds = ["posthog", "segment", "webhook", "slack", ...adKinds] as const;
export type DestinationKind = (typeof destinationKinds)[number];
export const destinationKindSchema = z.enum(destinationKinds);

/** Who may look at destinations; only admins change them. */
export const destinationViewers = ["devrel", "marketing", "success"] as const;

/** Whether it is an ad platform: it gets conversions by the rules of its feed, not events as they happen. */
export function isAdKind(kind: DestinationKind): kind is AdKind {
  return (adKinds as readonly string[]).includes(kind);
}

export type SettingField = {
  name: string;
  label: string;
  hint: string;
  placeholder: string;
  secret: boolean;
  /** May be left empty. */
  optional?: boolean;
};

/** What each kind is called and what it has to know. A webhook's signing secret is made by the portal. */
export const kindWords: Record<DestinationKind, { label: string; about: string; fields: SettingField[] }> = {
  posthog: {
    label: "PostHog",
    about: "Events, people and companies for product analytics.",
    fields: [
      {
        name: "host",
        label: "Host",
        hint: "https://us.i.posthog.com, https://eu.i.posthog.com, or your own.",
        placeholder: "https://eu.i.posthog.com",
        secret: false,
      },
      {
        name: "key",
        label: "Project API key",
        hint: "In PostHog under Settings, Project; starts with phc_.",
        placeholder: "phc_…",
        secret: true,
      },
    ],
  },
  segment: {
    label: "Segment-compatible",
    about: "Segment, RudderStack and everything else that takes their batch calls.",
    fields: [
      {
        name: "url",
        label: "Address",
        hint: "Events go to /v1/batch below it.",
        placeholder: "https://api.segment.io",
        secret: false,
      },
      {
        name: "writeKey",
        label: "Write key",
        hint: "Of the source that these events will show up as.",
        placeholder: "",
        secret: true,
      },
    ],
  },
  webhook: {
    label: "Webhook",
    about: "One signed POST for each event, as Standard Webhooks defines it.",
    fields: [
      {
        name: "url",
        label: "Address",
        hint: "Must be https:// and reachable from the internet.",
        placeholder: "https://example.com/hooks/waymark",
        secret: false,
      },
    ],
  },
  slack: {
    label: "Slack",
    about: "A sentence in a channel for what your team wants to hear about.",
    fields: [
      {
        name: "url",
        label: "Incoming webhook",
        hint: "From your Slack app under Incoming Webhooks. Whoever knows it can post, so it is kept secret.",
        placeholder: "https://hooks.slack.com/services/…",
        secret: true,
      },
    ],
  },
  ...adWords,
};

const patternSchema = z
  .string()
  .trim()
  .max(100)
  .regex(/^[a-z0-9_$. *-]+$/i, "an event's name, * for any letters in it");

/** Which events go there. An event of no environment (a page view) passes whatever `environments` says. */
export const filterSchema = z.object({
  events: z.array(patternSchema).min(1, "name at least one event, or * for all").max(100),
  except: z.array(patternSchema).max(100).default([]),
  environments: z
    .array(z.enum(["sandbox", "live"]))
    .min(1, "choose at least one")
    .default(["sandbox", "live"]),
  audiences: z
    .array(z.enum(["human", "ai-agent", "bot"]))
    .min(1, "choose at least one")
    .default(["human"]),
  /** Events of visitors who asked not to be tracked (GPC, DNT, no consent). Their daily name is never sent. */
  untracked: z.boolean().default(false),
});
export type DestinationFilter = z.infer<typeof filterSchema>;

const renameSchema = z.object({
  from: z.string().trim().min(1).max(100),
  to: z.string().trim().min(1).max(100),
});

/** How an event looks when it leaves: its name, its properties, and what is said about who did it. */
export const mappingSchema = z.object({
  renameEvents: z.array(renameSchema).max(100).default([]),
  /** `all`, `only` those named or all `except` them; names as in the catalogue. */
  properties: z
    .object({
      mode: z.enum(["all", "only", "except"]),
      names: z.array(z.string().trim().min(1).max(100)).max(200),
    })
    .default({ mode: "all", names: [] }),
  renameProperties: z.array(renameSchema).max(100).default([]),
  /** Where the person (or visitor) first came from goes along. */
  firstTouch: z.boolean().default(true),
  /** What is told of the person besides the id. */
  traits: z.enum(["none", "name", "name_and_email"]).default("none"),
});
export type DestinationMapping = z.infer<typeof mappingSchema>;

export const destinationNameSchema = z
  .string()
  .trim()
  .min(1, "Give it a name.")
  .max(100, "At most 100 characters.")
  .regex(/^\P{Cc}*$/u, "No control characters.");

export type DestinationHealth = {
  /** Set when it said that it is gone; nothing is sent until staff start it again. */
  stoppedReason: string | null;
  restingUntil: Date | null;
  lastError: string | null;
  lastFailedAt: Date | null;
  lastDeliveredAt: Date | null;
};

/** A destination as pages show it: without its secrets. */
export type Destination = {
  id: string;
  kind: DestinationKind;
  name: string;
  enabled: boolean;
  /** Comes from the portal's settings (environment): cannot be changed here. */
  builtIn: boolean;
  /** Settings that are no secret. */
  config: Record<string, string>;
  filter: DestinationFilter;
  mapping: DestinationMapping;
  /** Which conversions an ad platform gets; null for everything else. */
  feed: Feed | null;
  /** An ad platform without credentials: nothing is sent, its files can be downloaded. */
  fileOnly: boolean;
  health: DestinationHealth;
};

export type DeliveryState = "waiting" | "delivered" | "dead";
export const deliveryStates = ["waiting", "delivered", "dead"] as const satisfies DeliveryState[];

/** One line of the delivery log. */
export type LoggedDelivery = {
  eventId: string;
  eventName: string;
  state: DeliveryState;
  attempts: number;
  responseStatus: number | null;
  error: string | null;
  durationMs: number | null;
  createdAt: Date;
  nextAttemptAt: Date;
  finishedAt: Date | null;
};

/** What the form of a destination shows after it was sent: what was typed (no secrets), what is wrong, what would be sent. */
export type DestinationFormState = {
  /** Counts the answers, so that the form can be drawn anew with them. */
  revision: number;
  values: DestinationFormValues;
  errors?: Record<string, string>;
  message?: string;
  /** A new webhook's signing secret, shown this once, and where it is now. */
  created?: { destinationId: string; secret: string };
  preview?: string;
};

/** A destination as a form holds it: lists as lines of text. */
export type DestinationFormValues = {
  name: string;
  settings: Record<string, string>;
  events: string;
  except: string;
  environments: string[];
  audiences: string[];
  untracked: boolean;
  renameEvents: string;
  propertiesMode: string;
  propertyNames: string;
  renameProperties: string;
  firstTouch: boolean;
  traits: string;
  /** The event whose preview is asked for. */
  sample: string;
  feed: FeedFormValues | null;
};

/** What a button about a destination says after it was pressed. */
export type DestinationActionState = { done?: string; alert?: string; secret?: string };
