import { companySql, someoneSql } from "@/lib/journeys/identity-sql";
import type { Entity } from "../schema";

/** Who a row of the ledger counts for in a report by person or by company. */
export const whoSql: Record<Entity, string> = { person: someoneSql, company: companySql };

/**
 * How each person or company came: their first touch, one row per `who`. An invite from the company's own people is no acquisition of
 * the company (domain.md, "Ada and Ben"), so it only counts when nothing else is there.
 */
export function acquiredSql(entity: Entity): string {
  const own =
    entity === "person"
      ? "0"
      : `(inviter_id != '' AND (inviter_id, who) IN (SELECT person_id, company_id FROM milestones WHERE person_id != '' AND company_id != ''))`;
  return `
    SELECT who, first.1 AS channel, first.2 AS source, first.3 AS campaign, first.4 AS landing_path
    FROM (
      SELECT who, argMin((channel, utm_source, utm_campaign, landing_path), (own, occurred_at, visit_id)) AS first
      FROM (
        SELECT ${whoSql[entity]} AS who, channel, utm_source, utm_campaign, landing_path, occurred_at, visit_id, ${own} AS own
        FROM touches WHERE audience != 'bot'
      )
      WHERE who != ''
      GROUP BY who
    )`;
}

/** True for the rows of `acquiredSql` that the filter lets through; an empty list lets all through. */
export const matchSql = `
  (empty({channel:Array(String)}) OR has({channel:Array(String)}, channel))
  AND (empty({source:Array(String)}) OR has({source:Array(String)}, source))
  AND (empty({campaign:Array(String)}) OR has({campaign:Array(String)}, campaign))
  AND (empty({landing_path:Array(String)}) OR has({landing_path:Array(String)}, landing_path))`;

/** Who met an invite or a listing, and when first. */
export function referringSql(entity: Entity): string {
  return `
    SELECT ${whoSql[entity]} AS who, min(occurred_at) AS touched_at
    FROM touches WHERE channel IN ('invite', 'showcase') OR listing_id != ''
    GROUP BY who HAVING who != ''`;
}
