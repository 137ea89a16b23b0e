import { type Layer, layers, type Metric } from "@/lib/journeys/schema";
import type { Entity, Grain, JourneyGroup, JourneySeries, LayerFigures } from "../schema";
import type { Asked, LayerCounts } from "./count-layers";
import type { SeriesRow } from "./count-queries";
import type { ReachedRow } from "./reached-query";

/** More groups than these are a list, not a comparison; the largest are kept. */
const maxGroups = 100;
const maxResources = 20;

export function composeLayers(
  ask: Asked,
  counts: LayerCounts,
  before: LayerCounts | undefined,
): (LayerFigures & { previous?: LayerFigures })[] {
  return layers.map((layer) => ({
    ...composeLayer(layer, ask.entity, counts),
    ...(before ? { previous: composeLayer(layer, ask.entity, before) } : {}),
  }));
}

function composeLayer(layer: Layer, entity: Entity, counts: LayerCounts): LayerFigures {
  const companies = counts.reached.company.find((row) => row.layer === layer.number)?.reached ?? 0;
  return {
    layer: layer.number,
    id: layer.id,
    name: layer.name,
    persons: counts.reached.person.find((row) => row.layer === layer.number)?.known ?? 0,
    companies,
    ...steps(layer.number, counts.reached[entity]),
    metrics: layer.metrics.map((metric) => ({
      id: metric.id,
      label: metric.label,
      value: metricValue(metric, counts, companies),
    })),
    ...(layer.id === "value" ? { resources: resourcesOf(counts) } : {}),
  };
}

const callsOf = (counts: LayerCounts, environment: string) =>
  counts.calls.filter((row) => row.environment === environment);

/** The most called resources of live calls. */
function resourcesOf(counts: LayerCounts): LayerFigures["resources"] {
  return callsOf(counts, "live")
    .filter((row) => row.resource !== "")
    .sort((a, b) => b.valuable - a.valuable || b.calls - a.calls || (a.resource < b.resource ? -1 : 1))
    .slice(0, maxResources)
    .map(({ resource, calls, valuable }) => ({ resource, calls, valuable }));
}

/** What one layer says of those counted: how many reached it, and how many of those in the layer before came on. */
function steps(number: number, rows: readonly ReachedRow[]) {
  const row = rows.find((one) => one.layer === number);
  const reachedBefore = rows.find((one) => one.layer === number - 1)?.reached ?? 0;
  const converted = row?.converted ?? 0;
  const [medianMs = null, p90Ms = null] = converted > 0 ? (row?.waits ?? []) : [];
  return {
    reached: row?.reached ?? 0,
    converted: number === 1 ? null : converted,
    conversion: number === 1 || reachedBefore === 0 ? null : converted / reachedBefore,
    medianMs: medianMs === null ? null : Math.round(medianMs),
    p90Ms: p90Ms === null ? null : Math.round(p90Ms),
  };
}

function metricValue({ source }: Metric, counts: LayerCounts, companies: number): number | null {
  switch (source.kind) {
    case "events":
      return source.names.reduce((sum, name) => sum + (counts.events.get(name)?.[source.of] ?? 0), 0);
    case "calls": {
      const { environment, of } = source;
      if (of === "persons" || of === "companies" || of === "end_users") {
        return counts.callers.find((one) => one.environment === environment)?.[of] ?? 0;
      }
      const method = source.method ?? "";
      return callsOf(counts, environment).find((one) => one.method === method && one.resource === "")?.[of] ?? 0;
    }
    case "end_users": {
      const row = counts.callers.find((one) => one.environment === "live");
      return (source.of === "sessions" ? row?.end_user_sessions : row?.retained_end_users) ?? 0;
    }
    case "first_answer":
      return counts.firstAnswerMs;
    case "feed_subscribers":
      return counts.feedSubscribers;
    case "fact":
      return counts.facts.get(source.fact) ?? null;
    case "now":
      return counts.now[source.of];
    case "new_companies":
      return companies;
    case "referred":
      return counts.advocacy.referred;
    case "k_factor": {
      // invites per person x accepted per invite: the invites cancel out.
      const accepted = counts.events.get("invite_accepted")?.events ?? 0;
      return counts.advocacy.persons > 0 ? accepted / counts.advocacy.persons : null;
    }
  }
}

/** Groups by how many reached anything, largest first. */
export function composeGroups(rows: readonly ReachedRow[]): JourneyGroup[] {
  const byValue = new Map<string, ReachedRow[]>();
  for (const row of rows) byValue.set(row.dimension, [...(byValue.get(row.dimension) ?? []), row]);
  return [...byValue]
    .map(([value, own]) => ({
      value,
      layers: layers.map((layer) => ({ layer: layer.number, ...steps(layer.number, own) })),
      size: Math.max(...own.map((row) => row.reached)),
    }))
    .filter((group) => group.layers.some((layer) => layer.reached > 0))
    .sort((a, b) => b.size - a.size || (a.value < b.value ? -1 : 1))
    .slice(0, maxGroups)
    .map(({ value, layers: own }) => ({ value, layers: own }));
}

export function composeSeries(
  buckets: string[],
  rows: readonly SeriesRow[],
  environment: "sandbox" | "live" | undefined,
  grain: Grain,
): JourneySeries {
  const at = new Map<string, number>();
  for (const row of rows) at.set(`${row.name} ${row.bucket}`, row.value);
  return {
    grain,
    buckets,
    values: layers.flatMap((layer) => {
      const [metric] = layer.metrics;
      const names = seriesNames(metric);
      if (!names) return [];
      const hidden = metric.source.kind === "calls" && environment && metric.source.environment !== environment;
      const values = buckets.map((bucket) =>
        hidden ? 0 : names.reduce((sum, name) => sum + (at.get(`${name} ${bucket}`) ?? 0), 0),
      );
      return [{ layer: layer.number, id: metric.id, values }];
    }),
  };
}

function seriesNames({ source }: Metric): readonly string[] | undefined {
  if (source.kind === "events" && source.of === "events") return source.names;
  if (source.kind !== "calls") return undefined;
  if (source.of === "valuable") return ["valuable_calls"];
  if (source.of === "end_users") return ["end_users"];
  return source.of === "calls" ? [`${source.environment}_calls`] : undefined;
}
