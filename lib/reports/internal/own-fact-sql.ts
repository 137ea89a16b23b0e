import { portal } from "@/lib/base/config/portal";
import { type Dimension, type Entity, sizeBounds, type TouchFact } from "../schema";

export type OwnFact = Exclude<Dimension, TouchFact>;

/**
 * What is known of people and companies beside how they came, as SQL: a row per `who_hash` and the column named like the fact. What a
 * company is or pays holds for everybody who works there now. `hash`: `who_hash` of a row of events.
 */
export function ownFactSql(entity: Entity, fact: OwnFact, hash: string): string {
  switch (fact) {
    case "plan":
      return ofCompany(entity, "plan", planSql());
    case "company_size":
      return ofCompany(entity, "company_size", sizeSql);
    case "sdk":
      return sdkSql(entity);
    case "first_language":
      return firstLanguageSql(hash);
  }
}

/** The SDK of somebody's first calls, of either environment; calls that named none say nothing. */
const sdkSql = (entity: Entity) => `
  SELECT cityHash64(${entity}_id) AS who_hash, argMin(u.sdk, (hour, u.sdk)) AS sdk
  FROM usage_hourly AS u WHERE ${entity}_id != '' AND u.sdk != ''
  GROUP BY who_hash`;

/** Spreads a fact of companies (rows company_id, value; missing: `otherwise`) over the companies there are, or over who works there now. */
function ofCompany(entity: Entity, name: string, { sql, otherwise }: { sql: string; otherwise: string }): string {
  const whose =
    entity === "person"
      ? "SELECT person_id AS id, argMax(company_id, (since, company_id)) AS company_id FROM company_terms GROUP BY person_id"
      : "SELECT DISTINCT company_id AS id, company_id FROM company_terms";
  return `
    SELECT cityHash64(id) AS who_hash, if(value = '', ${otherwise}, value) AS ${name}
    FROM (${whose}) AS whose
    LEFT JOIN (${sql}) AS told USING company_id`;
}

/** The plan of today: the change recorded last of those that have begun, as each change takes the place of all that begin after it. */
function planSql(): { sql: string; otherwise: string } {
  return {
    sql: `
      SELECT company_id, argMax(JSONExtractString(properties, 'plan_id'), (occurred_at, event_id)) AS value
      FROM events
      WHERE name = 'plan_assigned' AND company_id != ''
        AND parseDateTime64BestEffortOrZero(JSONExtractString(properties, 'effective_at'), 3, 'UTC') <= now64(3)
      GROUP BY company_id`,
    // Ids of plans are lower-case letters, digits and dashes (plan-schema.ts).
    otherwise: `'${portal.defaultPlan ?? ""}'`,
  };
}

const sizes = sizeBounds.map((bound, index) => {
  const least = (sizeBounds[index - 1] ?? 0) + 1;
  return { bound, label: least === bound ? String(bound) : `${least}-${bound}` };
});

/** Trait `employees`, told by the owner's own systems; a group of theirs is the company that it was said to be. */
const sizeSql = {
  sql: `
    SELECT if(startsWith(entity_id, 'com_'), entity_id, dictGetOrDefault('visitor_alias', 'company_id', cityHash64(concat('group:', entity_id)), entity_id)) AS company_id,
      toInt64OrZero(argMax(t.value, t.occurred_at)) AS employees,
      multiIf(employees <= 0, '', ${sizes.map(({ bound, label }) => `employees <= ${bound}, '${label}'`).join(", ")}, '${(sizeBounds.at(-1) ?? 0) + 1}+') AS value
    FROM traits AS t
    WHERE kind = 'company' AND name = 'employees'
    GROUP BY company_id`,
  otherwise: "''",
};

/** The language of the first sample somebody copied. */
const firstLanguageSql = (hash: string) => `
  SELECT who_hash, argMin(language, (occurred_at, language)) AS first_language
  FROM (
    SELECT ${hash} AS who_hash, lower(JSONExtractString(properties, 'language')) AS language, occurred_at
    FROM events WHERE name = 'snippet_copied' AND audience = 'human' AND language != ''
  )
  WHERE who_hash != 0
  GROUP BY who_hash`;
