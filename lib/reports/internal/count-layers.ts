import { runQuery } from "@/lib/base/clickhouse/query";
import { layers } from "@/lib/journeys/schema";
import type { Dimension, Entity, Filter, Grain } from "../schema";
import { filteredDimensions } from "./acquired-sql";
import {
  advocacyQuery,
  type CallsRow,
  callsQuery,
  eventsQuery,
  narrowedAdvocacyQuery,
  narrowedCallsQuery,
  narrowedEventsQuery,
  type SeriesRow,
  seriesQuery,
} from "./count-queries";
import type { Period } from "./period";
import { anonymousReachedQuery, knownReachedQuery, type ReachedRow } from "./reached-query";

/** What a journey report counts, normalised. */
export type Asked = { period: Period; entity: Entity; environment?: "sandbox" | "live"; filter: Filter };

export type LayerCounts = {
  reached: Record<Entity, ReachedRow[]>;
  events: Map<string, { events: number; visitors: number }>;
  calls: CallsRow[];
  advocacy: { persons: number; referred: number };
};

/** Stages that only calls of one environment reach. */
const callStages = {
  sandbox: ["first_sandbox_call", "first_sandbox_2xx"],
  live: ["first_live_call", "first_live_2xx", "first_valuable_call", "first_end_user"],
};

/** Stages and the layer of each, as arrays of one length. With an environment, calls of the other one are no stage. */
export function stageArrays(environment?: "sandbox" | "live"): { stages: string[]; layers: number[] } {
  const hidden = environment ? callStages[environment === "live" ? "sandbox" : "live"] : [];
  const pairs = layers
    .flatMap((layer) => layer.stages.map((stage) => ({ stage, layer: layer.number })))
    .filter(({ stage }) => !hidden.includes(stage));
  return { stages: pairs.map((pair) => pair.stage), layers: pairs.map((pair) => pair.layer) };
}

/** Everything the layers of one period are made of; asked at once. */
export async function countLayers(ask: Asked): Promise<LayerCounts> {
  const { entity, environment, filter } = ask;
  const { from, until } = ask.period;
  const narrowed = filteredDimensions(filter).length > 0;
  const narrow = { from, until, ...filter };
  const [person, company, events, calls, advocacy] = await Promise.all([
    groupLayers({ ...ask, entity: "person" }),
    groupLayers({ ...ask, entity: "company" }),
    narrowed ? runQuery(narrowedEventsQuery(entity, filter), narrow) : runQuery(eventsQuery, { from, until }),
    narrowed ? runQuery(narrowedCallsQuery(entity, filter), narrow) : runQuery(callsQuery, { from, until }),
    narrowed ? runQuery(narrowedAdvocacyQuery(entity, filter), narrow) : runQuery(advocacyQuery, { from, until }),
  ]);
  return {
    reached: { person, company },
    events: new Map(events.map((row) => [row.name, row])),
    calls: environment ? calls.filter((row) => row.environment === environment) : calls,
    advocacy: advocacy[0] ?? { persons: 0, referred: 0 },
  };
}

/** Layers with what was reached, by the value of one dimension of the first touch, or all in one (""). */
export async function groupLayers(ask: Asked, by?: Dimension): Promise<ReachedRow[]> {
  const { from, until } = ask.period;
  const params = { ...stageArrays(ask.environment), anonymous: [], from, until, ...ask.filter };
  const [known, anonymous] = await Promise.all([
    runQuery(knownReachedQuery(ask.entity, ask.filter, by), params),
    ask.entity === "person" ? runQuery(anonymousReachedQuery(ask.filter, by), params) : [],
  ]);
  const rows = new Map(known.map((row) => [`${row.layer} ${row.dimension}`, row]));
  for (const row of anonymous) {
    const key = `${row.layer} ${row.dimension}`;
    const same = rows.get(key);
    rows.set(key, same ? { ...same, reached: same.reached + row.reached } : row);
  }
  return [...rows.values()];
}

export async function seriesOf({ from, until }: Period, grain: Grain): Promise<SeriesRow[]> {
  return runQuery(seriesQuery, { from, until, grain });
}
