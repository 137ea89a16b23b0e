import { z } from "zod";

/**
 * The event catalogue: the only place where events are named (domain.md, "Event catalogue"). Names are `object_verbed`, properties snake_case.
 * Types, the check at the collector's door, the catalogue page and the docs come from this file. The portal's owner adds events in `ownEvents`.
 */
export type EventDefinition = {
  /** One of the eleven layers; 0: plumbing that no layer counts. */
  layer: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11;
  /** Who may send it: the browser, the house or an owner's server, the API side, staff. */
  sentBy: ("web" | "server" | "api" | "admin")[];
  description: string;
  /** What it says besides who and when; units in the names. */
  properties: z.ZodObject;
  /** Its first time per person and company is a milestone. */
  milestone: boolean;
};

const text = z.string().max(512);
const path = z.string().max(2_048);
const environment = z.enum(["sandbox", "live"]);

/** Names what a definition may say, and keeps its exact type. */
function define<const T extends Record<string, EventDefinition>>(definitions: T): T {
  return definitions;
}

const coreEvents = define({
  visit_started: {
    layer: 1,
    sentBy: ["web"],
    description: "A visit began; carries the touch: where it came from. Derived by the edge, once per visit.",
    properties: z.object({
      channel: text,
      utm_source: text.optional(),
      utm_medium: text.optional(),
      utm_campaign: text.optional(),
      utm_term: text.optional(),
      utm_content: text.optional(),
      utm_id: text.optional(),
      click_id_kind: text.optional(),
      click_id: text.optional(),
      referrer_host: text.optional(),
      landing_path: path,
      inviter_id: text.optional(),
      listing_id: text.optional(),
      ref: text.optional(),
    }),
    milestone: false,
  },
  page_viewed: {
    layer: 1,
    sentBy: ["web", "server"],
    description: "A page of the portal was seen.",
    properties: z.object({
      path,
      title: text.optional(),
      referrer: path.optional(),
      search: path.optional(),
      url: path.optional(),
    }),
    milestone: true,
  },
  docs_read: {
    layer: 1,
    sentBy: ["web"],
    description: "A docs page was scrolled to its end.",
    properties: z.object({ path }),
    milestone: true,
  },
  search_performed: {
    layer: 1,
    sentBy: ["web", "server"],
    description: "Somebody searched the docs.",
    properties: z.object({ query: text, results: z.number().int().min(0) }),
    milestone: false,
  },
  snippet_copied: {
    layer: 1,
    sentBy: ["web"],
    description: "A code block was copied.",
    properties: z.object({ path, block: text.optional(), language: text.optional() }),
    milestone: true,
  },
  feedback_given: {
    layer: 1,
    sentBy: ["web", "server"],
    description: "A reader said whether a page helped.",
    properties: z.object({ path, helpful: z.boolean(), comment: z.string().max(2_000).optional() }),
    milestone: true,
  },
  link_followed: {
    layer: 1,
    sentBy: ["web"],
    description: "A link that leaves the portal was clicked.",
    properties: z.object({ path, host: text }),
    milestone: false,
  },
  signed_up: {
    layer: 2,
    sentBy: ["server"],
    description: "A person made an account; ties the visitor to the person and the company.",
    properties: z.object({
      provider: text,
      company_reason: text,
      invite_id: text.optional(),
      inviter_id: text.optional(),
    }),
    milestone: true,
  },
  signed_in: {
    layer: 0,
    sentBy: ["server"],
    description: "A person signed in again; ties this visitor to the person.",
    properties: z.object({ provider: text }),
    milestone: false,
  },
  visitor_identified: {
    layer: 0,
    sentBy: ["web", "server"],
    description:
      "A site or server of the owner's said who a visitor is (identify, alias); ties the visitor to the person.",
    properties: z.object({}),
    milestone: false,
  },
  person_grouped: {
    layer: 0,
    sentBy: ["server"],
    description: "A server of the owner's said which company a person is of (group).",
    properties: z.object({}),
    milestone: false,
  },
  company_joined: {
    layer: 2,
    sentBy: ["server"],
    description: "A person became a member of a company.",
    properties: z.object({ role: text, reason: text }),
    milestone: true,
  },
  app_created: {
    layer: 2,
    sentBy: ["server"],
    description: "An app was created.",
    properties: z.object({ app_name: text }),
    milestone: true,
  },
  key_created: {
    layer: 2,
    sentBy: ["server"],
    description: "An API key was created.",
    properties: z.object({ environment, origin_path: path.optional() }),
    milestone: true,
  },
  key_revoked: {
    layer: 0,
    sentBy: ["server", "admin"],
    description: "An API key was revoked.",
    properties: z.object({ environment, reason: text }),
    milestone: false,
  },
  sandbox_task_passed: {
    layer: 3,
    sentBy: ["server"],
    description: "A hands-on task was proved by calls to the sandbox.",
    properties: z.object({ task_id: text, track_id: text.optional() }),
    milestone: true,
  },
  certification_started: {
    layer: 4,
    sentBy: ["server"],
    description: "A person began an attempt at a track.",
    properties: z.object({ track_id: text, attempt_id: text }),
    milestone: true,
  },
  certification_failed: {
    layer: 4,
    sentBy: ["server"],
    description: "An attempt did not reach the pass mark.",
    properties: z.object({ track_id: text, attempt_id: text, score: z.number().min(0).max(1) }),
    milestone: false,
  },
  developer_certified: {
    layer: 4,
    sentBy: ["server"],
    description: "A person passed a track.",
    properties: z.object({ track_id: text, certification_id: text, score: z.number().min(0).max(1) }),
    milestone: true,
  },
  app_submitted: {
    layer: 4,
    sentBy: ["server"],
    description: "An app was submitted for certification.",
    properties: z.object({ review_id: text }),
    milestone: true,
  },
  app_certified: {
    layer: 4,
    sentBy: ["admin"],
    description: "An app was approved and certified.",
    properties: z.object({ review_id: text, certification_id: text }),
    milestone: true,
  },
  support_requested: {
    layer: 7,
    sentBy: ["server"],
    description: "A developer asked for help.",
    properties: z.object({ request_id: text, topic: text.optional() }),
    milestone: true,
  },
  support_answered: {
    layer: 7,
    sentBy: ["admin"],
    description: "A support request got its first answer.",
    properties: z.object({ request_id: text }),
    milestone: false,
  },
  support_solved: {
    layer: 7,
    sentBy: ["admin", "server"],
    description: "A support request was solved.",
    properties: z.object({ request_id: text }),
    milestone: false,
  },
  resource_published: {
    layer: 7,
    sentBy: ["admin", "server"],
    description: "A changelog entry or a new docs page came out.",
    properties: z.object({ kind: z.enum(["changelog", "docs", "operation"]), path }),
    milestone: false,
  },
  developer_audited: {
    layer: 8,
    sentBy: ["server", "admin"],
    description: "A developer's certification was checked again.",
    properties: z.object({ certification_id: text, passed: z.boolean() }),
    milestone: true,
  },
  app_audited: {
    layer: 8,
    sentBy: ["server", "admin"],
    description: "A certified app was checked again.",
    properties: z.object({ certification_id: text, passed: z.boolean() }),
    milestone: true,
  },
  listing_submitted: {
    layer: 9,
    sentBy: ["server"],
    description: "A listing was sent to moderation.",
    properties: z.object({ listing_id: text }),
    milestone: false,
  },
  listing_published: {
    layer: 9,
    sentBy: ["admin"],
    description: "A listing appeared in the showcase.",
    properties: z.object({ listing_id: text }),
    milestone: true,
  },
  listing_featured: {
    layer: 9,
    sentBy: ["admin"],
    description: "A listing was put on top of the showcase.",
    properties: z.object({ listing_id: text }),
    milestone: true,
  },
  listing_viewed: {
    layer: 10,
    sentBy: ["web", "server"],
    description:
      "A listing's page was seen. The company of the event is the viewer's, `listing_id` tells whose listing.",
    properties: z.object({ listing_id: text }),
    milestone: false,
  },
  listing_clicked: {
    layer: 10,
    sentBy: ["server"],
    description: "Somebody followed a listing's link out of the portal.",
    properties: z.object({ listing_id: text, owner_company_id: text }),
    milestone: false,
  },
  invite_sent: {
    layer: 11,
    sentBy: ["server"],
    description: "A person invited somebody into their company.",
    properties: z.object({ invite_id: text, role: text }),
    milestone: true,
  },
  invite_accepted: {
    layer: 11,
    sentBy: ["server"],
    description: "Somebody took an invite; the event's person is the one who came.",
    properties: z.object({ invite_id: text, inviter_id: text }),
    milestone: true,
  },
});

/** The owner's own events; same shape. */
export const ownEvents = define({});

export const catalogue = { ...coreEvents, ...ownEvents };

export type EventName = keyof typeof catalogue;

/** Properties of an event as they are sent. */
export type EventProperties<N extends EventName> = z.input<(typeof catalogue)[N]["properties"]>;

export function isEventName(name: string): name is EventName {
  return Object.hasOwn(catalogue, name);
}
