import { z } from "zod";

/** Caps of one query. They are told to whoever meets one. */
export const sqlLimits = {
  /** Characters of a query. */
  length: 10_000,
  rows: 10_000,
  resultBytes: 20 * 1024 * 1024,
  seconds: 15,
  memoryBytes: 400 * 1024 * 1024,
  rowsRead: 500_000_000,
  /** Queries of one person or token a minute. */
  perMinute: 20,
} as const;

export const runSqlInput = z.strictObject({
  sql: z
    .string("must be text")
    .trim()
    .min(1, "needs a query")
    .max(sqlLimits.length, `must have at most ${sqlLimits.length} characters`)
    .refine((text) => !text.includes("\0"), "has a character that cannot be kept"),
});

export type SqlColumn = { name: string; type: string };
export type SqlAnswer = {
  columns: SqlColumn[];
  /** Numbers of 64 bits and decimals are text, times RFC 3339. */
  rows: unknown[][];
  elapsedMs: number;
  rowsRead: number;
  bytesRead: number;
};

/** A view as its readers see it. */
export type SqlView = { name: string; description: string; columns: (SqlColumn & { description: string })[] };
