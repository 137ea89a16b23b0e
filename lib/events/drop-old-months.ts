import { z } from "zod";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";

/** How many whole months are kept (portal.config.ts, privacy.retention). */
export type Retention = { eventMonths: number; usageMonths: number; rollupMonths: number; auditMonths: number };

const tables: Record<string, keyof Retention> = {
  events: "eventMonths",
  touches: "eventMonths",
  activity_daily: "eventMonths",
  docs_readers: "eventMonths",
  snippet_calls: "rollupMonths",
  usage_events: "usageMonths",
  usage_hourly: "rollupMonths",
  usage_daily: "rollupMonths",
  usage_errors_daily: "rollupMonths",
  calls_daily: "rollupMonths",
  callers_daily: "rollupMonths",
  callers_monthly: "rollupMonths",
  metered_daily: "rollupMonths",
  metered_end_users: "rollupMonths",
};

const partitionsQuery = defineQuery({
  sql: `SELECT DISTINCT table, partition FROM system.parts
    WHERE database = currentDatabase() AND active AND table IN {tables:Array(String)} ORDER BY table, partition`,
  params: z.object({ tables: z.array(z.string()) }),
  row: z.object({ table: z.string(), partition: z.string().regex(/^\d{6}$/) }),
});

/**
 * Drops what is older than the portal keeps: whole months of the ledger's tables, first times of visitors nobody ever knew, lines of the
 * audit log. A month goes when all of it is too old. May be run again at any time. Answers what went, as `table month`.
 */
export async function dropOldMonths(db: Db, retention: Retention): Promise<string[]> {
  const dropped: string[] = [];
  for (const { table, partition } of await runQuery(partitionsQuery, { tables: Object.keys(tables) })) {
    const months = retention[tables[table] as keyof Retention];
    if (partition >= monthOf(monthsAgo(months))) continue;
    await clickhouse().command({ query: `ALTER TABLE ${table} DROP PARTITION ${partition}` });
    dropped.push(`${table} ${partition}`);
  }
  const until = monthsAgo(retention.eventMonths);
  await clickhouse().command({
    query: "DELETE FROM visit_docs WHERE visit_id NOT IN (SELECT visit_id FROM touches)",
  });
  for (const table of ["milestones", "layer_firsts"])
    await clickhouse().command({
      query: `DELETE FROM ${table} WHERE person_id = '' AND company_id = '' AND first_at < toDateTime64({until:String}, 3, 'UTC')
      AND visitor_id NOT IN (SELECT visitor_id FROM aliases)`,
      query_params: { until: until.toISOString().slice(0, 10) },
    });
  const count = await db.$transaction(async (tx) => {
    // The log is append only but for this (decision 0014); for this transaction only.
    await tx.$executeRaw`SELECT set_config('waymark.drops_old_audit_entries', 'on', true)`;
    return (await tx.auditEntry.deleteMany({ where: { at: { lt: monthsAgo(retention.auditMonths) } } })).count;
  });
  if (count) dropped.push(`audit_entries ${count}`);
  return dropped;
}

/** The first day of the month that many months ago: what began before it has been kept for all of them. */
function monthsAgo(months: number): Date {
  const today = now();
  return new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - months, 1));
}

function monthOf(day: Date): string {
  return day.toISOString().slice(0, 7).replace("-", "");
}
