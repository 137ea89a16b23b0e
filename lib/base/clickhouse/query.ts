import type { z } from "zod";
import { clickhouse } from "./client";

/** A query is three things side by side: SQL text, a schema of its parameters, a schema of its rows. */
export type Query<Params extends z.ZodType, Row extends z.ZodType> = { sql: string; params: Params; row: Row };

/**
 * Names a query. Values are bound as `{name:Type}` and never written into the text. Rows arrive as JSON: 64-bit numbers and
 * decimals as strings (take them with `z.coerce.number()`), times as RFC 3339.
 */
export function defineQuery<Params extends z.ZodType, Row extends z.ZodType>(
  query: Query<Params, Row>,
): Query<Params, Row> {
  return query;
}

/** Runs a query; throws ClickHouseError when the engine refuses it and ZodError when parameters or rows are not what they should be. */
export async function runQuery<Params extends z.ZodType, Row extends z.ZodType>(
  query: Query<Params, Row>,
  params: z.input<Params>,
  options: { signal?: AbortSignal } = {},
): Promise<z.output<Row>[]> {
  const result = await clickhouse().query({
    query: query.sql,
    query_params: query.params.parse(params) as Record<string, unknown>,
    format: "JSONEachRow",
    abort_signal: options.signal,
  });
  const rows = await result.json<unknown>();
  return rows.map((row) => query.row.parse(row));
}
