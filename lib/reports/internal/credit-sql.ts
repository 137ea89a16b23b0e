import { z } from "zod";
import { halfLifeMs, type PathModel, wholeCredit } from "@/lib/attribution/schema";
import { companySql } from "@/lib/events/identity-sql";
import type { TouchDimension, ValueKind } from "../attribution/schema";
import type { Entity, Filter } from "../schema";
import { filterParams, knownSql, matchSql, whoHashSql, whoSql } from "./acquired-sql";
import { maxTouches } from "./path-queries";

/** Parameters of every query over the paths of a period's conversions. */
export const creditParams = {
  stage: z.string(),
  from: z.string(),
  until: z.string(),
  lookback: z.number(),
  ...filterParams,
};

/** What a path's touches can be told apart by: also names as spend is joined by them, the second one as a JSON list. */
export type PathDimension = TouchDimension | "campaign_key" | "campaign_source_key";

const campaignKey = "lowerUTF8(trimBoth(utm_campaign))";

/** Columns of a touch by the words of reports. */
const columns: Record<PathDimension, string> = {
  channel: "channel",
  source: "utm_source",
  medium: "utm_medium",
  campaign: "utm_campaign",
  term: "utm_term",
  content: "utm_content",
  landing_path: "landing_path",
  country: "country",
  language: "language",
  referrer_host: "referrer_host",
  first_doc: "first_doc",
  campaign_key: campaignKey,
  campaign_source_key: `toJSONString([${campaignKey}, lowerUTF8(trimBoth(utm_source))])`,
};

const day = (name: string) => `toDateTime64({${name}:Date}, 3, 'UTC')`;

/** Who first reached the stage in the period, and when. Visitors who never signed up convert to nothing that a report could open. */
function conversionsSql(entity: Entity, filter: Filter): string {
  return `
    SELECT ${whoSql[entity]} AS who, cityHash64(who) AS who_hash, min(first_at) AS at
    FROM milestones
    WHERE stage = {stage:String} AND ${knownSql[entity]} AND ${matchSql(entity, filter, whoHashSql[entity])}
    GROUP BY who
    HAVING who != '' AND at >= ${day("from")} AND at < ${day("until")}`;
}

/** What a conversion counts beside itself: what its person's keys, or its company's, did in the period. */
const valueColumns: Record<Exclude<ValueKind, "metered_amount">, string> = {
  calls: "calls",
  valuable_calls: "valuable_calls",
  quantity: "quantity",
};
function valuesSql(entity: Entity, value: ValueKind): string {
  if (value === "metered_amount") {
    return `
    SELECT cityHash64(company_id) AS who_hash, sum(amount) AS value
    FROM metered_daily
    WHERE (month, version) IN (SELECT month, max(version) FROM metered_months GROUP BY month) AND day >= {from:Date} AND day < {until:Date}
    GROUP BY who_hash`;
  }
  return `
    SELECT cityHash64(${entity === "person" ? "person_id" : "company_id"}) AS who_hash, sum(toDecimal128(${valueColumns[value]}, 6)) AS value
    FROM usage_hourly
    WHERE environment = 'live' AND hour >= toDateTime({from:Date}, 'UTC') AND hour < toDateTime({until:Date}, 'UTC')
    GROUP BY who_hash`;
}

/** The first page of docs or reference that a touch's visit opened. */
const firstDocsSql = `
    LEFT JOIN (SELECT visit_hash, argMinMerge(first_page) AS page FROM visit_docs GROUP BY visit_hash) AS docs ON docs.visit_hash = cityHash64(visit_id)`;

/** A touch as the paths hold it: time, visit, channel, campaign, whether from the company's own people, and the dimension asked for. */
const tupleSql = (by: PathDimension) =>
  `(occurred_at, visit_id, toString(channel), toString(utm_campaign), own, toString(${columns[by]}))`;

function touchesSql(entity: Entity, by: PathDimension): string {
  const own =
    entity === "company"
      ? `(inviter_id != '' AND (inviter_id, ${companySql}) IN (SELECT person_id, company_id FROM layer_firsts WHERE person_id != '' AND company_id != ''))`
      : "0";
  return `
    SELECT *, ${whoHashSql[entity]} AS who_hash, ${own} AS own ${by === "first_doc" ? ", docs.page AS first_doc" : ""}
    FROM touches ${by === "first_doc" ? firstDocsSql : ""}
    WHERE audience != 'bot' AND occurred_at >= ${day("from")} - toIntervalDay({lookback:UInt16}) AND occurred_at < ${day("until")}`;
}

/**
 * The steps of one path, as lib/attribution's buildPath makes them from `path`, sorted and without repetitions: `counted` without the
 * company's own invites where anything else is there, `kept` without direct likewise, `starts` where neighbours of one channel and campaign begin.
 */
const stepsSql = `
  if(arrayExists(t -> t.5 = 0, path), arrayFilter(t -> t.5 = 0, path), path) AS counted,
  if(arrayExists(t -> t.3 != 'direct', counted), arrayFilter(t -> t.3 != 'direct', counted), counted) AS kept,
  arrayFilter(i -> i = 1 OR kept[i].3 != kept[i - 1].3 OR kept[i].4 != kept[i - 1].4, arrayEnumerate(kept)) AS starts,
  length(starts) AS n,
  arrayMap(i -> kept[i].6, starts) AS steps`;

