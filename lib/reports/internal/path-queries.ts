import { z } from "zod";
import { defineQuery } from "@/lib/base/clickhouse/query";
import { candidateRowsSql, candidatesFirstSql, companySql, personSql } from "@/lib/events/identity-sql";
import { type Entity, entitySchema } from "../schema";

/** Touches of one path at most. Far above any real one; the latest are kept, and the report says so. */
export const maxTouches = 1_000;

/** When somebody first reached a stage, and with whom: the person whose doing it was, and that person's company then. */
export const conversionQuery = (kind: Entity) =>
  defineQuery({
    sql: `
    SELECT person, company, first_at AS at
    FROM ${candidateRowsSql(kind, { table: "milestones", columns: `${personSql} AS person, ${companySql} AS company, first_at`, where: "stage = {stage:String}" })}
    WHERE if({kind:String} = 'person', person, company) = {id:String}
    ORDER BY at, person = '', company = '', person, company
    LIMIT 1 ${candidatesFirstSql}`,
    params: z.object({ kind: entitySchema, id: z.string().min(1), stage: z.string() }),
    row: z.object({ person: z.string(), company: z.string(), at: z.coerce.date() }),
  });

/**
 * The touches of a person, or of all of a company's people, at or before a time and within a window: the latest first.
 * `from_own_company`: an invite whose inviter is of that company.
 */
export const touchesQuery = (kind: Entity) =>
  defineQuery({
    sql: `
    SELECT visit_id, person, visitor_id, occurred_at AS at, channel, utm_source AS source, utm_medium AS medium, utm_campaign AS campaign,
      utm_term AS term, utm_content AS content, click_id_kind, referrer_host, landing_path, inviter_id, listing_id,
      {kind:String} = 'company' AND inviter_id != '' AND inviter_id IN (
        SELECT person_id FROM layer_firsts WHERE company_id = {id:String} AND person_id != ''
      ) AS from_own_company
    FROM ${candidateRowsSql(kind, {
      table: "touches",
      columns: `*, ${personSql} AS person, ${companySql} AS company`,
      where: `audience != 'bot' AND occurred_at <= parseDateTime64BestEffort({at:String}, 3, 'UTC')
        AND occurred_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')`,
    })}
    WHERE if({kind:String} = 'person', person, company) = {id:String}
    ORDER BY at DESC, visit_id DESC
    LIMIT 1 BY visit_id
    LIMIT ${maxTouches + 1} ${candidatesFirstSql}`,
    params: z.object({ kind: entitySchema, id: z.string().min(1), at: z.string(), since: z.string() }),
    row: z.object({
      visit_id: z.string(),
      person: z.string(),
      visitor_id: z.string(),
      at: z.coerce.date(),
      channel: z.string(),
      source: z.string(),
      medium: z.string(),
      campaign: z.string(),
      term: z.string(),
      content: z.string(),
      click_id_kind: z.string(),
      referrer_host: z.string(),
      landing_path: z.string(),
      inviter_id: z.string(),
      listing_id: z.string(),
      from_own_company: z.coerce.number().transform(Boolean),
    }),
  });
export type TouchRow = z.output<ReturnType<typeof touchesQuery>["row"]>;
