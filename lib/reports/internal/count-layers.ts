import { runQuery } from "@/lib/base/clickhouse/query";
import { layers } from "@/lib/journeys/schema";
import type { Dimension, Entity, Filter, Grain } from "../schema";
import {
  acquiredAdvocacyQueries,
  acquiredCallsQueries,
  acquiredEventsQueries,
  advocacyQuery,
  type CallsRow,
  callsQuery,
  eventsQuery,
  type SeriesRow,
  seriesQuery,
} from "./count-queries";
import type { Period } from "./period";
import { acquiredQueries, type ReachedRow, reachedQueries } from "./reached-query";

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
export async function countLayers({ period, entity, environment, filter }: Asked): Promise<LayerCounts> {
  const { from, until } = period;
  const narrowed = Object.values(filter).some((values) => values.length > 0);
  const stages = { ...stageArrays(environment), from, until };
  const reached = (kind: Entity) =>
    narrowed
      ? runQuery(acquiredQueries[kind], { ...stages, ...filter, by: "" })
      : runQuery(reachedQueries[kind], stages);
  const narrow = { from, until, ...filter };
  const [person, company, events, calls, advocacy] = await Promise.all([
    reached("person"),
    reached("company"),
    narrowed ? runQuery(acquiredEventsQueries[entity], narrow) : runQuery(eventsQuery, { from, until }),
    narrowed ? runQuery(acquiredCallsQueries[entity], narrow) : runQuery(callsQuery, { from, until }),
    narrowed ? runQuery(acquiredAdvocacyQueries[entity], narrow) : runQuery(advocacyQuery, { from, until }),
  ]);
  return {
    reached: { person, company },
    events: new Map(events.map((row) => [row.name, row])),
    calls: environment ? calls.filter((row) => row.environment === environment) : calls,
    advocacy: advocacy[0] ?? { persons: 0, referred: 0 },
  };
}

/** Layers by the value of one dimension of the first touch. */
export async function groupLayers(ask: Asked, by: Dimension): Promise<ReachedRow[]> {
  const { from, until } = ask.period;
  return runQuery(acquiredQueries[ask.entity], { ...stageArrays(ask.environment), from, until, ...ask.filter, by });
}

export async function seriesOf({ from, until }: Period, grain: Grain): Promise<SeriesRow[]> {
  return runQuery(seriesQuery, { from, until, grain });
}
