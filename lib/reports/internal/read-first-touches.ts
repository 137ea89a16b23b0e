import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import type { Entity, FirstTouch } from "../schema";
import { acquiredSql, whoHashSql } from "./acquired-sql";

const told = ["channel", "source", "campaign", "landing_path"] as const;

const row = z.object({
  who: z.string(),
  channel: z.string(),
  source: z.string(),
  campaign: z.string(),
  landing_path: z.string(),
});

const firstTouchesQuery = (entity: Entity) =>
  defineQuery({
    sql: `
      SELECT who, ${told.join(", ")}
      FROM (SELECT arrayJoin({ids:Array(String)}) AS who, cityHash64(who) AS who_hash) AS asked
      LEFT JOIN (
        ${acquiredSql(entity, told, `${whoHashSql[entity]} IN (SELECT cityHash64(arrayJoin({ids:Array(String)})))`)}
      ) AS acquired USING who_hash`,
    params: z.object({ ids: z.array(z.string()) }),
    row,
  });
const queries = { person: firstTouchesQuery("person"), company: firstTouchesQuery("company") };

/** How the people or companies of one page of a list came; empty words for those of whom no touch is known. */
export async function readFirstTouches(entity: Entity, ids: readonly string[]): Promise<(id: string) => FirstTouch> {
  const rows = ids.length ? await runQuery(queries[entity], { ids: [...ids] }) : [];
  const byId = new Map(rows.map((one) => [one.who, one]));
  return (id) => {
    const { channel = "", source = "", campaign = "", landing_path: landingPath = "" } = byId.get(id) ?? {};
    return { channel, source, campaign, landingPath };
  };
}
