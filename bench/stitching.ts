import path from "node:path";
import { clickhouse, closeClickhouse, connectClickhouse } from "@/lib/base/clickhouse/client";
import { migrateClickhouse } from "@/lib/base/clickhouse/migrate";
import { setEnv } from "@/lib/base/env";
import { journeyReport } from "@/lib/reports/journey";
import { parseReportParams } from "@/lib/reports/parse-report-params";
import { touchpointsReport } from "@/lib/reports/touchpoints";
import type { Row } from "./row";

const visitors = 100_000;
const pagesEach = 10;
const persons = 50_000;
const rounds = 8;

/**
 * What it costs a report that visitors turned out to be somebody after the fact: the same million events read with 0, 10 and 50% of the
 * visitors tied. The ties come late, as events of their own; nothing else changes. In a database of its own.
 */
export async function benchStitching(stores: { databaseUrl: string; clickhouseUrl: string }): Promise<Row[]> {
  const url = Object.assign(new URL(stores.clickhouseUrl), { pathname: "/waymark_bench_stitching" }).toString();
  const server = connectClickhouse(stores.clickhouseUrl);
  await migrateClickhouse(url, path.resolve("lib/base/clickhouse/migrations"));
  await closeClickhouse();
  const settings = { DATABASE_URL: stores.databaseUrl, NEXTAUTH_SECRET: "only-for-this-benchmark" };
  setEnv({ ...settings, CLICKHOUSE_URL: url });
  try {
    await fill();
    const rows: Row[] = [];
    const plain = new Map<string, number>();
    let tied = 0;
    for (const share of [0, 10, 50]) {
      const until = (visitors * share) / 100;
      await tie(tied, until);
      tied = until;
      const loadMs = await reload();
      if (share === 50) rows.push({ name: "stitching: loading 50,000 ties", value: Math.round(loadMs), unit: "ms" });
      for (const [name, run] of Object.entries(reports)) {
        const value = await bestMs(run);
        plain.set(name, plain.get(name) ?? value);
        const times = Math.round((value / (plain.get(name) ?? value)) * 100) / 100;
        rows.push({
          ...{ name: `stitching: ${name}, ${share}% of visitors tied`, value: Math.round(value), unit: "ms" },
          ...(share ? { note: `${times} times as long` } : {}),
        });
      }
    }
    return rows;
  } finally {
    await closeClickhouse();
    await server.command({ query: "DROP DATABASE IF EXISTS waymark_bench_stitching SYNC" });
    await server.close();
    setEnv({ ...settings, CLICKHOUSE_URL: stores.clickhouseUrl });
  }
}

const journey = (query: string) => () =>
  journeyReport.run(parseReportParams(journeyReport, new URLSearchParams(`from=2026-03-01&to=2026-03-31&${query}`)));
const reports: Record<string, () => Promise<unknown>> = {
  journey: journey(""),
  "journey by channel": journey("breakdown=channel"),
  "journey of companies": journey("entity=company"),
  touchpoints: () =>
    touchpointsReport.run(parseReportParams(touchpointsReport, new URLSearchParams("person=per_7&stage=signed_up"))),
};

/** A month: every visitor comes once, by one of five channels, and opens ten pages; half as many people sign up, tied to nobody yet. */
async function fill(): Promise<void> {
  const at = (seconds: string) => `toDateTime64('2026-03-01 00:00:00', 3, 'UTC') + ${seconds}`;
  const insert = (select: string) =>
    clickhouse().command({
      query: `INSERT INTO events (event_id, name, occurred_at, received_at, sent_by, visitor_id, visit_id, person_id, company_id, audience, path, properties) ${select}`,
    });
  await insert(`SELECT concat('v', toString(number)), 'visit_started', ${at("number * 20")} AS occurred, occurred, 'web', concat('vis_', toString(number)), concat('vst_', toString(number)), '', '', 'human', '/docs',
    concat('{"channel":"', ['direct','organic-search','paid-search','referral','email'][number % 5 + 1], '","utm_campaign":"c', toString(number % 40), '","landing_path":"/docs"}') FROM numbers(${visitors})`);
  await insert(
    `SELECT concat('p', toString(number)), 'page_viewed', ${at(`intDiv(number, ${pagesEach}) * 20 + number % ${pagesEach}`)} AS occurred, occurred, 'web', concat('vis_', toString(intDiv(number, ${pagesEach}))) AS v, replaceOne(v, 'vis', 'vst'), '', '', 'human', concat('/docs/', toString(number % 97)), '{"path":"/docs"}' FROM numbers(${visitors * pagesEach})`,
  );
  await insert(
    `SELECT concat('s', toString(number)), 'signed_up', ${at("number * 40 + 15")} AS occurred, occurred, 'server', '', '', concat('per_', toString(number)), concat('com_', toString(intDiv(number, 5))), 'human', '', '{"provider":"github","company_reason":"personal"}' FROM numbers(${persons})`,
  );
}

/** Visitors `from` to `until` turn out to be people, two visitors a person. */
async function tie(from: number, until: number): Promise<void> {
  if (until === from) return;
  await clickhouse().command({
    query: `INSERT INTO events (event_id, name, occurred_at, received_at, sent_by, visitor_id, person_id, company_id, audience, properties)
      SELECT concat('t', toString(number)), 'visitor_identified', toDateTime64('2026-03-31 12:00:00', 3, 'UTC') AS occurred, occurred, 'server', concat('vis_', toString(number)), concat('per_', toString(intDiv(number, 2))), concat('com_', toString(intDiv(number, 10))), 'human', '{}'
      FROM numbers(${from}, ${until - from})`,
  });
}

async function reload(): Promise<number> {
  const begun = performance.now();
  for (const name of ["visitor_alias", "person_company"]) {
    await clickhouse().command({ query: `SYSTEM RELOAD DICTIONARY ${name}` });
  }
  return performance.now() - begun;
}

async function bestMs(run: () => Promise<unknown>): Promise<number> {
  await run();
  const took: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    await run();
    took.push(performance.now() - begun);
  }
  // The best: what else runs on the machine only ever adds.
  return Math.min(...took);
}
