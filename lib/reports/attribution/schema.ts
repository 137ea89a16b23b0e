import type { AttributionModel } from "@/lib/attribution/schema";
import type { Stage } from "@/lib/journeys/schema";
import { type Entity, type Filter, touchFacts } from "../schema";

/** What a touch can be told apart by when credit is given. */
export const touchDimensions = [...touchFacts, "medium", "term", "content", "referrer_host", "first_doc"] as const;
export type TouchDimension = (typeof touchDimensions)[number];

/** What conversions may be counted in beside themselves: what usage costs (a company's only), live calls, valuable ones, or the quantity reported with them. */
export const valueKinds = ["metered_amount", "calls", "valuable_calls", "quantity"] as const;
export type ValueKind = (typeof valueKinds)[number];

/** The row that stands for all values that are not shown each for themselves. */
export const foldedValue = "(all others)";

/** What one value of the dimension earned under each model: conversions (they sum to those with a path), and their value when asked for. */
export type AttributionRow = {
  /** "" where the touch named none. */
  value: string;
  conversions: Record<AttributionModel, number>;
  amounts?: Record<AttributionModel, number>;
};

export type AttributionResult = {
  period: { from: string; to: string };
  entity: Entity;
  stage: Stage;
  lookbackDays: number;
  breakdown: TouchDimension;
  value?: ValueKind;
  /** Of a metered amount. */
  currency?: string;
  filter: Filter;
  /** All conversions of the period, those with a touch before them in the window, and what they are worth. */
  conversions: number;
  attributed: number;
  amount?: number;
  /** Most linear credit first. */
  rows: AttributionRow[];
  /** Values that share one row, because there are more than the report shows. */
  folded: number;
};

/** One conversion behind a cell of the attribution report. */
export type AttributedConversion = {
  kind: Entity;
  id: string;
  name: string | null;
  at: Date;
  /** 0..1: what the asked value earned of it. */
  credit: number;
  amount: number | null;
};

/** What acquisition cost is told per: the first time of each stage. */
export const costStages = [
  "signed_up",
  "first_sandbox_call",
  "first_live_call",
  "app_certified",
] as const satisfies Stage[];
export type CostStage = (typeof costStages)[number];

/** Money is decimal text in the portal's currency. */
export type CostFigures = {
  spend: string;
  /** null: nobody told. */
  clicks: number | null;
  impressions: number | null;
  costPerClick: string | null;
  /** Credit for conversions of the period; cost is null where there is none. */
  stages: Record<CostStage, { conversions: number; cost: string | null }>;
  /** Of those who first called live in the period: decimal text; null where it was not asked for. */
  value: string | null;
  /** Value for each unit of spend, four decimals; null where nothing was spent. */
  roas: string | null;
};

export type CostRow = CostFigures & {
  /** "" for touches that named none; `(all others)` for what is not shown each for itself. */
  campaign: string;
  /** By campaign: every source with spend. */
  sources: string[];
  /** The month of the period's last day, up to that day: null without a budget. `expected`: the budget's share of those days. */
  pacing: { month: string; budget: string; spent: string; expected: string } | null;
};

export type AcquisitionCostResult = {
  period: { from: string; to: string };
  entity: Entity;
  model: AttributionModel;
  lookbackDays: number;
  breakdown: "campaign" | "campaign_source";
  returns: ValueKind | null;
  currency: string;
  /** Dearest first, then by credit. Their credits sum to the conversions with a touch before them. */
  rows: CostRow[];
  folded: number;
  /** All spend, and all conversions of the period, credited or not. */
  together: CostFigures;
};
