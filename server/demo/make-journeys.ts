import { dayMs, hourMs, minuteMs } from "@/lib/base/clock";
import { Random } from "./random";
import {
  companyName,
  docsPages,
  type Origin,
  origins,
  personName,
  routes,
  sdks,
  searchesMade,
  sitePages,
} from "./world";

export const sampleDays = 90;

/** How much there is of everything; tests make less. */
export type SampleSize = { visitors: number; companies: number };
export const fullSize: SampleSize = { visitors: 60_000, companies: 3_000 };

export type SampleEvent = {
  event_id: string;
  name: string;
  occurred_at: string;
  received_at: string;
  source_id: string;
  sent_by: string;
  environment: string;
  visitor_id: string;
  visit_id: string;
  person_id: string;
  company_id: string;
  app_id: string;
  key_id: string;
  audience: string;
  path: string;
  properties: string;
  batch: string;
};
export type SampleCall = Record<string, string | number>;
export type SamplePerson = {
  id: string;
  name: string;
  companyId: string;
  role: "owner" | "developer";
  createdAt: Date;
};
export type SampleCompany = { id: string; name: string; slug: string; createdAt: Date };
export type SampleApp = {
  id: string;
  companyId: string;
  createdById: string;
  name: string;
  createdAt: Date;
  keys: { id: string; environment: "sandbox" | "live"; createdAt: Date }[];
  certification?: { id: string; issuedAt: Date };
  listing?: { id: string; category: string; publishedAt: Date; featured: boolean };
};

export type Sample = {
  companies: SampleCompany[];
  persons: SamplePerson[];
  apps: SampleApp[];
  events: SampleEvent[];
  calls: SampleCall[];
};

/** Sign-ups make companies; of a hundred visitors of average quality this many sign up. */
const signUpShare = 0.05;
/** A kind of API company: quiet at weekends, growing slowly. */
const weekday = [0.35, 1.05, 1.15, 1.15, 1.1, 0.95, 0.4];

/**
 * Ninety days of plausible journeys that end at `endMs`: visitors of forty campaigns, sign-ups that stitch weeks of visits, colleagues by
 * invitation, sandbox and live calls with errors and a season, certificates and listings, agents and bots. The same seed gives the same rows.
 */
export function makeJourneys(seed: number, endMs: number, size: SampleSize): Sample {
  return new Maker(new Random(seed), endMs, size).make();
}

type Who = { visitor: string; person?: SamplePerson };

class Maker {
  private readonly sample: Sample = { companies: [], persons: [], apps: [], events: [], calls: [] };
  private readonly startMs: number;

  constructor(
    private readonly random: Random,
    private readonly endMs: number,
    private readonly size: SampleSize,
  ) {
    this.startMs = endMs - sampleDays * dayMs;
  }

  make(): Sample {
    for (let at = 0; at < this.size.visitors; at++) this.visitor();
    this.agentsAndBots();
    return this.sample;
  }

  private visitor(): void {
    const { random } = this;
    const origin = random.weighted(origins);
    const [from, to] = origin.days ?? [0, sampleDays];
    let at = this.startMs + this.seasonal(from, Math.min(to, sampleDays)) * dayMs;
    const who: Who = { visitor: `vis_${random.ulid(at)}` };
    const signsUp =
      this.sample.companies.length < this.size.companies && random.chance(signUpShare * origin.quality * 1.15);
    const visits = signsUp ? random.int(1, 6) : 1 + Math.floor(random.wait(0.5));
    let way = origin;
    for (let visit = 1; visit <= visits && at < this.endMs; visit++) {
      at = this.visit(who, way, at);
      if (signsUp && visit === visits) this.signUp(who, at);
      // Who comes back comes straight, from a search, or from a campaign that follows them.
      way = random.chance(0.55) ? (origins[0] as Origin) : random.weighted(origins);
      at += random.wait(4 * dayMs) + hourMs;
    }
  }

  /** A day within the range by weekday and slow growth, as a fraction of days. */
  private seasonal(from: number, to: number): number {
    for (;;) {
      const day = from + this.random.next() * (to - from);
      const date = new Date(this.startMs + day * dayMs);
      const growth = 0.6 + 0.4 * (day / sampleDays);
      if (this.random.chance(((weekday[date.getUTCDay()] ?? 1) / 1.15) * growth)) return day;
    }
  }

