import { LRUCache } from "lru-cache";
import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { minuteMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import type { DeliveryFacts } from "@/lib/destinations/deliver-due";
import type { EventRow } from "@/lib/events/schema";
import { companyAt, listCompanyTerms } from "@/lib/identity/list-company-terms";
import { listContacts } from "@/lib/identity/list-contacts";
import { listNames } from "@/lib/identity/list-names";
import { listVisitorLinks } from "@/lib/identity/list-visitor-links";
import { listRefused } from "@/lib/privacy/list-refused";

type FirstTouch = DeliveryFacts["firstTouches"] extends ReadonlyMap<string, infer Touch> ? Touch : never;

/** Whom subjects belong to: visitors, and ids of the owner's own systems (`user:<id>`, `group:<id>`; decisions/0013). */
const linkQuery = defineQuery({
  sql: `
    SELECT
      subject,
      dictGetOrDefault('visitor_alias', 'person_id', cityHash64(subject), '') AS person,
      dictGetOrDefault('visitor_alias', 'company_id', cityHash64(subject), '') AS company
    FROM (SELECT arrayJoin({subjects:Array(String)}) AS subject)
    WHERE person != '' OR company != ''`,
  params: z.object({ subjects: z.array(z.string()) }),
  row: z.object({ subject: z.string(), person: z.string(), company: z.string() }),
});

/** The first touch of each of these people, all their visitors taken together, and of each of these visitors that are nobody's. */
const touchQuery = defineQuery({
  sql: `
    SELECT
      someone, touch.1 AS occurred_at, touch.2 AS channel, touch.3 AS utm_source, touch.4 AS utm_medium, touch.5 AS utm_campaign,
      touch.6 AS utm_term, touch.7 AS utm_content, touch.8 AS referrer_host, touch.9 AS landing_path, touch.10 AS click_id_kind
    FROM (
      SELECT
        dictGetOrDefault('visitor_alias', 'person_id', visitor_hash, '') AS owner,
        if(owner != '', owner, visitor_id) AS someone,
        argMin(
          (occurred_at, channel, utm_source, utm_medium, utm_campaign, utm_term, utm_content, referrer_host, landing_path, click_id_kind),
          (occurred_at, visit_id)
        ) AS touch
      FROM touches
      WHERE visitor_hash IN (
        SELECT visitor_hash FROM dictionary('visitor_alias') WHERE person_id IN {persons:Array(String)}
        UNION ALL SELECT cityHash64(arrayJoin({visitors:Array(String)}))
      )
      GROUP BY owner, someone
    )`,
  params: z.object({ persons: z.array(z.string()), visitors: z.array(z.string()) }),
  row: z.object({
    someone: z.string(),
    occurred_at: z.string(),
    channel: z.string(),
    utm_source: z.string(),
    utm_medium: z.string(),
    utm_campaign: z.string(),
    utm_term: z.string(),
    utm_content: z.string(),
    referrer_host: z.string(),
    landing_path: z.string(),
    click_id_kind: z.string(),
  }),
});

/** Finds out what deliveries say about people. First touches hardly ever change once there is one: they are remembered for a while. */
export class FactGatherer {
  private readonly touches = new LRUCache<string, FirstTouch>({ max: 20_000, ttl: 10 * minuteMs });

  constructor(private readonly db: Db) {}

  /** Throws while a store is away. */
  async gather(events: readonly EventRow[]): Promise<DeliveryFacts> {
    const strangers = unique(events.map((event) => (event.person_id ? "" : event.visitor_id)));
    const users = events.map(({ person_id: id }) => (id && !id.startsWith("per_") ? `user:${id}` : ""));
    const groups = events.map(({ company_id: id }) => (id && !id.startsWith("com_") ? `group:${id}` : ""));
    const { persons, companies } = await this.findOwners(strangers, unique([...users, ...groups]));
    const personIds = unique([...events.map(({ person_id }) => person_id), ...persons.values()]);
    const terms = await listCompanyTerms(this.db, personIds);
    const worked = [...terms.values()].flatMap((each) => each.map(({ companyId }) => companyId));
    const companyIds = unique([...events.map(({ company_id }) => company_id), ...companies.values(), ...worked]);
    const [names, contacts, refused, firstTouches] = await Promise.all([
      listNames(this.db, { companyIds }),
      listContacts(this.db, personIds),
      listRefused(this.db, personIds),
      this.findTouches(
        personIds,
        strangers.filter((id) => !persons.has(id)),
      ),
    ]);
    return {
      persons,
      companies,
      companyAt: (personId, atMs) => companyAt(terms.get(personId), atMs),
      firstTouches,
      names: new Map<string, { name: string; email?: string }>([...names, ...contacts]),
      refused,
    };
  }

  /** Visitors as the portal's own rows say, else as the ledger does (somebody else's server told it). */
  private async findOwners(visitorIds: string[], external: string[]) {
    const subjects = [...visitorIds, ...external];
    if (!subjects.length) return { persons: new Map<string, string>(), companies: new Map<string, string>() };
    const [told, links] = await Promise.all([runQuery(linkQuery, { subjects }), listVisitorLinks(this.db, visitorIds)]);
    const isGroup = (subject: string) => subject.startsWith("group:");
    const ofPersons = told.filter(({ subject, person }) => person && !isGroup(subject));
    const ofCompanies = told.filter(({ subject }) => isGroup(subject));
    return {
      persons: new Map([...ofPersons.map(({ subject, person }): [string, string] => [subject, person]), ...links]),
      companies: new Map(ofCompanies.map(({ subject, company }): [string, string] => [subject, company])),
    };
  }

  private async findTouches(persons: string[], visitors: string[]): Promise<Map<string, FirstTouch>> {
    const ids = [...persons, ...visitors];
    const unknown = new Set(ids.filter((id) => !this.touches.has(id)));
    if (unknown.size) {
      const rows = await runQuery(touchQuery, {
        persons: persons.filter((id) => unknown.has(id)),
        visitors: visitors.filter((id) => unknown.has(id)),
      });
      for (const { someone, ...touch } of rows) {
        const told = Object.fromEntries(Object.entries(touch).filter(([, value]) => value !== ""));
        this.touches.set(someone, { ...told, channel: touch.channel, occurred_at: touch.occurred_at });
      }
    }
    return new Map(
      ids.flatMap((id): [string, FirstTouch][] => {
        const touch = this.touches.get(id);
        return touch ? [[id, touch]] : [];
      }),
    );
  }
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)].filter(Boolean);
}
