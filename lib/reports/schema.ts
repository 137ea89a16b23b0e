import { z } from "zod";

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

/** What the first touch of a person or company can be told apart by. */
export const dimensions = ["channel", "source", "campaign", "landing_path"] as const;
export type Dimension = (typeof dimensions)[number];

const values = z.array(z.string().max(512)).max(100, "may have at most 100 values").default([]);
export const filterParam = z
  .strictObject({ channel: values, source: values, campaign: values, landing_path: values })
  .default({ channel: [], source: [], campaign: [], landing_path: [] });
export type Filter = z.infer<typeof filterParam>;

export const grains = ["day", "week", "month"] as const;
export type Grain = (typeof grains)[number];

export const limitParam = z.coerce.number().int().min(1).max(1_000).default(100);
export const cursorParam = z.string().max(500).optional();

/** A table as CSV and spreadsheets take it: one header, cells of text and numbers. */
export type Table = { columns: string[]; rows: (string | number | null)[][] };
