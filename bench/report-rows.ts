import { clickhouse } from "@/lib/base/clickhouse/client";

/**
 * A quarter of a portal's life, the same rows in every engine: they are made by SQL from their number, with arithmetic that all of them
 * have. Ten events a visit, 2.5 visits a visitor 36 days apart; one visitor in eight signs up in the second visit, five people a company.
 * Only the sign-up names the person: everything else belongs to them because the visitor does.
 */
export const benchFrom = "2026-01-01";
export const benchTo = "2026-03-31";
const quarterMs = 90 * 86_400_000;

/** What is scaled by the number of events. */
export function sizesOf(events: number) {
  const visits = events / 10;
  const visitors = visits / 2.5;
  const persons = visitors / 8;
  return { visits, visitors, persons, companies: persons / 5, calls: events / 5 };
}

/** 0..65535 from a number and a salt, in every dialect of SQL: Knuth's multiplicative hash, its upper half. `div` is whole division. */
const mix = (number: string, salt: number, div: (a: string, b: number) => string) =>
  div(`((${number} * 2654435761 + ${salt * 40_503_111}) % 4294967296)`, 65_536);

/** The words of an engine: whole division and text of a number. */
export type Dialect = { div(a: string, b: number | string): string; text(expression: string): string };

/** Columns of event `i` as SQL, in terms of a row source that has `i` (its number), `v` (visit), `k` (place in the visit), `x` (visitor). */
export function eventColumns(events: number, dialect: Dialect) {
  const { visits, visitors } = sizesOf(events);
  const hash = (salt: number) => mix("i", salt, dialect.div);
  const signsUp = `(v >= ${visitors} AND v < ${2 * visitors} AND x % 8 = 7)`;
  return {
    visit: `${dialect.div("i", 10)}`,
    visitor: (v: string) => `${v} % ${visitors}`,
    name: `CASE WHEN k = 0 THEN 'visit_started' WHEN k < 4 THEN 'page_viewed'
      WHEN k = 4 THEN CASE WHEN ${hash(1)} % 2 = 0 THEN 'docs_read' ELSE 'page_viewed' END
      WHEN k = 5 THEN CASE WHEN ${hash(2)} % 4 = 0 THEN 'snippet_copied' ELSE 'page_viewed' END
      WHEN k = 6 THEN CASE WHEN ${hash(3)} % 3 = 0 THEN 'search_performed' ELSE 'web_vitals_measured' END
      WHEN k = 7 THEN 'web_vitals_measured'
      WHEN k = 8 THEN CASE WHEN ${signsUp} THEN 'signed_up' ELSE 'page_scrolled_to_end' END
      ELSE CASE WHEN ${signsUp} AND ${hash(4)} % 2 = 0 THEN 'key_created' ELSE 'link_followed' END END`,
    /** Milliseconds since the quarter began. */
    ms: `(v * ${quarterMs / visits} + k * 30000)`,
    hasPerson: `(k >= 8 AND ${signsUp})`,
    person: `${dialect.div("x", 8)}`,
    company: `${dialect.div("x", 40)}`,
    path: `${hash(5)} % 97`,
    channel: hash(6),
    campaign: `${hash(7)} % 40`,
  };
}

const own: Dialect = { div: (a, b) => `intDiv(${a}, ${b})`, text: (value) => `toString(${value})` };
const channels = [
  "direct",
  "organic-search",
  "paid-search",
  "referral",
  "email",
  "code-host",
  "community",
  "ai-assistant",
];

/** Fills the ledger of the connected database, views and all, in pieces so that no insert needs much memory. */
export async function fillLedger(events: number): Promise<void> {
  const is = eventColumns(events, own);
  const { companies, calls } = sizesOf(events);
  const piece = 500_000;
  const begin = `toDateTime64('${benchFrom} 00:00:00', 3, 'UTC')`;
  for (let from = 0; from < events; from += piece) {
    await clickhouse().command({
      query: `INSERT INTO events (event_id, name, occurred_at, received_at, sent_by, visitor_id, visit_id, person_id, company_id, audience, path, properties)
        SELECT concat('e', toString(i)), ${is.name} AS name, ${begin} + toIntervalMillisecond(toInt64(${is.ms})) AS at, at, 'web',
          concat('vis_', toString(x)), concat('vst_', toString(v)),
          if(${is.hasPerson}, concat('per_', toString(${is.person})), ''), if(${is.hasPerson}, concat('com_', toString(${is.company})), ''),
          'human', concat('/docs/', toString(${is.path})),
          if(k = 0, concat('{"channel":"', [${channels.map((one) => `'${one}'`).join(",")}][${is.channel} % ${channels.length} + 1],
            '","utm_campaign":"c', toString(${is.campaign}), '","landing_path":"/docs/', toString(${is.path}), '"}'), '{}')
        FROM (SELECT number AS i, ${is.visit} AS v, i % 10 AS k, ${is.visitor("v")} AS x FROM numbers(${from}, ${Math.min(piece, events - from)}))`,
    });
  }
  // A call goes through more views than an event, some with a digest a row.
  const callsPiece = piece / 4;
  for (let from = 0; from < calls; from += callsPiece) {
    await clickhouse().command({
      query: `INSERT INTO usage_events (source, id, occurred_at, received_at, origin, environment, company_id, app_id, key_id, person_id, method, route, status, latency_ms, sdk, quantity, valuable, metadata)
        SELECT 'bench', toString(i), ${begin} + toIntervalMillisecond(toInt64(${40 * 86_400_000} + i * ${(45 * 86_400_000) / calls})) AS at, at, 'api',
          if(${mix("i", 8, own.div)} % 3 = 0, 'sandbox', 'live'), concat('com_', toString(c)), concat('app_', toString(c)), concat('key_', toString(c)),
          concat('per_', toString(c * 5 + intDiv(i, ${companies}) % 5)), if(i % 7 = 0, 'POST', 'GET'), '/shipments', if(i % 11 = 0, 400, 200), 12,
          ['node', 'python', 'go'][c % 3 + 1], 1, i % 7 = 0, '{}'
        FROM (SELECT number AS i, i % ${companies} AS c FROM numbers(${from}, ${Math.min(callsPiece, calls - from)}))`,
    });
  }
  for (const name of ["visitor_alias", "person_company"]) {
    await clickhouse().command({ query: `SYSTEM RELOAD DICTIONARY ${name}` });
  }
}
