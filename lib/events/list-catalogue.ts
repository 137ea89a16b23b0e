import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { dayMs, nowMs } from "@/lib/base/clock";
import { catalogue } from "./catalogue";
import type { EventDefinition } from "./define-events";

/** Days the counts go over, today included. */
export const catalogueDays = 7;

export type CatalogueProperty = { name: string; type: string; required: boolean };
export type CatalogueEntry = Pick<EventDefinition, "layer" | "sentBy" | "description" | "milestone"> & {
  name: string;
  properties: CatalogueProperty[];
  /** In the last `catalogueDays`, without bots; `quarantined` are calls by this name that were set aside. */
  events: number;
  quarantined: number;
  /** Day of the last one, `YYYY-MM-DD`; null: never. */
  lastDay: string | null;
};

const volumeQuery = defineQuery({
  sql: `
    SELECT name, sumIf(events, day >= {since:Date}) AS events, max(day) AS last_day
    FROM events_daily GROUP BY name`,
  params: z.object({ since: z.string() }),
  row: z.object({ name: z.string(), events: z.coerce.number(), last_day: z.string() }),
});

const asideQuery = defineQuery({
  sql: `
    SELECT name, count() AS quarantined
    FROM quarantine WHERE received_at >= toDateTime64({since:Date}, 3, 'UTC')
    GROUP BY name ORDER BY quarantined DESC LIMIT 500`,
  params: z.object({ since: z.string() }),
  row: z.object({ name: z.string(), quarantined: z.coerce.number() }),
});

/** The catalogue with what was seen of each event, and the names that came in without standing in it (most frequent first). */
export async function listCatalogue(): Promise<{
  entries: CatalogueEntry[];
  unknown: { name: string; quarantined: number }[];
}> {
  const since = new Date(nowMs() - (catalogueDays - 1) * dayMs).toISOString().slice(0, 10);
  const [volumes, asides] = await Promise.all([runQuery(volumeQuery, { since }), runQuery(asideQuery, { since })]);
  const volume = new Map(volumes.map((row) => [row.name, row]));
  const aside = new Map(asides.map((row) => [row.name, row.quarantined]));
  const entries = Object.entries<EventDefinition>(catalogue).map(([name, definition]) => ({
    name,
    layer: definition.layer,
    sentBy: definition.sentBy,
    description: definition.description,
    milestone: definition.milestone,
    properties: describeProperties(definition.properties),
    events: volume.get(name)?.events ?? 0,
    quarantined: aside.get(name) ?? 0,
    lastDay: volume.get(name)?.last_day ?? null,
  }));
  const unknown = asides.filter(({ name }) => name !== "" && !Object.hasOwn(catalogue, name));
  return { entries, unknown };
}

type Described = { type?: string; enum?: string[]; maxLength?: number; minimum?: number; maximum?: number };

/** Properties in words: `string, at most 512 characters`, `sandbox or live`, `integer from 0`. */
function describeProperties(schema: z.ZodObject): CatalogueProperty[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: "input" }) as {
    properties?: Record<string, Described>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, described]) => ({
    name,
    type: describeType(described),
    required: required.includes(name),
  }));
}

function describeType({ type = "anything", enum: choices, maxLength, minimum, maximum }: Described): string {
  if (choices) return choices.join(" or ");
  const bounds = [
    maxLength === undefined ? "" : `, at most ${maxLength} characters`,
    minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? "" : ` from ${minimum}`,
    maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? "" : ` to ${maximum}`,
  ];
  return `${type}${bounds.join("")}`;
}
