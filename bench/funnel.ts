import path from "node:path";
import { clickhouse, closeClickhouse, connectClickhouse } from "@/lib/base/clickhouse/client";
import { migrateClickhouse } from "@/lib/base/clickhouse/migrate";
import { setEnv } from "@/lib/base/env";
import { funnelReport } from "@/lib/reports/funnel";
import { parseReportParams } from "@/lib/reports/parse-report-params";
import type { Row } from "./row";

const companies = 3_000;
const persons = 60_000;
const rounds = 4;

/**
 * A five-step funnel over `events` raw rows of one month: by company and by person, in each order, with an exclusion and a breakdown. Six in
 * ten rows are of the funnel's own events, the rest of others. In a database of its own.
 */
export async function benchFunnel(
  stores: { databaseUrl: string; clickhouseUrl: string },
  events: number,
): Promise<Row[]> {
  const url = Object.assign(new URL(stores.clickhouseUrl), { pathname: "/waymark_bench_funnel" }).toString();
  const server = connectClickhouse(stores.clickhouseUrl);
  await migrateClickhouse(url, path.resolve("lib/base/clickhouse/migrations"));
  await closeClickhouse();
  const settings = { DATABASE_URL: stores.databaseUrl, NEXTAUTH_SECRET: "only-for-this-benchmark" };
  setEnv({ ...settings, CLICKHOUSE_URL: url });
  try {
    await fill(events);
    const rows: Row[] = [];
    for (const [name, query] of Object.entries(questions)) {
      const run = () => funnelReport.run(parseReportParams(funnelReport, new URLSearchParams(query)));
      const { steps } = await run();
      const took: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const begun = performance.now();
        await run();
        took.push(performance.now() - begun);
      }
      rows.push({
        // The best: what else runs on the machine only ever adds.
        ...{ name: `funnel: ${name}, ${events / 1e6}M events`, value: Math.round(Math.min(...took)), unit: "ms" },
        note: steps.map((step) => step.reached).join(" > "),
      });
    }
    return rows;
  } finally {
    await closeClickhouse();
    await server.command({ query: "DROP DATABASE IF EXISTS waymark_bench_funnel SYNC" });
    await server.close();
    setEnv({ ...settings, CLICKHOUSE_URL: stores.clickhouseUrl });
  }
}

const five = "from=2026-03-01&to=2026-03-31&steps=page_viewed;docs_read;snippet_copied;signed_up;key_created";
const questions: Record<string, string> = {
  "five steps by company": `${five}&entity=company`,
  "five steps by person": five,
  "five steps by company, strict": `${five}&entity=company&order=strict`,
  "five steps by company, any order": `${five}&entity=company&order=any`,
  "five steps by company, an exclusion": `${five.replace(";signed_up", ";!search_performed;signed_up")}&entity=company`,
  "five steps by company, by channel": `${five}&entity=company&breakdown=channel`,
};

/** A month of known people, spread evenly; the later a step, the fewer its events. In pieces, so that no insert needs much memory. */
async function fill(events: number): Promise<void> {
  const names = [
    ...["page_viewed", "page_viewed", "page_viewed", "docs_read", "snippet_copied", "signed_up"],
    ...["search_performed", "link_followed", "web_vitals_measured", "page_scrolled_to_end"],
  ];
  const columns =
    "event_id, name, occurred_at, received_at, sent_by, visitor_id, visit_id, person_id, company_id, audience, path, properties";
  const piece = 1_000_000;
  for (let from = 0; from < events; from += piece) {
    await clickhouse().command({
      query: `INSERT INTO events (${columns})
        SELECT concat('f', toString(number)),
          if(cityHash64(number) % 500 = 0, 'key_created', [${names.map((name) => `'${name}'`).join(", ")}][cityHash64(number, 1) % 10 + 1]) AS name,
          toDateTime64('2026-03-01 00:00:00', 3, 'UTC') + number * ${2_592_000 / events} AS occurred, occurred, 'web', '', '',
          concat('per_', toString(cityHash64(number, 2) % ${persons})) AS person,
          concat('com_', toString(cityHash64(person) % ${companies})), 'human', '/docs', '{"path":"/docs"}'
        FROM numbers(${from}, ${Math.min(piece, events - from)})`,
    });
  }
  await clickhouse().command({
    query: `INSERT INTO touches (visit_id, visitor_id, person_id, company_id, occurred_at, channel, audience)
      SELECT concat('vst_', toString(number)), '', concat('per_', toString(number)) AS person, concat('com_', toString(cityHash64(person) % ${companies})),
        toDateTime64('2026-02-27 00:00:00', 3, 'UTC'), ['direct', 'email', 'referral', 'paid-search'][number % 4 + 1], 'human'
      FROM numbers(${persons})`,
  });
  for (const name of ["visitor_alias", "person_company"]) {
    await clickhouse().command({ query: `SYSTEM RELOAD DICTIONARY ${name}` });
  }
}