/**
 * One row per conversion that has a path: `who`, `at`, `value` and the columns of stepsSql. Paths keep the latest ${maxTouches} touches.
 */
export function pathsSql(entity: Entity, filter: Filter, by: PathDimension, value: ValueKind | undefined): string {
  return `
    SELECT who, converted_at AS at, worth AS value, ${stepsSql}
    FROM (
      SELECT who, any(at) AS converted_at, any(value) AS worth, arraySlice(arraySort(groupUniqArray(${tupleSql(by)})), -${maxTouches}) AS path
      FROM (${touchesSql(entity, by)}) AS touched
      INNER JOIN (${valuedSql(entity, filter, value)}) AS converted USING who_hash
      WHERE occurred_at <= at AND occurred_at >= at - toIntervalDay({lookback:UInt16})
      GROUP BY who
    )`;
}

/** The conversions with the value of each; 0 where nothing is asked for or known. */
export function valuedSql(entity: Entity, filter: Filter, value: ValueKind | undefined): string {
  const conversions = conversionsSql(entity, filter);
  if (!value) return `SELECT *, toDecimal128(0, 6) AS value FROM (${conversions})`;
  return `SELECT * FROM (${conversions}) AS c LEFT JOIN (${valuesSql(entity, value)}) AS v USING who_hash`;
}

/** Shares of n equal steps in millionths: what is left over goes to the earlier ones (lib/attribution's apportion). */
const equalSql = `arrayMap(k -> toInt64(intDiv(${wholeCredit}, n) + (k <= ${wholeCredit} % n)), range(1, n + 1))`;
const middle = wholeCredit / 5;
/** The greatest() only keeps a path without a middle from dividing by zero where nobody looks. */
const positionSql = `if(n <= 2, ${equalSql}, arrayMap(k -> toInt64(if(k = 1 OR k = n, ${2 * middle}, intDiv(${middle}, greatest(n - 2, 1)) + (k - 1 <= ${middle} % greatest(n - 2, 1)))), range(1, n + 1)))`;
/** A step's last touch decides how old it is; then largest remainder, ties to the earlier. */
const decaySql = `
  arrayMap(k -> toUnixTimestamp64Milli(kept[if(k < n, starts[k + 1] - 1, length(kept))].1), range(1, n + 1)) AS last_ms,
  arrayMap(ms -> assumeNotNull(exp2((ms - last_ms[n]) / ${halfLifeMs})), last_ms) AS weights,
  arrayMap(w -> w * ${wholeCredit} / arraySum(weights), weights) AS exact,
  arrayMap(x -> toUInt64(floor(x)), exact) AS floors,
  arraySlice(arraySort(k -> (floors[k] - exact[k], k), range(1, n + 1)), 1, toInt64(${wholeCredit} - arraySum(floors))) AS rounded_up,
  arrayMap(k -> floors[k] + has(rounded_up, k), range(1, n + 1)) AS decayed`;

/** [(dimension, millionths)] of each path model, as columns; a plain first or last touch may be direct. */
const earnedSql: Record<PathModel, string> = {
  first_touch: `[(counted[1].6, toUInt64(${wholeCredit}))]`,
  last_touch: `[(counted[-1].6, toUInt64(${wholeCredit}))]`,
  last_non_direct: `[(kept[-1].6, toUInt64(${wholeCredit}))]`,
  linear: `arrayMap((s, c) -> (s, toUInt64(c)), steps, ${equalSql})`,
  position_based: `arrayMap((s, c) -> (s, toUInt64(c)), steps, ${positionSql})`,
  time_decay: `arrayMap((s, c) -> (s, toUInt64(c)), steps, decayed)`,
};

/** A row per conversion, model and earning step: `who`, `at`, `value`, `model`, `dimension`, `millionths`. */
export function creditsSql(paths: string, models: readonly PathModel[]): string {
  const all = models.map((model) => `arrayMap(e -> ('${model}', e.1, e.2), ${earnedSql[model]})`);
  const decay = models.includes("time_decay") ? `, ${decaySql}` : "";
  return `
    SELECT who, at, value, earned.1 AS model, earned.2 AS dimension, earned.3 AS millionths
    FROM (SELECT * ${decay} FROM (${paths}))
    ARRAY JOIN arrayConcat(${all.join(", ")}) AS earned
    WHERE millionths > 0`;
}

/**
 * The steps of everybody who was touched in the period and had not converted by its end: what the Markov chain needs beside the
 * conversions. By person, visitors who never signed up are among them.
 */
export function lostPathsSql(entity: Entity, filter: Filter, by: PathDimension): string {
  return `
    SELECT ${stepsSql}
    FROM (
      SELECT who_hash, arraySlice(arraySort(groupUniqArray(${tupleSql(by)})), -${maxTouches}) AS path
      FROM (${touchesSql(entity, by)})
      WHERE occurred_at >= ${day("from")} AND who_hash != 0 AND ${matchSql(entity, filter, "who_hash")}
        AND who_hash NOT IN (
          SELECT ${whoHashSql[entity]} FROM milestones
          WHERE stage = {stage:String} AND ${knownSql[entity]} AND first_at < ${day("until")}
        )
      GROUP BY who_hash
    )`;
}
