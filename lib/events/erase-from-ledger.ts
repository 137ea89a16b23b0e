import { z } from "zod";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";

export type LedgerErasure = { personId: string; standIn: string; externalIds: string[] };

/** What people type or carry along: taken out of their events. Campaign names stay, click ids and terms do not. */
const texts = ["query", "comment", "search", "referrer", "url", "title", "utm_term", "click_id", "app_name"];
const textsPattern = `"(${texts.join("|")})":"(?:[^"\\\\\\\\]|\\\\\\\\.)*"`;

/** Rollups that have the person in their key: rows are copied under the stand-in, then the old ones dropped. */
const keyed = [
  "milestones",
  "layer_firsts",
  "activity_daily",
  "usage_hourly",
  "first_calls",
  "docs_readers",
  "snippet_calls",
  "aliases",
  "company_terms",
] as const;

const named = `(person_id = {person:String} OR has({external:Array(String)}, person_id))`;
const ofVisitors = `(person_id = '' AND visitor_id IN (SELECT visitor_id FROM aliases WHERE person_id IN ({person:String}, {standIn:String})))`;

const browsedBy = `(visitor_id != '' AND visitor_id IN (SELECT visitor_id FROM aliases WHERE person_id IN ({person:String}, {standIn:String})))`;

/** The steps in their order. Each may be run again until it is noted as done: a copy begins by dropping what an earlier try copied. */
export const erasureSteps = [
  "events-external",
  "touches",
  "events",
  "usage_events",
  "quarantine",
  "traits",
  "recent_events",
  ...keyed.flatMap((table) => [`copy-${table}` as const, `drop-${table}` as const]),
] as const;
export type ErasureStep = (typeof erasureSteps)[number];

/**
 * One step of taking a person out of the event ledger: everything that names them names `standIn` instead, an id that leads nowhere, so that
 * counts and reports stay; what they typed is emptied. Waits until the store has rewritten it. Throws when the store is away: run it again.
 */
export async function eraseFromLedger(erasure: LedgerErasure, step: ErasureStep): Promise<void> {
  switch (step) {
    case "events-external":
      // The events that told whose ids of the owner's systems these are; nothing counts them.
      await mutate(
        erasure,
        `DELETE FROM events WHERE name = 'visitor_identified' AND has({external:Array(String)}, visitor_id)`,
      );
      for (const table of ["milestones", "layer_firsts", "activity_daily", "docs_readers"]) {
        await mutate(erasure, `DELETE FROM ${table} WHERE has({external:Array(String)}, visitor_id)`);
      }
      return mutate(
        erasure,
        `DELETE FROM aliases WHERE person_id = {person:String} AND (startsWith(visitor_id, 'user:') OR has({external:Array(String)}, visitor_id))`,
      );
    case "touches":
      return mutate(
        erasure,
        `ALTER TABLE touches
           UPDATE utm_term = '', click_id = '' WHERE (${named} OR ${ofVisitors}) AND (utm_term != '' OR click_id != ''),
           UPDATE inviter_id = {standIn:String} WHERE inviter_id = {person:String},
           UPDATE person_id = {standIn:String} WHERE ${named}`,
      );
    case "events":
      return mutate(
        erasure,
        `ALTER TABLE events
           UPDATE properties = '{}' WHERE name = 'visitor_identified' AND ${named},
           UPDATE properties = replaceRegexpAll(properties, '${textsPattern}', '"\\1":""')
             WHERE (${named} OR ${ofVisitors}) AND match(properties, '${textsPattern}'),
           UPDATE properties = replaceAll(properties, {person:String}, {standIn:String}) WHERE position(properties, {person:String}) > 0,
           UPDATE person_id = {standIn:String} WHERE ${named}`,
      );
    case "usage_events":
      return mutate(erasure, `ALTER TABLE usage_events UPDATE person_id = {standIn:String} WHERE ${named}`);
    case "quarantine":
      return mutate(erasure, `DELETE FROM quarantine WHERE position(payload, {person:String}) > 0 OR ${browsedBy}`);
    case "traits":
      return mutate(
        erasure,
        `DELETE FROM traits WHERE kind = 'person' AND (entity_id = {person:String} OR has({external:Array(String)}, entity_id))`,
      );
    case "recent_events":
      // A copy of seven days, for the live view alone.
      return mutate(
        erasure,
        `DELETE FROM recent_events WHERE ${named} OR ${browsedBy} OR position(properties, {person:String}) > 0`,
      );
    default:
      return moveRows(erasure, step);
  }
}

async function moveRows(erasure: LedgerErasure, step: ErasureStep): Promise<void> {
  const table = step.slice("copy-".length);
  if (step.startsWith("drop-")) return mutate(erasure, `DELETE FROM ${table} WHERE ${named}`);
  await mutate(erasure, `DELETE FROM ${table} WHERE person_id = {standIn:String}`);
  return mutate(
    erasure,
    // The condition stands inside, where person_id is still the row's own.
    `INSERT INTO ${table} SELECT * REPLACE ({standIn:String} AS person_id) FROM (SELECT * FROM ${table} WHERE ${named})`,
  );
}

const countsQuery = defineQuery({
  sql: `SELECT
      (SELECT count() FROM events WHERE person_id = {id:String}) AS events,
      (SELECT count() FROM usage_events WHERE person_id = {id:String}) AS calls`,
  params: z.object({ id: z.string() }),
  row: z.object({ events: z.coerce.number(), calls: z.coerce.number() }),
});

/** How many events and calls name somebody: the proof that none does any more, and that none was lost. */
export async function countNamed(id: string): Promise<{ events: number; calls: number }> {
  const [row] = await runQuery(countsQuery, { id });
  return row ?? { events: 0, calls: 0 };
}

async function mutate({ personId, standIn, externalIds }: LedgerErasure, query: string): Promise<void> {
  await clickhouse().command({
    query,
    query_params: { person: personId, standIn, external: externalIds },
    clickhouse_settings: {
      mutations_sync: "2",
      lightweight_deletes_sync: "2",
      // A block that was copied, dropped and is copied again is no repetition.
      insert_deduplicate: 0,
    },
  });
}
