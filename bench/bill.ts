import { randomUUID } from "node:crypto";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { nowMs } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { forecastBill } from "@/lib/plans/forecast-bill";
import { getBill } from "@/lib/plans/get-bill";
import { periodBounds, periodOf } from "@/lib/plans/period";
import type { Row } from "./row";

const calls = 10_000_000;
const rounds = 9;

/**
 * The bill of one company with 10 million calls this month (50 keys, 40 routes, made inside ClickHouse), read through the rollups as the
 * console reads it; with a change of plan in the middle of an hour, which is counted call by call; and with its forecast.
 */
export async function benchBill(count = calls): Promise<Row[]> {
  const companyId = `com_bench_${randomUUID()}`;
  const period = periodOf(nowMs());
  const { start } = periodBounds(period);
  const spanMs = Math.max(3_600_000, nowMs() - start);
  const begun = performance.now();
  await clickhouse().command({
    query: `INSERT INTO usage_events (source, id, occurred_at, received_at, origin, environment, company_id, app_id, key_id, person_id, method, route, status, latency_ms, end_user_id, quantity, metadata)
      SELECT 'bench', concat({companyId:String}, toString(number)), at, at, 'api', 'live', {companyId:String}, 'app_bench', concat('key_', toString(number % 50)), 'per_bench',
        if(number % 10 = 0, 'POST', 'GET'), if(number % 10 = 0, '/shipments', concat('/route-', toString(number % 40))), if(number % 50 = 0, 500, 200), 5, concat('user-', toString(number % 20000)), 1, '{}'
      FROM (SELECT number, fromUnixTimestamp64Milli(toInt64({start:UInt64} + number * {spanMs:UInt64} / {count:UInt64}), 'UTC') AS at FROM numbers({count:UInt64}))`,
    query_params: { companyId, start, spanMs, count },
    clickhouse_settings: { max_insert_block_size: "200000", max_partitions_per_insert_block: "0" },
  });
  const fillS = Math.round((performance.now() - begun) / 100) / 10;
  const db = postgres();
  const median = async (act: () => Promise<unknown>) => {
    const took: number[] = [];
    await act();
    for (let round = 0; round < rounds; round++) {
      const at = performance.now();
      await act();
      took.push(performance.now() - at);
    }
    return Math.round((took.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN) * 10) / 10;
  };
  const note = `${count.toLocaleString("en")} calls, 50 keys, 40 routes; median of ${rounds}; rows were made in ${fillS} s`;
  try {
    const bill = await median(() => getBill(db, companyId, period));
    const current = await getBill(db, companyId, period);
    const forecast = await median(() => forecastBill(companyId, current));
    await db.planAssignment.create({
      data: {
        id: `pla_bench_${randomUUID()}`,
        companyId,
        planId: "grow",
        startedAt: new Date(start + spanMs / 2 + 1_234_567),
      },
    });
    const changed = await median(() => getBill(db, companyId, period));
    return [
      { name: "bill of one company", value: bill, unit: "ms", note },
      { name: "bill, with a change of plan within an hour", value: changed, unit: "ms" },
      { name: "forecast", value: forecast, unit: "ms" },
    ];
  } finally {
    await db.planAssignment.deleteMany({ where: { companyId } });
    for (const table of ["usage_events", "usage_hourly", "metered_end_users"]) {
      await clickhouse().command({
        query: `DELETE FROM ${table} WHERE company_id = {companyId:String}`,
        query_params: { companyId },
      });
    }
  }
}
