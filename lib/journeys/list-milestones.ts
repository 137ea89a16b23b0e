import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { candidateRowsSql, candidatesFirstSql, companySql, personSql } from "@/lib/events/identity-sql";
import type { Milestone } from "./derive-stage";
import { stageSchema, stages } from "./schema";

const milestonesQuery = (kind: "person" | "company") =>
  defineQuery({
    sql: `
    SELECT stage, min(first_at) AS at
    FROM ${candidateRowsSql(kind, {
      table: "milestones",
      columns: `stage, first_at, ${kind === "person" ? personSql : companySql} AS who`,
      where: "stage IN {stages:Array(String)}",
    })}
    WHERE who = {id:String}
    GROUP BY stage
    ORDER BY at, stage ${candidatesFirstSql}`,
    params: z.object({
      id: z.string().min(1),
      stages: z.array(z.string()).default([...stages]),
    }),
    row: z.object({ stage: stageSchema, at: z.coerce.date() }),
  });

/** The milestones of one person or company, oldest first; what their visitors did before they signed up is theirs. */
export async function listMilestones(who: { kind: "person" | "company"; id: string }): Promise<Milestone[]> {
  return runQuery(milestonesQuery(who.kind), { id: who.id });
}
