import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { dayMs, nowMs } from "@/lib/base/clock";
import { catalogue, type EventName, type TraitKind } from "./catalogue";
import type { EventDefinition } from "./define-events";
import { type DescribedField, describeProperties, describeTraits, sampleProperties } from "./describe-catalogue";

/** Days the counts go over, the last 24 hours apart. */
export const catalogueDays = 30;

export type CatalogueEntry = Pick<EventDefinition, "layer" | "sentBy" | "description" | "milestone" | "deprecated"> & {
  name: string;
  properties: DescribedField[];
  sample: Record<string, unknown>;
  /** What came in, of all audiences: in the last 24 hours, in the last `catalogueDays`, and of the latter what was set aside. */
  lastDay: number;
  lastMonth: number;
  quarantined: number;
  /** When the last one came, RFC 3339, or its day; null: never. */
  lastSeen: string | null;
};

export type CatalogueTrait = DescribedField & { kind: TraitKind; personal: boolean; kept: number; refused: number };

const arrivalsQuery = defineQuery({
  sql: `
    SELECT
      name, sumIf(accepted, hour >= fromUnixTimestamp64Milli({day:Int64})) AS last_day, sum(accepted) AS last_month,
      sum(aside) AS quarantined, toUnixTimestamp64Milli(maxIf(last_at, accepted > 0)) AS last_ms
    FROM arrivals_hourly
    WHERE hour >= fromUnixTimestamp64Milli({month:Int64}) AND name IN {names:Array(String)}
    GROUP BY name`,
  params: z.object({ day: z.number(), month: z.number(), names: z.array(z.string()) }),
  row: z.object({
    name: z.string(),
    last_day: z.coerce.number(),
    last_month: z.coerce.number(),
    quarantined: z.coerce.number(),
    last_ms: z.coerce.number(),
  }),
});

const unknownQuery = defineQuery({
  sql: `
    SELECT name, sum(aside) AS quarantined
    FROM arrivals_hourly
    WHERE hour >= fromUnixTimestamp64Milli({month:Int64}) AND aside > 0 AND name != '' AND name NOT IN {names:Array(String)}
    GROUP BY name ORDER BY quarantined DESC, name LIMIT 50`,
  params: z.object({ month: z.number(), names: z.array(z.string()) }),
  row: z.object({ name: z.string(), quarantined: z.coerce.number() }),
});

/** Days of the catalogue's events of longer ago than the arrivals are kept. */
const lastDaysQuery = defineQuery({
  sql: "SELECT name, max(day) AS last_day FROM events_daily WHERE name IN {names:Array(String)} GROUP BY name",
  params: z.object({ names: z.array(z.string()) }),
  row: z.object({ name: z.string(), last_day: z.string() }),
});

const traitsQuery = defineQuery({
  sql: `
    SELECT kind, name, sum(kept) AS kept, sum(refused) AS refused
    FROM traits_daily WHERE day >= toDate(fromUnixTimestamp64Milli({month:Int64}))
    GROUP BY kind, name ORDER BY refused DESC, kept DESC, name LIMIT 200`,
  params: z.object({ month: z.number() }),
  row: z.object({
    kind: z.enum(["person", "company"]),
    name: z.string(),
    kept: z.coerce.number(),
    refused: z.coerce.number(),
  }),
});

/**
 * The catalogue with what was seen of each event and trait, and the names that came in without standing in it (most frequent first).
 * Counts come from hourly and daily rollups.
 */
export async function listCatalogue(): Promise<{
  entries: CatalogueEntry[];
  unknown: { name: string; quarantined: number }[];
  traits: CatalogueTrait[];
  /** Traits that were told and are not declared. */
  unknownTraits: { kind: TraitKind; name: string; refused: number }[];
}> {
  const month = nowMs() - catalogueDays * dayMs;
  const names = Object.keys(catalogue);
  const [arrivals, unknown, lastDays, told] = await Promise.all([
    runQuery(arrivalsQuery, { day: nowMs() - dayMs, month, names }),
    runQuery(unknownQuery, { month, names }),
    runQuery(lastDaysQuery, { names }),
    runQuery(traitsQuery, { month }),
  ]);
  const arrived = new Map(arrivals.map((row) => [row.name, row]));
  const lastDay = new Map(lastDays.map((row) => [row.name, row.last_day]));
  const entries = Object.entries<EventDefinition>(catalogue).map(([name, definition]) => {
    const { layer, sentBy, description, milestone, deprecated } = definition;
    const seen = arrived.get(name);
    return {
      ...{ name, layer, sentBy, description, milestone, deprecated },
      properties: describeProperties(definition.properties),
      sample: sampleProperties(name as EventName),
      lastDay: seen?.last_day ?? 0,
      lastMonth: seen?.last_month ?? 0,
      quarantined: seen?.quarantined ?? 0,
      lastSeen: seen && seen.last_ms > 0 ? new Date(seen.last_ms).toISOString() : (lastDay.get(name) ?? null),
    };
  });
  const traits = (["person", "company"] as const).flatMap((kind) =>
    describeTraits(kind).map((trait): CatalogueTrait => {
      const row = told.find((one) => one.kind === kind && one.name === trait.name);
      return { ...trait, kind, kept: row?.kept ?? 0, refused: row?.refused ?? 0 };
    }),
  );
  const declared = new Set(traits.map(({ kind, name }) => `${kind} ${name}`));
  const unknownTraits = told.filter(({ kind, name }) => !declared.has(`${kind} ${name}`));
  return { entries, unknown, traits, unknownTraits };
}
