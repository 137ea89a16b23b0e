import path from "node:path";
import { closeClickhouse, connectClickhouse } from "@/lib/base/clickhouse/client";
import { migrateClickhouse } from "@/lib/base/clickhouse/migrate";
import { runQuery } from "@/lib/base/clickhouse/query";
import { setEnv } from "@/lib/base/env";
import { attributionReport } from "@/lib/reports/attribution";
import type { Report } from "@/lib/reports/define-report";
import { funnelReport } from "@/lib/reports/funnel";
import { pathCreditsQuery } from "@/lib/reports/internal/credit-queries";
import { journeyReport } from "@/lib/reports/journey";
import { parseReportParams } from "@/lib/reports/parse-report-params";
import { noFilter } from "@/lib/reports/schema";
import { touchpointsReport } from "@/lib/reports/touchpoints";
import { getUsageSeries } from "@/lib/usage/get-usage-series";
import type { BenchPortal } from "./portal";
import { benchFrom, benchTo, fillLedger } from "./report-rows";
import { funnelElsewhere } from "./reports-elsewhere";
import type { Row } from "./row";

const rounds = 4;
const database = "waymark_bench_reports";
const quarter = `from=${benchFrom}&to=${benchTo}`;
const five = "steps=page_viewed;docs_read;snippet_copied;signed_up;key_created&entity=company&window=90d";

/** What marketing waits for, at each size of the ledger; the smallest size also beside PostgreSQL and DuckDB. In a database of its own. */
export async function benchReports(
  stores: Pick<BenchPortal, "databaseUrl" | "clickhouseUrl" | "memoryMb">,
  sizes: readonly number[],
): Promise<Row[]> {
  const url = Object.assign(new URL(stores.clickhouseUrl), { pathname: `/${database}` }).toString();
  const settings = { DATABASE_URL: stores.databaseUrl, NEXTAUTH_SECRET: "only-for-this-benchmark" };
  const rows: Row[] = [];
  for (const events of sizes) {
    const server = connectClickhouse(stores.clickhouseUrl);
    try {
      await server.command({ query: `DROP DATABASE IF EXISTS ${database} SYNC` });
      await migrateClickhouse(url, path.resolve("lib/base/clickhouse/migrations"));
      await closeClickhouse();
      setEnv({ ...settings, CLICKHOUSE_URL: url });
      rows.push(...(await benchSize(events)));
      const memory = stores.memoryMb().chdb ?? Number.NaN;
      rows.push({
        name: `reports: the engine's memory, ${events / 1e6}M events`,
        value: Math.round(memory),
        unit: "MB",
      });
      if (events <= 10_000_000) rows.push(...(await funnelElsewhere(stores.databaseUrl, events, funnelSteps)));
    } finally {
      await closeClickhouse();
      await server.command({ query: `DROP DATABASE IF EXISTS ${database} SYNC` });
      await server.close();
      setEnv({ ...settings, CLICKHOUSE_URL: stores.clickhouseUrl });
    }
  }
  return rows;
}

const ask = async <Result>(report: unknown, query: string): Promise<Result> => {
  const one = report as Report;
  return (await one.run(parseReportParams(one, new URLSearchParams(query)))) as Result;
};
const funnelSteps = async () => {
  const { steps } = await ask<{ steps: { reached: number }[] }>(funnelReport, `${quarter}&${five}`);
  return steps.map(({ reached }) => reached);
};

const questions: Record<string, () => Promise<unknown>> = {
  "journey, from milestones": () => ask(journeyReport, quarter),
  "journey by company": () => ask(journeyReport, `${quarter}&entity=company`),
  "journey by channel": () => ask(journeyReport, `${quarter}&breakdown=channel`),
  "five-step funnel by company": funnelSteps,
  "six path models, sign-ups by person": () =>
    runQuery(pathCreditsQuery({ entity: "person", filter: noFilter, breakdown: "channel" }), {
      ...{ stage: "signed_up", from: benchFrom, until: "2026-04-01", lookback: 90 },
      ...noFilter,
    }),
  "all eight models, sign-ups by person": () => ask(attributionReport, `${quarter}&stage=signed_up`),
  "all eight models, first live calls by company": () => ask(attributionReport, `${quarter}&entity=company`),
  "account timeline": () => ask(touchpointsReport, "company=com_7&stage=first_live_call"),
  "hourly usage of one company, a month": () =>
    getUsageSeries({
      companyId: "com_7",
      from: new Date("2026-02-15"),
      to: new Date("2026-03-15"),
      environment: "live",
      grain: "hour",
    } as Parameters<typeof getUsageSeries>[0]),
};

async function benchSize(events: number): Promise<Row[]> {
  const size = `${events / 1e6}M events`;
  const begun = performance.now();
  await fillLedger(events);
  const rows: Row[] = [
    { name: `reports: filling, ${size}`, value: Math.round((performance.now() - begun) / 1_000), unit: "s" },
  ];
  for (const [name, run] of Object.entries(questions)) {
    await run();
    const took: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const at = performance.now();
      await run();
      took.push(performance.now() - at);
    }
    // The best: what else runs on the machine only ever adds.
    rows.push({ name: `reports: ${name}, ${size}`, value: Math.round(Math.min(...took)), unit: "ms" });
  }
  return rows;
}
