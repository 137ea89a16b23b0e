import { z } from "zod";
import type { PathModel } from "@/lib/attribution/schema";
import type { Stage } from "@/lib/journeys/schema";

/** Parameters that reports share (contracts.md, "Reports"), as they stand in an address. */
const day = z.iso.date("must be a day, YYYY-MM-DD");
export const rangeParams = {
  /** First day, UTC. Default: 29 days before `to`. */
  from: day.optional(),
  /** Last day, counted too. Default: today. */
  to: day.optional(),
};

export const entitySchema = z.enum(["person", "company"]);
export type Entity = z.infer<typeof entitySchema>;
export const entityParam = entitySchema.default("person");

/** What a touch says of how somebody came: of a person or company, their first one. */
export const touchFacts = ["channel", "source", "campaign", "landing_path", "country", "language"] as const;
export type TouchFact = (typeof touchFacts)[number];

/**
 * What people and companies can be told apart by: how they came, the plan their company is on today, the SDK of their first calls, how many
 * people their company says it has, and the programming language they began with (the first sample they copied).
 */
export const dimensions = [...touchFacts, "plan", "sdk", "company_size", "first_language"] as const;
export type Dimension = (typeof dimensions)[number];

/** Companies by how many work there; the last is open. */
export const sizeBounds = [1, 10, 50, 200, 1_000] as const;

/** How an address names those of whom nothing is known: an empty value counts as not given. */
export const noValue = "(none)";
const values = z
  .array(
    z
      .string()
      .max(512)
      .transform((value) => (value === noValue ? "" : value)),
  )
  .max(100, "may have at most 100 values")
  .default([]);
const none = () => Object.fromEntries(dimensions.map((name) => [name, [] as string[]])) as Record<Dimension, string[]>;
export const filterParam = z
  .strictObject(Object.fromEntries(dimensions.map((name) => [name, values])) as Record<Dimension, typeof values>)
  .default(none);
/** Everybody: a filter that names nothing. */
export const noFilter: Filter = none();
export type Filter = z.infer<typeof filterParam>;

export const grains = ["day", "week", "month"] as const;
export type Grain = (typeof grains)[number];

export const limitParam = z.coerce.number().int().min(1).max(1_000).default(100);
export const cursorParam = z.string().max(500).optional();

/** A table as CSV and spreadsheets take it: one header, cells of text and numbers. */
export type Table = { columns: string[]; rows: (string | number | null)[][] };

/** What the journey report says of one layer. Shares are 0..1, times milliseconds. */
export type LayerFigures = {
  layer: number;
  id: string;
  name: string;
  /** Persons (anonymous visitors included) or companies, whichever the report counts, whose first time in this layer lies in the period. */
  reached: number;
  /** The signed-up persons and the companies whose first time lies in the period, whatever the report counts. */
  persons: number;
  companies: number;
  /** Of those who reached the layer before in the period: how many also reached this one, at or after it and by the period's end. null for the first. */
  converted: number | null;
  /** Their share; null when nobody reached the layer before. */
  conversion: number | null;
  /** What those took from layer to layer; null when there are none. */
  medianMs: number | null;
  p90Ms: number | null;
  /** The first is the layer's count. */
  metrics: { id: string; label: string; value: number | null }[];
  /** Of the layer Value: the resources that live calls went to, most valuable first. */
  resources?: { resource: string; calls: number; valuable: number }[];
};

export type JourneyGroup = {
  /** "" when nothing is known of how they came. */
  value: string;
  layers: Pick<LayerFigures, "layer" | "reached" | "converted" | "conversion" | "medianMs" | "p90Ms">[];
};

export type JourneySeries = {
  grain: Grain;
  /** First day of each point. */
  buckets: string[];
  /** By layer, the layer's count in each bucket; missing where the count cannot be summed by day. */
  values: { layer: number; id: string; values: number[] }[];
};

export type JourneyResult = {
  period: { from: string; to: string };
  previousPeriod?: { from: string; to: string };
  entity: Entity;
  environment?: "sandbox" | "live";
  filter: Filter;
  breakdown?: Dimension;
  layers: (LayerFigures & { previous?: LayerFigures })[];
  groups?: JourneyGroup[];
  series?: JourneySeries;
};

/** A person, a company, a visitor who has not signed up, or nobody: what carried no id at all. */
export type RowKind = Entity | "visitor" | "unknown";

/** How a person or company came; empty words where nothing is known. */
export type FirstTouch = { channel: string; source: string; campaign: string; landingPath: string };