  /** One sitting; answers when it ended. */
  private visit(who: Who, origin: Origin, at: number): number {
    const { random } = this;
    const visitId = `vst_${random.ulid(at)}`;
    const landing = random.pick(origin.landings);
    const seen = { ...who, visitId };
    this.event(
      "visit_started",
      at,
      { ...seen, path: landing },
      {
        channel: origin.channel,
        utm_source: origin.source ?? "",
        utm_medium: origin.medium ?? "",
        utm_campaign: origin.campaign ?? "",
        click_id_kind: origin.clickId ?? "",
        click_id: origin.clickId ? random.ulid(at) : "",
        referrer_host: origin.referrer ?? "",
        landing_path: landing,
      },
    );
    const pages = 1 + Math.floor(random.wait(1.6));
    let path = landing;
    for (let page = 0; page < pages; page++) {
      this.event("page_viewed", at, { ...seen, path }, { path });
      if (path.startsWith("/docs") && random.chance(0.55)) {
        this.event("docs_read", at + 25_000, { ...seen, path }, { path });
        if (random.chance(0.22))
          this.event(
            "snippet_copied",
            at + 40_000,
            { ...seen, path },
            { path, block: `${path}#1`, language: random.pick(["bash", "javascript", "python"]) },
          );
        if (random.chance(0.02))
          this.event("feedback_given", at + 60_000, { ...seen, path }, { path, helpful: random.chance(0.8) });
      }
      if (random.chance(0.04)) {
        const query = random.pick(searchesMade);
        this.event(
          "search_performed",
          at + 10_000,
          { ...seen, path },
          { query, results: query === "graphql" ? 0 : random.int(1, 8) },
        );
      }
      at += 20_000 + random.wait(70_000);
      path = random.chance(0.7) ? random.pick(docsPages) : random.pick(sitePages);
    }
    return at;
  }

  private signUp(who: Who, at: number): void {
    const { random } = this;
    const number = this.sample.companies.length;
    const company: SampleCompany = {
      id: `com_${random.ulid(at)}`,
      name: companyName(number),
      slug: `sample-${number + 1}`,
      createdAt: new Date(at),
    };
    this.sample.companies.push(company);
    const person = this.join(who, company, "owner", at);
    this.build(person, company, at);
    if (random.chance(0.16)) this.inviteOne(person, company, at + random.wait(5 * dayMs));
  }

  private join(
    who: Who,
    company: SampleCompany,
    role: "owner" | "developer",
    at: number,
    more: object = {},
  ): SamplePerson {
    const person: SamplePerson = {
      id: `per_${this.random.ulid(at)}`,
      name: personName(this.sample.persons.length),
      companyId: company.id,
      role,
      createdAt: new Date(at),
    };
    this.sample.persons.push(person);
    this.event(
      "signed_up",
      at,
      { ...who, person },
      { provider: "github", company_reason: role === "owner" ? "email_domain" : "invite", ...more },
      "server",
    );
    return person;
  }

  private inviteOne(inviter: SamplePerson, company: SampleCompany, at: number): void {
    const { random } = this;
    if (at > this.endMs) return;
    const invite = `inv_${random.ulid(at)}`;
    this.event("invite_sent", at, { person: inviter }, { invite_id: invite, role: "developer" }, "server");
    const taken = at + random.wait(2 * dayMs);
    if (taken > this.endMs || !random.chance(0.62)) return;
    const who: Who = { visitor: `vis_${random.ulid(taken)}` };
    this.event(
      "visit_started",
      taken,
      { ...who, visitId: `vst_${random.ulid(taken)}`, path: "/invite" },
      {
        channel: "invite",
        landing_path: "/invite",
        inviter_id: inviter.id,
      },
    );
    const joined = taken + 5 * minuteMs;
    const colleague = this.join(who, company, "developer", joined, { inviter_id: inviter.id });
    this.event(
      "invite_accepted",
      joined,
      { ...who, person: colleague },
      { invite_id: invite, inviter_id: inviter.id },
      "server",
    );
    this.build(colleague, company, joined);
  }

