import { companySql, personSql } from "@/lib/events/identity-sql";
import type { SqlView } from "./schema";

type ViewColumn = { name: string; type: string; description: string; sql?: string };
type View = { name: string; description: string; columns: ViewColumn[]; from: string; groupBy?: string[] };

/** A row's own columns are named with their table: a view's column of the same name must not be taken for them. */
const own = (sql: string) =>
  sql
    .replace(/(?<!')\b(person_id|company_id|visitor_hash|visitor_id|as_of)\b(?!')/g, "e.$1")
    .replace(/'(visitor_alias|person_company)'/g, "'{database}.$1'");

/** Whatever looks like an e-mail address is not for analysts. */
const masked = (column: string) =>
  `replaceRegexpAll(${column}, '[^\\\\s"<>@:,;/]+@[^\\\\s"<>@/]+[.][A-Za-z]{2,}', '(e-mail)')`;

const id = (name: string, description: string): ViewColumn => ({ name, type: "String", description });
const word = (name: string, description: string): ViewColumn => ({ name, type: "LowCardinality(String)", description });
const time = (name: string, description: string): ViewColumn => ({ name, type: "DateTime64(3, 'UTC')", description });
const count = (name: string, description: string, sql?: string): ViewColumn => ({
  name,
  type: "UInt64",
  description,
  sql,
});
const person: ViewColumn = {
  ...{ name: "person_id", type: "String", sql: own(personSql) },
  description:
    "Who it was, by what is known today: a visitor who signed up later is that person. Empty while nobody knows",
};
const company: ViewColumn = {
  ...{ name: "company_id", type: "String", sql: own(companySql) },
  description: "Their company at the time. Empty while nobody knows",
};
const visitor = id("visitor_id", "The anonymous browser; empty for calls and for who asked not to be followed");
/** What a person or company told of themselves, which may be a name or an address. */
const telling = "'visitor_identified', 'person_grouped', 'company_identified'";

/**
 * What the SQL door shows, column by column: the views in the database, the schema beside the editor and the page in the docs are made
 * of this. Nothing here may hold a secret or an e-mail address.
 */
