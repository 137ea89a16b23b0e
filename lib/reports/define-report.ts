import type { z } from "zod";
import type { Table } from "./schema";

/** A named question over the ledger: normalise (`params`), query and compute (`run`), format (`toTable`; the result itself is the JSON). */
export type Report<Params extends z.ZodType = z.ZodType, Result = unknown> = {
  name: string;
  title: string;
  /** One sentence: what it answers. */
  description: string;
  params: Params;
  run(params: z.output<Params>): Promise<Result>;
  toTable(result: Result): Table;
};

/** Names a report and keeps its exact types. */
export function defineReport<Params extends z.ZodType, Result>(report: Report<Params, Result>): Report<Params, Result> {
  return report;
}