  /** From the app to production; at each step some stay behind. */
  private build(person: SamplePerson, company: SampleCompany, at: number): void {
    const { random } = this;
    const step = (mean: number) => {
      at += random.wait(mean) + minuteMs;
      return at < this.endMs;
    };
    if (!random.chance(0.86) || !step(20 * minuteMs)) return;
    const app: SampleApp = {
      id: `app_${random.ulid(at)}`,
      companyId: company.id,
      createdById: person.id,
      name: `${company.name} ${random.pick(["storefront", "back office", "checkout", "warehouse", "integration"])}`,
      createdAt: new Date(at),
      keys: [],
    };
    this.sample.apps.push(app);
    const mine = { person, appId: app.id };
    this.event("app_created", at, mine, { app_name: app.name }, "server");
    if (!random.chance(0.93) || !step(4 * minuteMs)) return;
    const sandbox = this.key(app, "sandbox", at);
    this.event(
      "key_created",
      at,
      { ...mine, keyId: sandbox, environment: "sandbox" },
      { environment: "sandbox", origin_path: random.pick(docsPages) },
      "server",
    );
    const sdk = random.weighted(sdks);
    if (!random.chance(0.8) || !step(random.chance(0.6) ? 8 * minuteMs : 30 * hourMs)) return;
    // First tries fail for some: no key, wrong body.
    if (random.chance(0.35))
      this.call(at - 30_000, "sandbox", { ...mine, keyId: sandbox, sdk }, random.pick([401, 422]));
    for (let n = random.int(3, 40), when = at; n > 0 && when < this.endMs; n--, when += random.wait(5 * hourMs))
      this.call(when, "sandbox", { ...mine, keyId: sandbox, sdk });
    if (random.chance(0.3) && step(2 * dayMs)) this.certify(person, at);
    if (!random.chance(0.42) || !step(9 * dayMs)) return;
    const live = this.key(app, "live", at);
    this.event("key_created", at, { ...mine, keyId: live, environment: "live" }, { environment: "live" }, "server");
    if (!random.chance(0.78) || !step(3 * dayMs)) return;
    this.goLive({ ...mine, keyId: live, sdk }, at);
    if (random.chance(0.22) && step(6 * dayMs)) this.publish(app, person, at);
  }

  private certify(person: SamplePerson, at: number): void {
    const ids = { track_id: "parcelway-basics", attempt_id: `att_${this.random.ulid(at)}` };
    this.event("certification_started", at, { person }, ids, "server");
    if (!this.random.chance(0.7)) return;
    this.event(
      "developer_certified",
      at + 25 * minuteMs,
      { person },
      {
        track_id: ids.track_id,
        certification_id: `crt_${this.random.ulid(at)}`,
        score: 0.8 + this.random.next() * 0.2,
      },
      "server",
    );
  }

  /** Calls until the end of the period, or until the company gives up. */
  private goLive(
    mine: { person: SamplePerson; appId: string; keyId: string; sdk: (typeof sdks)[number] },
    from: number,
  ): void {
    const { random } = this;
    const perDay = Math.min(40, 2 + random.wait(7));
    const churns = random.chance(0.2) ? from + random.wait(20 * dayMs) : this.endMs;
    const endUsers = random.int(1, 60);
    for (let when = from; when < Math.min(churns, this.endMs); when += random.wait(dayMs / perDay)) {
      const date = new Date(when);
      if (!random.chance((weekday[date.getUTCDay()] ?? 1) / 1.15)) continue;
      this.call(when, "live", mine, undefined, `eu_${mine.appId.slice(-6)}_${random.int(1, endUsers)}`);
    }
    if (random.chance(0.12)) {
      const at = from + random.wait(6 * dayMs);
      if (at < this.endMs) {
        const request = { request_id: `req_${random.ulid(at)}` };
        this.event("support_requested", at, { person: mine.person }, { ...request, topic: "webhooks" }, "server");
        this.event("support_answered", at + random.wait(5 * hourMs), { person: mine.person }, request, "admin");
      }
    }
  }

