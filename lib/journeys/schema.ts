import { z } from "zod";

/**
 * The eleven layers as data (domain.md, "The eleven layers"). Reports, the console's checklist, the docs and the stage of a person or
 * company all read this file. Safe in the browser.
 */

/** A stage is reached with the first event of its name, or, for calls and what others did for somebody, by a name of the ledger's views. */
export const stageLabels = {
  page_viewed: "saw a page",
  docs_read: "read a docs page",
  search_performed: "searched the docs",
  snippet_copied: "copied a snippet",
  feedback_given: "gave feedback",
  signed_up: "signed up",
  company_joined: "joined a company",
  app_created: "created an app",
  key_created: "created a key",
  first_sandbox_call: "first sandbox call",
  first_sandbox_2xx: "first successful sandbox call",
  sandbox_task_passed: "passed a sandbox task",
  certification_started: "started a certification",
  developer_certified: "certified as a developer",
  app_submitted: "submitted an app",
  app_certified: "app certified",
  first_live_call: "first live call",
  first_live_2xx: "first successful live call",
  first_valuable_call: "first valuable call",
  support_requested: "asked for support",
  developer_audited: "audited as a developer",
  app_audited: "app audited",
  listing_published: "listing published",
  listing_featured: "listing featured",
  first_end_user: "first end user in a live call",
  first_listing_click: "first click out of a listing",
  invite_sent: "sent an invite",
  first_referral: "an invite was accepted",
} as const;

export type Stage = keyof typeof stageLabels;
export const stages = Object.keys(stageLabels) as [Stage, ...Stage[]];
export const stageSchema = z.enum(stages);

export type LayerNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11;

/** Where a metric's number comes from. `of`: what is counted in the range. */
export type MetricSource =
  | { kind: "events"; names: readonly string[]; of: "events" | "visitors" }
  | {
      kind: "calls";
      environment: "sandbox" | "live";
      method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
      of: "calls" | "successful" | "valuable" | "quantity" | "persons" | "companies" | "end_users";
    }
  /** Of the end users seen in live calls. Sessions: half hours by the clock in which one was seen. Retained: seen in the period of the same length before too. */
  | { kind: "end_users"; of: "sessions" | "retained" }
  /** From a support request of the period to its first answer, median. */
  | { kind: "first_answer" }
  /** A number that others count (lib/facts), as it stood at the period's end. */
  | { kind: "fact"; fact: "repository_stars" | "repository_forks" | "repository_watchers" }
  /** Of the portal's feeds, as the feed readers told it last before the period's end. */
  | { kind: "feed_subscribers" }
  /** How it stands this moment, whatever the period. */
  | { kind: "now"; of: "overdue_audits" | "listed_apps" | "showcased_companies" }
  /** Companies that first reached the layer. */
  | { kind: "new_companies" }
  /** Sign-ups with an invite or a listing among the touches before them. */
  | { kind: "referred" }
  /** Invites per person x share accepted (domain.md, layer 11). */
  | { kind: "k_factor" };

export type Metric = {
  id: string;
  label: string;
  source: MetricSource;
  /** What the number is; a plain count otherwise. */
  unit?: "ms";
  /** Why there is no number, where nobody tells one. */
  missing?: string;
};

export type Layer = {
  number: LayerNumber;
  id: string;
  name: string;
  /** What a person or company has done who is in it. */
  description: string;
  /** The layer is reached with the first of these. */
  stages: readonly [Stage, ...Stage[]];
  /** The first is the layer's count. */
  metrics: readonly [Metric, ...Metric[]];
  /** What fills it while it is empty. */
  fill: string;
};

const events = (id: string, label: string, ...names: string[]): Metric => ({
  id,
  label,
  source: { kind: "events", names, of: "events" },
});
const calls = (
  id: string,
  label: string,
  environment: "sandbox" | "live",
  of: Extract<MetricSource, { kind: "calls" }>["of"] = "calls",
): Metric => ({ id, label, source: { kind: "calls", environment, of } });
const liveMethod = (method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"): Metric => ({
  id: `live_${method.toLowerCase()}`,
  label: `${method} calls`,
  source: { kind: "calls", environment: "live", method, of: "calls" },
});

