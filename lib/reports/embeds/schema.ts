import { z } from "zod";
import { isStorable } from "@/lib/base/clean-text";

/** What can be shown outside: counts of everybody, never of somebody. */
export const embedCharts = ["layers", "over-time", "first-call"] as const;
export type EmbedChart = (typeof embedCharts)[number];
export const embedChartLabels: Record<EmbedChart, string> = {
  layers: "Journey: how many reached each layer",
  "over-time": "Journey: a layer's count over time",
  "first-call": "Time to first call: the share that had called",
};

export const embedDays = [30, 90, 365] as const;

const origin = z
  .string()
  .refine((text) => /^https?:\/\/[a-z0-9.-]+(:\d+)?$/.test(text), "must be an origin such as https://wiki.example.com");

export const createEmbedInput = z.strictObject({
  chart: z.enum(embedCharts),
  title: z.string().trim().min(1, "needs a title").max(120).refine(isStorable, "has a character that cannot be kept"),
  entity: z.enum(["person", "company"]).default("person"),
  /** The layer of `over-time`. */
  layer: z.coerce.number().int().min(1).max(11).default(2),
  /** A rolling period: this many days up to the day it is looked at. */
  days: z.coerce.number().int().min(7).max(365).default(30),
  /** Pages that may frame it. Empty: nobody's but the portal's own. */
  frameAncestors: z.array(origin).max(10, "may name at most 10 origins").default([]),
  /** How long the address works. */
  validDays: z.coerce.number().int().min(1).max(365).default(90),
});
export type CreateEmbedInput = z.output<typeof createEmbedInput>;

/** What is fixed when the address is made. */
export const embedParams = createEmbedInput.pick({ entity: true, layer: true, days: true });

/** Figures as an embedded chart draws them, and nothing else. */
export type EmbedFigures = { kind: "bars" | "line"; labels: string[]; values: number[]; percent: boolean };