export const sqlViews: readonly View[] = [
  {
    name: "events",
    description:
      "One row for each event of the journey, as the catalogue names them. Bots and AI agents are among them: see audience.",
    from: "{database}.events AS e",
    columns: [
      id("event_id", "The event"),
      word("name", "What happened, such as page_viewed or signed_up"),
      time("occurred_at", "When"),
      time("received_at", "When it came in"),
      word("source_id", "Where it was sent from"),
      word("sent_by", "web, server, api or admin"),
      word("environment", "sandbox, live, or empty"),
      visitor,
      id("visit_id", "The visit"),
      person,
      company,
      id("app_id", "The app, where there is one"),
      word("audience", "human, ai-agent or bot"),
      { ...id("path", "The page"), sql: masked("e.path") },
      {
        ...id(
          "properties",
          "A JSON object as the catalogue describes it: JSONExtractString(properties, 'query'). Traits are left out, e-mail addresses masked",
        ),
        sql: `if(e.name IN (${telling}), '{}', ${masked("e.properties")})`,
      },
    ],
  },
  {
    name: "touches",
    description: "One row for each visit: where it came from.",
    from: "{database}.touches AS e FINAL",
    columns: [
      id("visit_id", "The visit"),
      visitor,
      person,
      company,
      time("occurred_at", "When the visit began"),
      word("channel", "paid-search, organic-search, referral, ai-assistant, ..."),
      word("utm_source", "As in the address that was followed"),
      word("utm_medium", "As in the address that was followed"),
      word("utm_campaign", "As in the address that was followed"),
      id("utm_term", "As in the address that was followed"),
      id("utm_content", "As in the address that was followed"),
      word("click_id_kind", "Which ad platform's click id came along, such as gclid; not its value"),
      word("referrer_host", "The site that linked here"),
      id("landing_path", "The first page"),
      id("inviter_id", "The person whose invite was followed"),
      id("listing_id", "The listing whose link was followed"),
      word("audience", "human, ai-agent or bot"),
    ].map((column) => (column.name === "landing_path" ? { ...column, sql: masked("e.landing_path") } : column)),
  },
  {
    name: "milestones",
    description:
      "The first time each person, company, visitor and app reached a stage. Take min(first_at) over what you group by.",
    from: "{database}.milestones AS e",
    groupBy: ["stage", "person_id", "company_id", "visitor_id", "app_id"],
    columns: [
      word(
        "stage",
        "An event's name, or first_sandbox_call, first_sandbox_2xx, first_live_call, first_live_2xx, first_valuable_call, first_end_user",
      ),
      person,
      company,
      visitor,
      id("app_id", "The app, where there is one"),
      { ...time("first_at", "When"), sql: "toDateTime64(min(e.first_at), 3, 'UTC')" },
    ],
  },
  {
    name: "calls",
    description: "One row for each API call that was reported or that the sandbox answered.",
    from: "{database}.usage_events AS e",
    columns: [
      id("id", "The call, unique within its source"),
      word("source", "Who reported it"),
      time("occurred_at", "When"),
      time("received_at", "When it came in"),
      word("origin", "api (reported by the platform) or sandbox"),
      word("environment", "sandbox or live"),
      id("company_id", "Whose key it was"),
      id("app_id", "Whose key it was"),
      id("key_id", "The key; never its secret"),
      id("person_id", "Who made the key"),
      word("method", "GET, POST, ..."),
      id("route", "Such as `/orders/{id}`"),
      { name: "status", type: "UInt16", description: "The HTTP status" },
      { name: "latency_ms", type: "Float32", description: "Milliseconds" },
      count("request_bytes", "Bytes"),
      count("response_bytes", "Bytes"),
      word("sdk", "The client library, where known"),
      word("sdk_version", "Its version"),
      {
        ...id("end_user", "Tells end users of one company apart, without naming them; empty where none was sent"),
        sql: "if(e.end_user_id = '', '', lower(hex(sipHash64(e.company_id, e.end_user_id))))",
      },
      word("resource", "What was called"),
      { name: "quantity", type: "Decimal(18, 6)", description: "What the call is metered by" },
      { name: "valuable", type: "UInt8", description: "1 where the portal's rule names it valuable" },
    ],
  },
  {
    name: "calls_daily",
    description: "Calls by day, company and route: a hundred times smaller than calls. Sum over what you group by.",
    from: "{database}.usage_daily AS e",
    groupBy: ["day", "company_id", "app_id", "environment", "method", "route", "resource", "status_class", "sdk"],
    columns: [
      { name: "day", type: "Date", description: "UTC" },
      id("company_id", "Whose key it was"),
      id("app_id", "Whose key it was"),
      word("environment", "sandbox or live"),
      word("method", "GET, POST, ..."),
      id("route", "Such as `/orders/{id}`"),
      word("resource", "What was called"),
      { name: "status_class", type: "UInt8", description: "2 for 2xx, 4 for 4xx, ..." },
      word("sdk", "The client library, where known"),
      count("calls", "How many", "toUInt64(sum(e.calls))"),
      count("valuable_calls", "Of these, valuable ones", "toUInt64(sum(e.valuable_calls))"),
      {
        name: "quantity",
        type: "Decimal(38, 6)",
        description: "What they are metered by",
        sql: "toDecimal128(sum(e.quantity), 6)",
      },
    ],
  },
  {
    name: "events_daily",
    description: "Events of people by day and name: the quickest answer to how many.",
    from: "{database}.events_daily AS e",
    groupBy: ["day", "name"],
    columns: [
      { name: "day", type: "Date", description: "UTC" },
      word("name", "What happened"),
      count("events", "How many", "toUInt64(sum(e.events))"),
      count("visitors", "Different visitors, to about 1%", "uniqMerge(e.visitors)"),
      count("persons", "Different persons who had signed up, to about 1%", "uniqMerge(e.persons)"),
      count("companies", "Different companies, to about 1%", "uniqMerge(e.companies)"),
    ],
  },
];

/** The views as their readers see them. */
export function describeViews(): SqlView[] {
  return sqlViews.map(({ name, description, columns }) => ({
    ...{ name: `waymark.${name}`, description },
    columns: columns.map(({ name: column, type, description: words }) => ({ name: column, type, description: words })),
  }));
}

/** What a view is made of; `database` is where the ledger is. */
export function writeView({ columns, from, groupBy }: View, database: string): string {
  const list = columns.map(({ name, sql }) => `${sql ?? `e.${name}`} AS ${name}`).join(",\n  ");
  const group = groupBy
    ? `\nGROUP BY ${groupBy.map((name) => (columns.find((one) => one.name === name)?.sql ? name : `e.${name}`)).join(", ")}`
    : "";
  return `SELECT\n  ${list}\nFROM ${from}${group}`.replaceAll("{database}", database);
}
