import { createHash } from "node:crypto";
import { z } from "zod";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { now, nowMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import type { Db } from "@/lib/base/postgres";
import { listMeteredAmounts } from "./list-metered-amounts";

/** Every month with usage, what its amounts follow from, and what was made of it before. */
const monthsQuery = defineQuery({
  sql: `
    SELECT toString(m.month) AS month, m.used AS used, k.fingerprint AS fingerprint
    FROM (
      SELECT toStartOfMonth(day) AS month, concat(toString(sum(u.calls)), ' ', toString(sum(u.quantity)), ' ', toString(sum(u.valuable)), ' ', toString(users)) AS used,
        any(e.users) AS users
      FROM calls_daily AS u LEFT JOIN (SELECT month, count() AS users FROM metered_end_users GROUP BY month) AS e ON e.month = toStartOfMonth(u.day)
      GROUP BY month
    ) AS m
    LEFT JOIN (SELECT month, argMax(fingerprint, version) AS fingerprint FROM metered_months GROUP BY month) AS k ON k.month = m.month
    ORDER BY month`,
  params: z.object({}),
  row: z.object({ month: z.string(), used: z.string(), fingerprint: z.string() }),
});

/**
 * Computes again the metered amounts (list-metered-amounts.ts) of every month in which something changed since: late usage, a plan put on a
 * company, a price. Answers the months (`2026-11-01`). May be run at any time and twice at once: the later one counts.
 */
export async function keepMeteredAmounts(db: Db): Promise<string[]> {
  const told = await db.planAssignment.aggregate({ _count: true, _max: { recordedAt: true, replacedAt: true } });
  const shared = JSON.stringify([told, portal.plans, portal.meters, portal.currency, portal.defaultPlan]);
  const changed: string[] = [];
  for (const { month, used, fingerprint: before } of await runQuery(monthsQuery, {})) {
    const fingerprint = createHash("sha256").update(`${shared} ${used}`).digest("hex");
    if (fingerprint === before) continue;
    await computeMonth(db, month, fingerprint);
    changed.push(month);
  }
  return changed;
}

async function computeMonth(db: Db, month: string, fingerprint: string): Promise<void> {
  const version = nowMs();
  const from = new Date(`${month}T00:00:00Z`);
  const until = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1));
  const amounts = await listMeteredAmounts(db, from, until);
  const values = amounts.map(({ companyId, day, amount }) => ({ month, version, company_id: companyId, day, amount }));
  if (values.length) await clickhouse().insert({ table: "metered_daily", values, format: "JSONEachRow" });
  const done = { month, version, fingerprint, computed_at: now().toISOString() };
  await clickhouse().insert({ table: "metered_months", values: [done], format: "JSONEachRow" });
  // A report that is under way may still read the version before this one.
  await clickhouse().command({
    query: `DELETE FROM metered_daily WHERE month = {month:Date} AND version < (
      SELECT max(version) FROM metered_daily WHERE month = {month:Date} AND version < {version:UInt64})`,
    query_params: { month, version },
  });
}