export type Conversion = {
  kind: RowKind;
  id: string;
  name: string | null;
  at: Date;
  /** Since the layer before, milliseconds; null when that was not reached first. */
  tookMs: number | null;
  firstTouch: FirstTouch;
};

export type Activity = {
  kind: RowKind;
  id: string;
  name: string | null;
  value: number;
  lastAt: Date;
  firstTouch: FirstTouch;
};

export type PathTouch = {
  visitId: string;
  at: Date;
  /** Whose visit it was; null while the visitor had not signed up and never did. */
  personId: string | null;
  visitorId: string;
  channel: string;
  source: string;
  medium: string;
  campaign: string;
  term: string;
  content: string;
  clickIdKind: string;
  referrerHost: string;
  landingPath: string;
  inviterId: string | null;
  listingId: string | null;
  /** An invite from the company's own people. */
  fromOwnCompany: boolean;
};

/** What one channel and campaign of a path earned: 0..1 with six decimals; those of a model sum to exactly 1. */
export type PathCredit = { channel: string; campaign: string; credit: number; visitIds: string[] };

export type Path = {
  /** Oldest first. */
  touches: PathTouch[];
  /** There were more than the report keeps; the oldest are missing. */
  truncated: boolean;
  credits: Record<PathModel, PathCredit[]>;
};

/** One conversion as it stands for a person or for a company. */
export type PathSide = { kind: Entity; id: string; name: string | null; at: Date } & Path;

export type TouchpointsResult = {
  asked: { kind: Entity; id: string; name: string | null };
  /** null: no milestone yet. */
  stage: Stage | null;
  /** Every stage they have reached, oldest first. */
  milestones: { stage: Stage; at: Date }[];
  lookbackDays: number;
  /** The person's own conversion, and their company's; or the company's, and that of the person whose doing it was. */
  person: PathSide | null;
  company: PathSide | null;
  /** Names of everybody on the paths, by id. */
  names: Record<string, string>;
};

/** What time to first call can be told apart by: when they signed up, who they are, which quickstart they read first. */
export const firstCallGroups = ["cohort", ...dimensions, "quickstart"] as const;
export type FirstCallGroup = (typeof firstCallGroups)[number];

/** Times that waits are sorted into: from minutes, where a good quickstart ends, to the months of a long evaluation. */
const waitBounds = [
  { id: "1m", label: "1 min", ms: 60_000 },
  { id: "5m", label: "5 min", ms: 300_000 },
  { id: "15m", label: "15 min", ms: 900_000 },
  { id: "1h", label: "1 hour", ms: 3_600_000 },
  { id: "4h", label: "4 hours", ms: 14_400_000 },
  { id: "1d", label: "1 day", ms: 86_400_000 },
  { id: "3d", label: "3 days", ms: 259_200_000 },
  { id: "7d", label: "7 days", ms: 604_800_000 },
  { id: "30d", label: "30 days", ms: 2_592_000_000 },
  { id: "90d", label: "90 days", ms: 7_776_000_000 },
] as const;
/** From one step of a funnel to the next. */
export const tookBounds = waitBounds.slice(0, -1);
/** From sign-up to the first call: nobody is there within a minute. */
export const firstCallBounds = waitBounds.slice(1);

export type FirstCallFigures = {
  signedUp: number;
  /** Of those, who have made a successful call by now. */
  called: number;
  share: number | null;
  /** Of those who called, milliseconds; null when nobody has. */
  p25Ms: number | null;
  medianMs: number | null;
  p75Ms: number | null;
  p90Ms: number | null;
  /** How many had called within each of `firstCallBounds`. */
  within: number[];
};

export type FirstCallResult = {
  period: { from: string; to: string };
  entity: Entity;
  breakdown: FirstCallGroup;
  grain: Grain;
  filter: Filter;
  sandbox: FirstCallFigures;
  live: FirstCallFigures;
  groups: { value: string; sandbox: FirstCallFigures; live: FirstCallFigures }[];
};

export const retentionOn = ["api", "visits"] as const;
export type RetentionOn = (typeof retentionOn)[number];
export const retentionGrains = ["week", "month"] as const;
export const retentionGroups = ["cohort", ...dimensions] as const;
export type RetentionGroup = (typeof retentionGroups)[number];

export type RetentionRow = {
  /** The cohort's first day, or the group's value. */
  value: string;
  size: number;
  /** By distance in weeks or months; `of`: those whose cohort is old enough to have come this far. */
  active: { active: number; of: number; share: number | null }[];
};

