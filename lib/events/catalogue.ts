import { z } from "zod";
import own from "@/portal.events";
import { defineEvents, defineTraits } from "./define-events";
import { checkOwn } from "./internal/merge-own";

/**
 * The event catalogue: the only place where events and traits are named (domain.md, "Event catalogue"). Events are `object_verbed`,
 * properties and traits snake_case. Types, the check at the collector's door, the JSON Schemas, the staff's page and the docs come from
 * here. The portal's owner adds to it in portal.events.ts.
 */

const text = z.string().max(512);
const path = z.string().max(2_048);
/** Of a page of the portal: no address of anybody else's. */
const ownPath = path.regex(/^\/(?!\/)/, "must be a path of the portal, such as /docs");
const environment = z.enum(["sandbox", "live"]);

/** Put in by the collector (check-traits.ts), whatever was sent. */
const told = {
  traits: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("Traits that were told and that the catalogue declares."),
  traits_refused: z
    .array(z.string().max(64))
    .max(20)
    .optional()
    .describe("Names of traits that were told and not kept: undeclared, or of another shape."),
};

const coreEvents = defineEvents({
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
      country: text.optional(),
      language: text.optional(),
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
  page_scrolled_to_end: {
    layer: 0,
    sentBy: ["web"],
    description: "A page that is no docs page was scrolled to its end.",
    properties: z.object({ path }),
    milestone: false,
  },
  web_vitals_measured: {
    layer: 0,
    sentBy: ["web"],
    description:
      "How fast a loaded page felt, told when it is left: largest contentful paint, layout shift, slowest interaction, first byte.",
    properties: z.object({
      path,
      lcp_ms: z.number().min(0).max(600_000).optional(),
      cls: z.number().min(0).max(1_000).optional(),
      inp_ms: z.number().min(0).max(600_000).optional(),
      ttfb_ms: z.number().min(0).max(600_000).optional(),
    }),
    milestone: false,
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
  operation_tried: {
    layer: 1,
    sentBy: ["web"],
    description: "An operation was called from its page in the reference.",
    properties: z.object({
      operation: text,
      status: z.number().int().min(100).max(599),
      key: z.enum(["own", "demo", "none"]),
    }),
    milestone: true,
  },
  feedback_given: {
    layer: 1,
    sentBy: ["web", "server"],
    description: "A reader said whether a page helped.",
    properties: z.object({ path: ownPath, helpful: z.boolean(), comment: z.string().max(2_000).optional() }),
    milestone: true,
  },
  feed_fetched: {
    layer: 0,
    sentBy: ["server"],
    description: "A feed reader fetched a feed and told for how many people: once a day, and when it changes.",
    properties: z.object({ path, reader: text, subscribers: z.number().int().min(0) }),
    milestone: false,
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
    properties: z.object({ ...told }),
    milestone: false,
  },
  person_grouped: {
    layer: 0,
    sentBy: ["server"],
    description: "A server of the owner's said which company a person is of (group).",
    properties: z.object({ ...told }),
    milestone: false,
  },
  company_changed: {
    layer: 0,
    sentBy: ["server"],
    description: "A person works in another company from here on; what happened before stays with the one before.",
    properties: z.object({ reason: text }),
    milestone: false,
  },
  company_identified: {
    layer: 0,
    sentBy: ["server", "admin"],
    description:
      "An id of the owner's own systems (a groupId) is this company; ties its events, also earlier ones, to it.",
    properties: z.object({ external_id: text.min(1) }),
    milestone: false,
  },
  link_undone: {
    layer: 0,
    sentBy: ["admin"],
    description: "Staff took a tie of the merge ledger back: what the subject did is its own again.",
    properties: z.object({ link_id: text, subject: text, subject_person: text }),
    milestone: false,
  },
  link_redone: {
    layer: 0,
    sentBy: ["admin"],
    description: "Staff made a tie count again that had been undone.",
    properties: z.object({ link_id: text, subject: text, subject_person: text }),
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
    properties: z.object({
      environment,
      origin_path: path.optional(),
      /** The coding agent that asked for it, as it calls itself. */
      agent: text.optional(),
    }),
    milestone: true,
  },
  key_revoked: {
    layer: 0,
    sentBy: ["server", "admin"],
    description: "An API key was revoked.",
    properties: z.object({ environment, reason: text }),
    milestone: false,
  },
  plan_assigned: {
    layer: 0,
    sentBy: ["server", "admin"],
    description: "A company was put on a plan; `effective_at` may lie ahead.",
    properties: z.object({ plan_id: text, previous_plan_id: text, effective_at: text }),
    milestone: false,
  },
  bill_threshold_reached: {
    layer: 0,
    sentBy: ["server"],
    description:
      "A company reached a share of its monthly quota or of its own budget. Once per month, limit and share.",
    properties: z.object({
      kind: z.enum(["quota", "budget"]),
      threshold_percent: z.number().int(),
      /** `2026-11`, in UTC. */
      period: text,
      /** Calls, or an amount in `currency`, as decimal text. */
      limit: text,
      reached: text,
      currency: text.optional(),
    }),
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

const country = z.string().regex(/^[A-Z]{2}$/, "must be two capital letters (ISO 3166-1)");

const coreTraits = {
  person: defineTraits({
    role: { description: "What they do at work, in their own words.", value: z.string().max(100) },
    country: { description: "Where they work: ISO 3166-1 alpha-2.", value: country },
    sdk_language: { description: "The language they build in, such as python.", value: z.string().max(50) },
  }),
  company: defineTraits({
    industry: { description: "What the company does.", value: z.string().max(100) },
    employees: { description: "How many people work there.", value: z.number().int().min(0).max(10_000_000) },
    country: { description: "Where it sits: ISO 3166-1 alpha-2.", value: country },
  }),
};

checkOwn({ events: coreEvents, traits: coreTraits }, own);

export const catalogue: typeof coreEvents & typeof own.events = { ...coreEvents, ...own.events };

/** What may be told of persons and companies. */
export const traits: {
  person: typeof coreTraits.person & typeof own.traits.person;
  company: typeof coreTraits.company & typeof own.traits.company;
} = {
  person: { ...coreTraits.person, ...own.traits.person },
  company: { ...coreTraits.company, ...own.traits.company },
};

export type EventName = keyof typeof catalogue;
export type TraitKind = keyof typeof traits;

/** Properties of an event as they are sent. */
export type EventProperties<N extends EventName> = z.input<(typeof catalogue)[N]["properties"]>;

/** Events that a page may send. */
export type WebEventName = {
  [N in EventName]: "web" extends (typeof catalogue)[N]["sentBy"][number] ? N : never;
}[EventName];

/** Traits as `identify` and `group` tell them. */
export type TraitsOf<K extends TraitKind> = { [N in keyof (typeof traits)[K]]?: TraitValue<(typeof traits)[K][N]> };
type TraitValue<T> = T extends { value: infer V extends z.ZodType } ? z.input<V> : never;

export function isEventName(name: string): name is EventName {
  return Object.hasOwn(catalogue, name);
}
