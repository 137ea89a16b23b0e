import { dayMs, hourMs, minuteMs } from "@/lib/base/clock";
import { Random } from "./random";
import { type SampleCall, type SampleEvent, SampleRows } from "./sample-rows";
import { companyName, docsPages, type Origin, origins, personName, sdks, searchesMade, sitePages } from "./world";

export const sampleDays = 90;

/** How much there is of everything; tests make less. */
export type SampleSize = { visitors: number; companies: number };
export const fullSize: SampleSize = { visitors: 60_000, companies: 3_000 };

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
  keys: { id: string; environment: "sandbox" | "live"; createdAt: Date; originPath: string | null }[];
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
  private readonly rows: SampleRows;
  private readonly sample: Sample;
  private readonly startMs: number;

  constructor(
    private readonly random: Random,
    private readonly endMs: number,
    private readonly size: SampleSize,
  ) {
    this.startMs = endMs - sampleDays * dayMs;
    this.rows = new SampleRows(random, endMs);
    this.sample = { companies: [], persons: [], apps: [], events: this.rows.events, calls: this.rows.calls };
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
    this.rows.event(
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
      this.rows.event("page_viewed", at, { ...seen, path }, { path });
      if (path.startsWith("/docs") && random.chance(0.55)) {
        this.rows.event("docs_read", at + 25_000, { ...seen, path }, { path });
        if (random.chance(0.22))
          this.rows.event(
            "snippet_copied",
            at + 40_000,
            { ...seen, path },
            { path, block: `${path}#1`, language: random.pick(["bash", "javascript", "python"]) },
          );
        if (random.chance(0.02))
          this.rows.event("feedback_given", at + 60_000, { ...seen, path }, { path, helpful: random.chance(0.8) });
      }
      if (random.chance(0.04)) {
        const query = random.pick(searchesMade);
        this.rows.event(
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
    this.rows.event(
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
    this.rows.event("invite_sent", at, { person: inviter }, { invite_id: invite, role: "developer" }, "server");
    const taken = at + random.wait(2 * dayMs);
    if (taken > this.endMs || !random.chance(0.62)) return;
    const who: Who = { visitor: `vis_${random.ulid(taken)}` };
    this.rows.event(
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
    this.rows.event(
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
    this.rows.event("app_created", at, mine, { app_name: app.name }, "server");
    if (!random.chance(0.93) || !step(4 * minuteMs)) return;
    const sandbox = this.key(app, "sandbox", at);
    const origin = random.pick(docsPages);
    for (const key of app.keys) key.originPath = origin;
    this.rows.event(
      "key_created",
      at,
      { ...mine, keyId: sandbox, environment: "sandbox" },
      { environment: "sandbox", origin_path: origin },
      "server",
    );
    const sdk = random.weighted(sdks);
    if (!random.chance(0.8) || !step(random.chance(0.6) ? 8 * minuteMs : 30 * hourMs)) return;
    // First tries fail for some: no key, wrong body.
    if (random.chance(0.35))
      this.rows.call(at - 30_000, "sandbox", { ...mine, keyId: sandbox, sdk }, random.pick([401, 422]));
    // Two of three begin with what they copied; no draw of its own, so that the rest of the sample stays as it is.
    let snippet = this.sample.apps.length % 3 > 0 ? `${origin}#${encodeURIComponent(`${origin}#1`)}` : undefined;
    for (let n = random.int(3, 40), when = at; n > 0 && when < this.endMs; n--, when += random.wait(5 * hourMs)) {
      this.rows.call(when, "sandbox", { ...mine, keyId: sandbox, sdk, snippet });
      snippet = undefined;
    }
    if (random.chance(0.3) && step(2 * dayMs)) this.certify(person, at);
    if (!random.chance(0.42) || !step(9 * dayMs)) return;
    const live = this.key(app, "live", at);
    this.rows.event(
      "key_created",
      at,
      { ...mine, keyId: live, environment: "live" },
      { environment: "live" },
      "server",
    );
    if (!random.chance(0.78) || !step(3 * dayMs)) return;
    this.goLive({ ...mine, keyId: live, sdk }, at);
    if (random.chance(0.22) && step(6 * dayMs)) this.publish(app, person, at);
  }

  private certify(person: SamplePerson, at: number): void {
    const ids = { track_id: "parcelway-basics", attempt_id: `att_${this.random.ulid(at)}` };
    this.rows.event("certification_started", at, { person }, ids, "server");
    if (!this.random.chance(0.7)) return;
    this.rows.event(
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
      this.rows.call(when, "live", mine, undefined, `eu_${mine.appId.slice(-6)}_${random.int(1, endUsers)}`);
    }
    if (random.chance(0.12)) {
      const at = from + random.wait(6 * dayMs);
      if (at < this.endMs) {
        const request = { request_id: `req_${random.ulid(at)}` };
        this.rows.event("support_requested", at, { person: mine.person }, { ...request, topic: "webhooks" }, "server");
        this.rows.event("support_answered", at + random.wait(5 * hourMs), { person: mine.person }, request, "admin");
      }
    }
  }

  private publish(app: SampleApp, person: SamplePerson, at: number): void {
    const { random } = this;
    const mine = { person, appId: app.id };
    const review = `rev_${random.ulid(at)}`;
    this.rows.event("app_submitted", at, mine, { review_id: review }, "server");
    const decided = at + random.wait(2 * dayMs);
    if (decided > this.endMs || !random.chance(0.8)) return;
    app.certification = { id: `crt_${random.ulid(decided)}`, issuedAt: new Date(decided) };
    this.rows.event(
      "app_certified",
      decided,
      mine,
      { review_id: review, certification_id: app.certification.id },
      "admin",
    );
    const published = decided + random.wait(3 * dayMs);
    if (published > this.endMs || !random.chance(0.6)) return;
    app.listing = {
      id: `lst_${random.ulid(published)}`,
      category: random.pick(["Storefronts", "Warehouses", "Tracking", "Analytics"]),
      publishedAt: new Date(published),
      featured: random.chance(0.12),
    };
    this.rows.event("listing_published", published, mine, { listing_id: app.listing.id }, "admin");
    for (let n = random.int(2, 30), when = published; n > 0; n--) {
      when += random.wait(dayMs);
      if (when > this.endMs) break;
      const who: Who = { visitor: `vis_${random.ulid(when)}` };
      this.visit(who, { weight: 1, channel: "direct", quality: 1, landings: ["/showcase"] }, when);
      this.rows.event("listing_viewed", when + 60_000, { ...who, path: "/showcase" }, { listing_id: app.listing.id });
      if (random.chance(0.3))
        this.rows.event(
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
      this.rows.event("page_viewed", at, { visitor: "", path, audience }, { path });
    }
  }

  private key(app: SampleApp, environment: "sandbox" | "live", at: number): string {
    const id = `key_${this.random.ulid(at)}`;
    app.keys.push({ id, environment, createdAt: new Date(at), originPath: null });
    return id;
  }
}