  private publish(app: SampleApp, person: SamplePerson, at: number): void {
    const { random } = this;
    const mine = { person, appId: app.id };
    const review = `rev_${random.ulid(at)}`;
    this.event("app_submitted", at, mine, { review_id: review }, "server");
    const decided = at + random.wait(2 * dayMs);
    if (decided > this.endMs || !random.chance(0.8)) return;
    app.certification = { id: `crt_${random.ulid(decided)}`, issuedAt: new Date(decided) };
    this.event("app_certified", decided, mine, { review_id: review, certification_id: app.certification.id }, "admin");
    const published = decided + random.wait(3 * dayMs);
    if (published > this.endMs || !random.chance(0.6)) return;
    app.listing = {
      id: `lst_${random.ulid(published)}`,
      category: random.pick(["Storefronts", "Warehouses", "Tracking", "Analytics"]),
      publishedAt: new Date(published),
      featured: random.chance(0.12),
    };
    this.event("listing_published", published, mine, { listing_id: app.listing.id }, "admin");
    for (let n = random.int(2, 30), when = published; n > 0; n--) {
      when += random.wait(dayMs);
      if (when > this.endMs) break;
      const who: Who = { visitor: `vis_${random.ulid(when)}` };
      this.visit(who, { weight: 1, channel: "direct", quality: 1, landings: ["/showcase"] }, when);
      this.event("listing_viewed", when + 60_000, { ...who, path: "/showcase" }, { listing_id: app.listing.id });
      if (random.chance(0.3))
        this.event(
          "listing_clicked",
          when + 90_000,
          { ...who, path: "/showcase" },
          { listing_id: app.listing.id, owner_company_id: app.companyId },
          "server",
        );
    }
  }

  private agentsAndBots(): void {
    for (let n = Math.floor(this.size.visitors / 12); n > 0; n--) {
      const at = this.startMs + this.seasonal(0, sampleDays) * dayMs;
      const path = this.random.pick(docsPages);
      const audience = this.random.chance(0.6) ? "ai-agent" : "bot";
      this.event("page_viewed", at, { visitor: "", path, audience }, { path });
    }
  }

  private key(app: SampleApp, environment: "sandbox" | "live", at: number): string {
    const id = `key_${this.random.ulid(at)}`;
    app.keys.push({ id, environment, createdAt: new Date(at) });
    return id;
  }

  private event(
    name: string,
    at: number,
    who: {
      visitor?: string;
      visitId?: string;
      person?: SamplePerson;
      appId?: string;
      keyId?: string;
      environment?: string;
      path?: string;
      audience?: string;
    },
    properties: object,
    sentBy = "web",
  ): void {
    const time = new Date(Math.min(at, this.endMs - 1)).toISOString();
    this.sample.events.push({
      event_id: `evt_${this.random.ulid(at)}`,
      name,
      occurred_at: time,
      received_at: time,
      source_id: "sample",
      sent_by: sentBy,
      environment: who.environment ?? "",
      visitor_id: who.visitor ?? "",
      visit_id: who.visitId ?? "",
      person_id: who.person?.id ?? "",
      company_id: who.person?.companyId ?? "",
      app_id: who.appId ?? "",
      key_id: who.keyId ?? "",
      audience: who.audience ?? "human",
      path: who.path ?? "",
      properties: JSON.stringify(properties),
      batch: "sample",
    });
  }

  private call(
    at: number,
    environment: "sandbox" | "live",
    mine: { person: SamplePerson; appId: string; keyId: string; sdk: (typeof sdks)[number] },
    status?: number,
    endUser = "",
  ): void {
    const { random } = this;
    const route = random.weighted(routes);
    const fails = random.chance(environment === "sandbox" ? 0.12 : 0.03);
    const answered = status ?? (fails ? random.pick([400, 404, 409, 422, 422, 429, 500]) : route.ok);
    const time = new Date(Math.min(at, this.endMs - 1)).toISOString();
    this.sample.calls.push({
      source: environment === "sandbox" ? "sandbox" : "sample",
      id: random.ulid(at),
      occurred_at: time,
      received_at: time,
      origin: environment === "sandbox" ? "sandbox" : "api",
      environment,
      company_id: mine.person.companyId,
      app_id: mine.appId,
      key_id: mine.keyId,
      person_id: mine.person.id,
      method: route.method,
      route: route.route,
      status: answered,
      latency_ms: Math.round(route.ms * (0.6 + random.wait(0.6))),
      request_bytes: route.method === "POST" ? random.int(300, 1_800) : 0,
      response_bytes: random.int(200, 4_000),
      sdk: mine.sdk.name,
      sdk_version: random.pick(mine.sdk.versions),
      end_user_id: endUser,
      trace_id: "",
      resource: route.resource,
      quantity: "1",
      valuable:
        environment === "live" && route.method === "POST" && route.route === "/shipments" && answered < 300 ? 1 : 0,
      metadata: "{}",
      batch: "sample",
    });
  }
}
