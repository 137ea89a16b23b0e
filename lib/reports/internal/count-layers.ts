import { runQuery } from "@/lib/base/clickhouse/query";
import { postgres } from "@/lib/base/postgres";
import { countAudits } from "@/lib/certification/count-audits";
import { readFacts } from "@/lib/facts/read-facts";
import { layers } from "@/lib/journeys/schema";
import { countPublished } from "@/lib/showcase/count-published";
import type { Dimension, Entity, Filter, Grain } from "../schema";
import { filteredDimensions } from "./acquired-sql";
import {
  advocacyQuery,
  answersQuery,
  type CallersRow,
  type CallsRow,
  callersQuery,
  callsQuery,
  eventsQuery,
  narrowedAdvocacyQuery,
  narrowedCallersQuery,
  narrowedCallsQuery,
  narrowedEventsQuery,
  type SeriesRow,
  seriesQuery,
} from "./count-queries";
import { feedReadersQuery } from "./feed-queries";
import { type Period, previousPeriod } from "./period";
import { anonymousReachedQuery, knownReachedQuery, type ReachedRow } from "./reached-query";

/** What a journey report counts, normalised. */
export type Asked = { period: Period; entity: Entity; environment?: "sandbox" | "live"; filter: Filter };

export type LayerCounts = {
  reached: Record<Entity, ReachedRow[]>;
  events: Map<string, { events: number; visitors: number }>;
  calls: CallsRow[];
  callers: CallersRow[];
  /** From a support request to its first answer; null when none was answered. */
  firstAnswerMs: number | null;
  /** As feed readers told it last; null when none did. */
  feedSubscribers: number | null;
  /** How it stands: facts that others told, by name, and what the portal has this moment. */
  facts: ReadonlyMap<string, number>;
  now: Record<"overdue_audits" | "listed_apps" | "showcased_companies", number>;
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
  const before = { ...narrow, before: previousPeriod(ask.period).from };
  const [reached, events, calls, callers, advocacy, answers, feeds, facts, audits, showcased] = await Promise.all([
    readReached(ask, ["person", "company"]),
    narrowed ? runQuery(narrowedEventsQuery(entity, filter), narrow) : runQuery(eventsQuery, { from, until }),
    narrowed ? runQuery(narrowedCallsQuery(entity, filter), narrow) : runQuery(callsQuery, { from, until }),
    narrowed
      ? runQuery(narrowedCallersQuery(entity, filter), before)
      : runQuery(callersQuery, { from, until, before: before.before }),
    narrowed ? runQuery(narrowedAdvocacyQuery(entity, filter), narrow) : runQuery(advocacyQuery, { from, until }),
    runQuery(answersQuery(entity, filter), narrow),
    runQuery(feedReadersQuery, { from, until }),
    readFacts(until),
    countAudits(postgres()),
    countPublished(postgres()),
  ]);
  return {
    reached: {
      person: reached.filter((row) => row.entity === "person"),
      company: reached.filter((row) => row.entity === "company"),
    },
    events: new Map(events.map((row) => [row.name, row])),
    calls: calls.filter((row) => !environment || row.environment === environment),
    callers: callers.filter((row) => !environment || row.environment === environment),
    firstAnswerMs: answers[0]?.answered ? answers[0].median_ms : null,
    feedSubscribers: feeds.length ? subscribersOf(feeds) : null,
    facts,
    now: {
      overdue_audits: audits.overdue,
      listed_apps: showcased.apps,
      showcased_companies: showcased.companies,
    },
    advocacy: advocacy[0] ?? { persons: 0, referred: 0 },
  };
}

/** Of each reader its largest feed: who follows two in one reader is one person. */
function subscribersOf(feeds: readonly { reader: string; latest: number }[]): number {
  const most = new Map<string, number>();
  for (const { reader, latest } of feeds) most.set(reader, Math.max(latest, most.get(reader) ?? 0));
  return [...most.values()].reduce((a, b) => a + b, 0);
}

/** Layers with what was reached by one entity, by the value of one dimension. */
export async function groupLayers(ask: Asked, by: Dimension): Promise<ReachedRow[]> {
  return readReached(ask, [ask.entity], by);
}

async function readReached(ask: Asked, entities: readonly Entity[], by?: Dimension): Promise<ReachedRow[]> {
  const { from, until } = ask.period;
  const environments = ["", ...(ask.environment ? [ask.environment] : ["sandbox", "live"])];
  const params = { environments, from, until, ...ask.filter };
  const [known, anonymous] = await Promise.all([
    runQuery(knownReachedQuery(entities, ask.filter, by), params),
    entities.includes("person") ? runQuery(anonymousReachedQuery(ask.filter, by), params) : [],
  ]);
  const keyOf = (row: ReachedRow) => `${row.entity} ${row.layer} ${row.dimension}`;
  const rows = new Map(known.map((row) => [keyOf(row), row]));
  for (const row of anonymous) {
    const same = rows.get(keyOf(row));
    rows.set(keyOf(row), same ? { ...same, reached: same.reached + row.reached } : row);
  }
  return [...rows.values()];
}

export async function seriesOf({ from, until }: Period, grain: Grain): Promise<SeriesRow[]> {
  return runQuery(seriesQuery, { from, until, grain });
}
