import { type Dimension, dimensions, type Entity, type Filter, type RowKind } from "../schema";

/** A funnel as it is asked and as it answers. Safe in the browser. */

/** The name of a step that is a call and no event of the catalogue. */
export const callStep = "call";

/** What a condition says of a property: is, is not, contains, more than, less than, is there. */
export const conditionOps = ["=", "!=", "~", ">", "<", "exists"] as const;
export type ConditionOp = (typeof conditionOps)[number];
/** `value` is "" with `exists`. */
export type Condition = { field: string; op: ConditionOp; value: string };

export const stepPlatforms = ["any", "web", "api"] as const;
export type StepPlatform = (typeof stepPlatforms)[number];

/** One entry of a funnel's address: a step, or (`not`) what must not happen between the step before it and the one after. */
export type FunnelEntry = { not: boolean; name: string; platform: StepPlatform; conditions: Condition[] };
export type FunnelStep = Omit<FunnelEntry, "not">;

/**
 * `ordered`: one after the other, whatever else happens in between. `strict`: nothing of the funnel's other steps in between.
 * `any`: a step counts once it and all before it have happened, in whatever order.
 */
export const funnelOrders = ["ordered", "strict", "any"] as const;
export type FunnelOrder = (typeof funnelOrders)[number];

export const funnelGroups = dimensions;
export type FunnelGroup = Dimension;

/** Steps at most: what fits beside their exclusions into the key by which events are sorted. */
export const maxSteps = 10;

/** What can be asked of a property decides how it is compared. */
export type StepField = { name: string; kind: "text" | "number" | "boolean"; choices?: string[]; description?: string };
/** What a step can be: an event of the catalogue, or a call. */
export type StepKind = { name: string; layer: number; description: string; fields: StepField[] };

export type FunnelStepFigures = {
  reached: number;
  /** Of those who reached the step before: who did not come on. null for the first. */
  stopped: number | null;
  /** Shares of those at the first step and at the one before; null when there are none. */
  ofFirst: number | null;
  ofBefore: number | null;
  /** From the step before, and from the first; null for the first step and when nobody came. */
  medianMs: number | null;
  p90Ms: number | null;
  sinceFirstMedianMs: number | null;
  /** How many took less than each of `tookBounds` and no less than the one before it; the last are all that took longer. [] for the first. */
  took: number[];
};

export type FunnelResult = {
  period: { from: string; to: string };
  entity: Entity;
  order: FunnelOrder;
  windowMs: number;
  filter: Filter;
  breakdown?: FunnelGroup;
  /** `excluding`: what must not happen between the step before and this one. */
  steps: (FunnelStep & { text: string; excluding: string[] } & FunnelStepFigures)[];
  /** Most at the first step first. */
  groups?: { value: string; steps: Omit<FunnelStepFigures, "took">[] }[];
};

/** Somebody who reached a step, or who stopped after it. */
export type FunnelPerson = {
  kind: RowKind;
  id: string;
  name: string | null;
  /** When they took the last step that they came to. */
  at: Date;
  /** From their first step to it. */
  tookMs: number;
};

/** A funnel under a name. `address` is the query of its page. */
export type SavedFunnel = {
  id: string;
  name: string;
  address: string;
  shared: boolean;
  ownerId: string;
  ownerName: string | null;
  mine: boolean;
};
