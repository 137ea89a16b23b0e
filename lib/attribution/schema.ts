import { z } from "zod";

/** What the engine must know of a touch; callers pass more and get it back. */
export type PathTouch = {
  visitId: string;
  atMs: number;
  channel: string;
  /** "" when the touch named none. */
  campaign: string;
  /** An invite that a person of the same company sent: no acquisition of that company (never set on a path by person). */
  fromOwnCompany: boolean;
};

/** Consecutive touches of one channel and campaign, counted as one. Never empty. */
export type PathStep<T extends PathTouch = PathTouch> = {
  channel: string;
  campaign: string;
  touches: [T, ...T[]];
};

/** The share of one step. The shares of a conversion sum to exactly `wholeCredit`. */
export type Credit<T extends PathTouch = PathTouch> = { step: PathStep<T>; millionths: number };

/** One conversion, in the millionths that credits are counted in. */
export const wholeCredit = 1_000_000;

/** Models that need one path only. markov and shapley weigh channels over many paths (weigh-markov, weigh-shapley). */
export const pathModels = [
  "first_touch",
  "last_touch",
  "last_non_direct",
  "linear",
  "position_based",
  "time_decay",
] as const;
export const pathModelSchema = z.enum(pathModels);
export type PathModel = z.infer<typeof pathModelSchema>;

/** All models, in the order they are shown. */
export const attributionModels = [...pathModels, "markov", "shapley"] as const;
export const attributionModelSchema = z.enum(attributionModels);
export type AttributionModel = z.infer<typeof attributionModelSchema>;

export const modelLabels: Record<AttributionModel, { label: string; explanation: string }> = {
  first_touch: { label: "First touch", explanation: "All credit to the first touch, direct or not." },
  last_touch: { label: "Last touch", explanation: "All credit to the last touch, direct or not." },
  last_non_direct: {
    label: "Last non-direct",
    explanation: "All credit to the last touch that was not direct; direct only when there is nothing else.",
  },
  linear: { label: "Linear", explanation: "The same credit to every step." },
  position_based: {
    label: "Position based",
    explanation: "40 % to the first step, 40 % to the last, 20 % shared by those between.",
  },
  time_decay: { label: "Time decay", explanation: "A step's credit halves with every 7 days before the last step." },
  markov: {
    label: "Markov",
    explanation: "By how many fewer would convert without it: over all paths, those that led nowhere included.",
  },
  shapley: {
    label: "Shapley",
    explanation:
      "Each conversion shared equally by all that its path met, however often: their fair share in the game of all sets.",
  },
};

/** How often one order of channels was walked: to a conversion, and to none. */
export type ChannelPath = { channels: readonly string[]; converted: number; lost: number };

/** One step of many paths, added up: from a channel (or the start) to the next (or an end), and how often. */
export type ChannelMove = { from: string; to: string; count: number };

/** domain.md, "Attribution": time_decay. */
export const halfLifeMs = 7 * 86_400_000;