type FactSource = Extract<MetricSource, { kind: "fact" }>["fact"];
const fact = (id: FactSource, label: string, missing: string): Metric => ({
  id,
  label,
  source: { kind: "fact", fact: id },
  missing,
});
const noRepository = "Name a GitHub repository in portal.config.ts (links.repository); it is asked twice a day.";

export const layers: readonly Layer[] = [
  {
    number: 1,
    id: "reach",
    name: "Reach",
    description: "Saw a page, read docs, searched, copied a snippet or gave feedback.",
    stages: ["page_viewed", "docs_read", "search_performed", "snippet_copied", "feedback_given"],
    metrics: [
      events("page_views", "page views", "page_viewed"),
      {
        id: "visitors",
        label: "unique visitors",
        source: { kind: "events", names: ["page_viewed"], of: "visitors" },
      },
      events("docs_read", "docs pages read", "docs_read"),
      events("searches", "searches", "search_performed"),
      events("snippets", "snippets copied", "snippet_copied"),
      events("feedback", "feedback", "feedback_given"),
      {
        id: "feed_subscribers",
        label: "feed subscribers",
        source: { kind: "feed_subscribers" },
        missing: "No feed reader has told for how many people it asks.",
      },
      fact("repository_stars", "repository stars", noRepository),
      fact("repository_forks", "repository forks", noRepository),
      fact("repository_watchers", "repository watchers", noRepository),
    ],
    fill: "Share a link to the docs; add utm_campaign to it and the campaign shows up here.",
  },
  {
    number: 2,
    id: "join",
    name: "Join",
    description: "Signed up, joined a company, created an app or a key.",
    stages: ["signed_up", "company_joined", "app_created", "key_created"],
    metrics: [
      events("sign_ups", "new developers", "signed_up"),
      { id: "new_companies", label: "new companies", source: { kind: "new_companies" } },
      events("apps", "new apps", "app_created"),
      events("keys", "new keys", "key_created"),
    ],
    fill: "It fills with the first sign-up.",
  },
  {
    number: 3,
    id: "sandbox",
    name: "Sandbox",
    description: "Called the sandbox or passed one of its tasks.",
    stages: ["first_sandbox_call", "first_sandbox_2xx", "sandbox_task_passed"],
    metrics: [
      calls("sandbox_calls", "sandbox calls", "sandbox"),
      calls("sandbox_developers", "active sandbox developers", "sandbox", "persons"),
      calls("sandbox_successful", "successful sandbox calls", "sandbox", "successful"),
      events("tasks", "tasks passed", "sandbox_task_passed"),
    ],
    fill: "It fills with the first call made with a sandbox key.",
  },
  {
    number: 4,
    id: "certify",
    name: "Certify",
    description: "Passed a track or had an app certified.",
    stages: ["developer_certified", "app_certified"],
    metrics: [
      events("certifications", "new certifications", "developer_certified", "app_certified"),
      events("certified_developers", "certified developers", "developer_certified"),
      events("certified_apps", "certified apps", "app_certified"),
      events("attempts", "attempts started", "certification_started"),
      events("submissions", "apps submitted", "app_submitted"),
    ],
    fill: "Write a track into content/certification and point developers at it.",
  },
  {
    number: 5,
    id: "production",
    name: "Production",
    description: "Called the API with a live key.",
    stages: ["first_live_call", "first_live_2xx"],
    metrics: [
      calls("live_calls", "live calls", "live"),
      calls("live_companies", "active live companies", "live", "companies"),
      calls("live_successful", "successful live calls", "live", "successful"),
    ],
    fill: "Report your API's calls to POST /v1/usage, from its gateway or its servers.",
  },
  {
    number: 6,
    id: "value",
    name: "Value",
    description: "Made a call that portal.config.ts names valuable.",
    stages: ["first_valuable_call"],
    metrics: [
      calls("valuable_calls", "valuable calls", "live", "valuable"),
      calls("metered", "metered quantity", "live", "quantity"),
      liveMethod("GET"),
      liveMethod("POST"),
      liveMethod("PUT"),
      liveMethod("PATCH"),
      liveMethod("DELETE"),
    ],
    fill: "Name valuable calls in portal.config.ts (journey.valuable); it fills with the first live one.",
  },
  {
    number: 7,
    id: "operations",
    name: "Operations",
    description: "Asked for support.",
    stages: ["support_requested"],
    metrics: [
      events("support_requests", "support requests", "support_requested"),
      events("support_answers", "answered", "support_answered"),
      {
        id: "first_answer",
        label: "to the first answer, median",
        source: { kind: "first_answer" },
        unit: "ms",
        missing: "No request of this period has been answered yet.",
      },
      events("support_solved", "solved", "support_solved"),
      events("resources", "new resources", "resource_published"),
    ],
    fill: "It fills when your help desk sends support_requested to POST /v1/batch.",
  },
  {
    number: 8,
    id: "audit",
    name: "Audit",
    description: "Was checked again after certification.",
    stages: ["developer_audited", "app_audited"],
    metrics: [
      events("audits", "audits", "developer_audited", "app_audited"),
      events("audited_developers", "audited developers", "developer_audited"),
      events("audited_apps", "audited apps", "app_audited"),
      { id: "overdue_audits", label: "overdue audits today", source: { kind: "now", of: "overdue_audits" } },
    ],
    fill: "It fills when a certification comes due and is checked again.",
  },
  {
    number: 9,
    id: "showcase",
    name: "Showcase",
    description: "Has a listing in the showcase.",
    stages: ["listing_published", "listing_featured"],
    metrics: [
      events("listings", "listings published", "listing_published"),
      events("featured", "listings featured", "listing_featured"),
      events("listings_submitted", "listings submitted", "listing_submitted"),
      { id: "listed_apps", label: "showcased apps today", source: { kind: "now", of: "listed_apps" } },
      {
        id: "showcased_companies",
        label: "showcased companies today",
        source: { kind: "now", of: "showcased_companies" },
      },
    ],
    fill: "Publish a certified app's listing under Showcase.",
  },
  {
    number: 10,
    id: "loyalty",
    name: "Loyalty",
    description: "Has end users in live calls, or clicks out of a listing.",
    stages: ["first_end_user", "first_listing_click"],
    metrics: [
      calls("end_users", "end users", "live", "end_users"),
      { id: "end_user_sessions", label: "end-user sessions", source: { kind: "end_users", of: "sessions" } },
      { id: "retained_end_users", label: "retained end users", source: { kind: "end_users", of: "retained" } },
      events("listing_views", "listing views", "listing_viewed"),
      events("listing_clicks", "clicks out of listings", "listing_clicked"),
    ],
    fill: "Send endUserId with your usage, and it fills with the first one seen.",
  },
  {
    number: 11,
    id: "advocacy",
    name: "Advocacy",
    description: "Invited somebody, or an invite of theirs was accepted.",
    stages: ["invite_sent", "first_referral"],
    metrics: [
      events("invites", "invites sent", "invite_sent"),
      events("invites_accepted", "invites accepted", "invite_accepted"),
      { id: "referrals", label: "referral sign-ups", source: { kind: "referred" } },
      { id: "k_factor", label: "K-factor", source: { kind: "k_factor" } },
    ],
    fill: "It fills when a developer invites a colleague from the console's Team page.",
  },
];

/** The layer of a stage; undefined for the steps in between that reach no layer of their own. */
export function layerOfStage(stage: string): Layer | undefined {
  return layers.find((layer) => (layer.stages as readonly string[]).includes(stage));
}
