import { z } from "zod";
import {
  companyHashSql,
  companyKnownSql,
  companySql,
  personHashSql,
  personKnownSql,
  someoneSql,
} from "@/lib/events/identity-sql";
import { type Dimension, dimensions, type Entity, type Filter, type TouchFact, touchFacts } from "../schema";
import { ownFactSql } from "./own-fact-sql";

/** Whether a row names a visitor; by the hash, which is a fraction of the id's bytes. */
export const visitorSql = "visitor_hash != cityHash64('')";

/** Who a row of the ledger counts for in a report by person or by company. */
export const whoSql: Record<Entity, string> = { person: someoneSql, company: companySql };
export const knownSql: Record<Entity, string> = { person: personKnownSql, company: companyKnownSql };

/** The same as a number, to join and look up by: cityHash64 of `whoSql`, 0 for nobody. A visitor's is in the row already. */
export const whoHashSql: Record<Entity, string> = {
  person: `if(${personHashSql} != 0, ${personHashSql}, if(${visitorSql}, visitor_hash, 0))`,
  company: companyHashSql,
};

const columns: Record<TouchFact, string> = {
  channel: "channel",
  source: "utm_source",
  campaign: "utm_campaign",
  landing_path: "landing_path",
  country: "country",
  language: "language",
};

/**
 * How each person or company came: what their first touch says of these dimensions, a row per `who_hash`. An invite from the company's
 * own people is no acquisition of the company (domain.md, "Ada and Ben"), so it only counts when nothing else is there.
 * `among`: SQL over a touch that narrows whose touches are looked at.
 */
export function acquiredSql(entity: Entity, named: readonly TouchFact[], among = "1"): string {
  const own =
    entity === "company"
      ? `(inviter_id != '' AND (inviter_id, company) IN (SELECT person_id, company_id FROM layer_firsts WHERE person_id != '' AND company_id != ''))`
      : "0";
  const firsts = named.map((name) => `, argMin(${columns[name]}, (own, occurred_at, cityHash64(visit_id))) AS ${name}`);
  return `
    SELECT who_hash${firsts.join("")}
    FROM (
      SELECT *, ${whoHashSql[entity]} AS who_hash, ${entity === "company" ? companySql : "''"} AS company, ${own} AS own
      FROM touches
      WHERE audience != 'bot' AND ${entity === "company" ? companyKnownSql : "1"} AND ${among}
    )
    WHERE who_hash != 0
    GROUP BY who_hash`;
}

/** Which of the dimensions a filter speaks of. */
export function filteredDimensions(filter: Filter): Dimension[] {
  return dimensions.filter((name) => filter[name].length > 0);
}

/** Parameters of `matchSql`. */
export const filterParams = Object.fromEntries(
  dimensions.map((name) => [name, z.array(z.string()).optional()]),
) as Record<Dimension, z.ZodOptional<z.ZodArray<z.ZodString>>>;

const isTouchFact = (name: Dimension): name is TouchFact => (touchFacts as readonly string[]).includes(name);

/**
 * What one dimension says of everybody, a row per `who_hash` and the column `by`; who is not there has "" in it. `among` narrows whose
 * touches are looked at, where it is a touch that tells.
 */
export function toldApartSql(entity: Entity, by: Dimension, among = "1"): string {
  return isTouchFact(by) ? acquiredSql(entity, [by], among) : ownFactSql(entity, by, whoHashSql[entity]);
}

/** True for rows of those whom the filter names; `hash` is the SQL of their `who_hash`. Without a filter always true. */
export function matchSql(entity: Entity, filter: Filter, hash: string): string {
  const named = filteredDimensions(filter);
  const touched = named.filter(isTouchFact);
  const tests = named.filter((name) => !isTouchFact(name)).map((name) => matchOne(entity, filter, hash, [name]));
  if (touched.length) tests.push(matchOne(entity, filter, hash, touched));
  return tests.join(" AND ") || "1";
}

function matchOne(entity: Entity, filter: Filter, hash: string, named: readonly Dimension[]): string {
  const facts = named.filter(isTouchFact);
  const from = (all: boolean) =>
    facts.length ? acquiredSql(entity, all ? [] : facts) : toldApartSql(entity, named[0] as Dimension);
  const matches = named.map((name) => `has({${name}:Array(String)}, ${name})`).join(" AND ");
  const matching = `${hash} IN (SELECT who_hash FROM (${from(false)}) WHERE ${matches})`;
  // Whoever is not told of at all has "" in every dimension.
  const untold = named.every((name) => filter[name].includes(""));
  return untold ? `(${matching} OR ${hash} NOT IN (SELECT who_hash FROM (${from(true)})))` : matching;
}

/** Who met an invite or a listing, and when first, a row per `who_hash`. */
export function referringSql(entity: Entity): string {
  return `
    SELECT ${whoHashSql[entity]} AS who_hash, min(occurred_at) AS touched_at
    FROM touches WHERE channel IN ('invite', 'showcase') OR listing_id != ''
    GROUP BY who_hash HAVING who_hash != 0`;
}
