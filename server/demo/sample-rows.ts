import type { SamplePerson } from "./make-journeys";
import type { Random } from "./random";
import { routes, type sdks } from "./world";

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

/** Whose event or call it is, as far as it is known. */
export type SampleWho = {
  visitor?: string;
  visitId?: string;
  person?: SamplePerson;
  appId?: string;
  keyId?: string;
  environment?: string;
  path?: string;
  audience?: string;
};

/** The rows of the ledger as they are made. */
export class SampleRows {
  readonly events: SampleEvent[] = [];
  readonly calls: SampleCall[] = [];

  constructor(
    private readonly random: Random,
    private readonly endMs: number,
  ) {}

  /** One event of the ledger; what would lie after the end happens at it. */
  event(name: string, at: number, who: SampleWho, properties: object, sentBy = "web"): void {
    const time = new Date(Math.min(at, this.endMs - 1)).toISOString();
    this.events.push({
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

  /** One call, answered as its route mostly is, or with `status`. */
  call(
    at: number,
    environment: "sandbox" | "live",
    mine: { person: SamplePerson; appId: string; keyId: string; sdk: (typeof sdks)[number]; snippet?: string },
    status?: number,
    endUser = "",
  ): void {
    const { random } = this;
    const route = random.weighted(routes);
    const fails = random.chance(environment === "sandbox" ? 0.12 : 0.03);
    const answered = status ?? (fails ? random.pick([400, 404, 409, 422, 422, 429, 500]) : route.ok);
    const time = new Date(Math.min(at, this.endMs - 1)).toISOString();
    this.calls.push({
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
      metadata: mine.snippet ? JSON.stringify({ snippet: mine.snippet }) : "{}",
      batch: "sample",
    });
  }
}
