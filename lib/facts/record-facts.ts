import { z } from "zod";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { now } from "@/lib/base/clock";
import { type Fact, factSchema } from "./schema";

/** Keeps how facts stand today (UTC); what was told of them earlier in the day is replaced. Throws ZodError for one that is none. */
export async function recordFacts(told: readonly Fact[]): Promise<void> {
  const values = z
    .array(factSchema)
    .parse(told)
    .map((one) => ({ ...one, day: now().toISOString().slice(0, 10), recorded_at: now().toISOString() }));
  if (values.length) await clickhouse().insert({ table: "facts_daily", values, format: "JSONEachRow" });
}