export type RetentionResult = {
  period: { from: string; to: string };
  entity: Entity;
  on: RetentionOn;
  environment?: "sandbox" | "live";
  grain: (typeof retentionGrains)[number];
  breakdown: RetentionGroup;
  filter: Filter;
  all: RetentionRow;
  rows: RetentionRow[];
};

export const platforms = ["web", "api"] as const;
export type Platform = (typeof platforms)[number];
export const gridCells = [
  { id: "person-web", entity: "person", platform: "web" },
  { id: "person-api", entity: "person", platform: "api" },
  { id: "company-web", entity: "company", platform: "web" },
  { id: "company-api", entity: "company", platform: "api" },
] as const satisfies { id: string; entity: Entity; platform: Platform }[];

/** The steps of a cell: what nobody who gets to the end leaves out. */
export const gridSteps = {
  web: ["page_viewed", "signed_up", "app_created", "key_created"],
  api: ["first_sandbox_call", "first_sandbox_2xx", "first_live_call", "first_live_2xx", "first_valuable_call"],
} as const satisfies Record<Platform, readonly Stage[]>;

export type GridCell = {
  id: string;
  entity: Entity;
  platform: Platform;
  steps: {
    stage: Stage;
    reached: number;
    /** Shares of those at the first step and at the one before; null when there are none. */
    ofFirst: number | null;
    ofBefore: number | null;
    /** From the step before, of those who took it. */
    medianMs: number | null;
  }[];
};
export type GridResult = { period: { from: string; to: string }; filter: Filter; cells: GridCell[] };

/** Somebody who invites; counts of the period, `below` of all time. */
export type Referrer = {
  id: string;
  name: string | null;
  sent: number;
  accepted: number;
  /** Of the accepted: who has made a successful call by now. */
  sandbox: number;
  live: number;
  /** Everybody who came through them, over however many invitations. */
  below: number;
};

export type ReferralsResult = {
  period: { from: string; to: string };
  /** Signed up by the period's end. */
  persons: number;
  invites: number;
  accepted: number;
  acceptance: number | null;
  invitesPerPerson: number | null;
  kFactor: number | null;
  /** Sign-ups of the period with an invite or a listing among the touches before them. */
  referredSignUps: number;
  /** Of those who accepted in the period: how many invitations in a row led to them. */
  chains: { depth: number; persons: number }[];
  /** Most accepted first. */
  referrers: Referrer[];
  listings: { id: string; name: string | null; views: number; clicks: number; signUps: number }[];
};

export type ContentPage = {
  path: string;
  /** In the period; readers include visitors who never signed up. */
  views: number;
  readers: number;
  /** Of those who succeeded in the period: who had read it in the days before, and whose last page it was. */
  assisted: number;
  last: number;
  /** Signed up in the period, have not succeeded to this day, and read nothing after it. */
  stalled: number;
  /** Readers who said in the period that it helped, or that it did not: each once, by what they said last. */
  helpful: number;
  unhelpful: number;
  /** Persons whose first success was a call copied from this page. */
  firsts: number;
  /** Keys made in the period that this page led to. */
  keys: number;
};

/** A code block: how often it was copied, and what became of it. */
export type ContentSnippet = {
  path: string;
  block: string;
  language: string;
  copies: number;
  copiers: number;
  /** Of those who succeeded in the period: who had copied it in the days before. */
  assisted: number;
  /** Who ran it, and for whom it worked, as copies with the header Waymark-Snippet tell. */
  runners: number;
  succeeded: number;
  /** For whom it was the very call that reached the stage. */
  firsts: number;
  /** Of those for whom it worked: who were seen to copy it before. */
  joined: number;
};

export type ContentResult = {
  period: { from: string; to: string };
  stage: Stage;
  windowDays: number;
  /** Most first successes first, then most assisted. */
  pages: ContentPage[];
  /** Most first successes first. */
  snippets: ContentSnippet[];
  /** Most without a result first. */
  searches: { query: string; searches: number; withoutResult: number; searchers: number }[];
  /** What readers wrote about pages, the latest first. */
  comments: { path: string; helpful: boolean; comment: string; at: string }[];
};

export type FeedSubscribersResult = {
  period: { from: string; to: string };
  /** At the end of the period: readers' latest counts of the last seven days. Who follows two feeds in one reader is counted once. */
  subscribers: number;
  feeds: { path: string; subscribers: number }[];
  readers: { path: string; reader: string; subscribers: number; on: string }[];
  days: { day: string; subscribers: number }[];
};
