import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, it } from "vitest";
import { setEnv } from "@/lib/base/env";
import { newWebhookSecret } from "@/lib/base/webhooks/post-webhook";
import { eventRow } from "@/lib/events/testing/journal-rows";
import { getKind } from "./internal/kinds/get-kind";
import { mapEvent } from "./internal/map-event";
import { matchEvent, matchesPattern } from "./internal/match-event";
import { sampleFacts } from "./internal/sample-event";
import { filterSchema, mappingSchema } from "./schema";
import { openReceiver, type Receiver } from "./testing/receiver";

setEnv({ NEXTAUTH_SECRET: "a-secret-for-tests-only", PUBLIC_URL: "http://127.0.0.1:3000" });

let receiver: Receiver | undefined;
afterEach(async () => {
  await receiver?.close();
  receiver = undefined;
});

const options = () => ({ allowPrivate: true, timeoutMs: 5_000, signal: new AbortController().signal });
const plain = mappingSchema.parse({});
const named = mappingSchema.parse({ traits: "name_and_email" });
const at = "2026-03-01T10:00:00.000Z";
const signedUp = eventRow("evt_signup", {
  name: "signed_up",
  occurred_at: at,
  person_id: "per_sample",
  company_id: "com_sample",
  visitor_id: "vis_1",
  path: "",
  properties: '{"provider":"github","company_reason":"invite"}',
});
const viewed = eventRow("evt_view", { occurred_at: at, path: "/docs/start", properties: '{"path":"/docs/start"}' });
const retryAfter = { "retry-after": "7" };
const touch = {
  first_channel: "referral",
  first_referrer_host: "example.com",
  first_landing_path: "/docs",
  first_occurred_at: "2026-01-01T09:00:00.000Z",
};

describe("filters", () => {
  it.each([
    ["signed_up", ["*"], true],
    ["signed_up", ["signed_up"], true],
    ["signed_up_again", ["signed_up"], false],
    ["app_certified", ["app_*"], true],
    ["app_certified", ["*_certified"], true],
    ["app_certified", ["a*p*t*d"], true],
    ["app", ["app*p"], false],
    ["developer_certified", ["app_*", "*.certified"], false],
  ])("%s against %j: %s", (name, patterns, matches) => {
    expect(matchesPattern(name, patterns)).toBe(matches);
  });

  it("leave out bots, people who asked not to be tracked, and what staff leave out", () => {
    const filter = filterSchema.parse({ events: ["*"], except: ["page_*"], environments: ["live"] });
    const passes = (changes: object) => matchEvent(filter, { ...signedUp, ...changes });
    expect(passes({})).toBe(true);
    expect(passes({ name: "page_viewed" })).toBe(false);
    expect(passes({ audience: "bot" })).toBe(false);
    expect(passes({ environment: "live" })).toBe(true);
    expect(passes({ environment: "sandbox" })).toBe(false);
    expect(passes({ person_id: "", visitor_id: "day_abc" })).toBe(false);
    expect(passes({ person_id: "per_1", visitor_id: "day_abc" })).toBe(true);
    expect(matchEvent({ ...filter, untracked: true }, { ...signedUp, person_id: "", visitor_id: "day_abc" })).toBe(
      true,
    );
  });
});

describe("mapping", () => {
  it("renames, picks and drops; the daily name of an untracked visitor never leaves", () => {
    const row = { ...signedUp, person_id: "", visitor_id: "day_abc", properties: '{"a":1,"b":2,"c":{"d":3}}' };
    const map = (changes: object) => mapEvent(row, mappingSchema.parse(changes), sampleFacts);
    expect(map({})).toMatchObject({ name: "signed_up", visitorId: "", properties: { a: 1, b: 2, c: { d: 3 } } });
    const renamed = map({
      renameEvents: [{ from: "signed_up", to: "Signed Up" }],
      properties: { mode: "only", names: ["a", "c"] },
      renameProperties: [{ from: "a", to: "A" }],
    });
    expect(renamed).toMatchObject({ name: "Signed Up", originalName: "signed_up" });
    expect(renamed.properties).toEqual({ A: 1, c: { d: 3 } });
    expect(map({ properties: { mode: "except", names: ["a", "c"] } }).properties).toEqual({ b: 2 });
  });

  it("tells who somebody is only as far as it may, and as known now", () => {
    const facts = {
      ...sampleFacts,
      persons: new Map([["vis_1", "per_sample"]]),
      companyAt: (personId: string, atMs: number) =>
        personId === "per_sample" && atMs === Date.parse(at) ? "com_sample" : undefined,
    };
    const told = mapEvent({ ...viewed, visitor_id: "vis_1" }, plain, facts);
    expect(told).toMatchObject({ personId: "per_sample", companyId: "com_sample", person: null });
    const own = { persons: new Map([["user:u1", "per_sample"]]), companies: new Map([["group:g1", "com_sample"]]) };
    const theirs = { ...viewed, person_id: "u1", company_id: "g1" };
    expect(mapEvent(theirs, plain, { ...facts, ...own })).toMatchObject({
      personId: "per_sample",
      companyId: "com_sample",
    });
    expect(mapEvent(theirs, plain, facts)).toMatchObject({ personId: "u1", companyId: "g1" });
    expect(told.firstTouch).toMatchObject({ channel: "referral" });
    expect(mapEvent(signedUp, mappingSchema.parse({ traits: "name", firstTouch: false }), facts)).toMatchObject({
      person: { name: "Ada Sample" },
      firstTouch: null,
    });
    expect(mapEvent(signedUp, named, facts).person).toEqual({ name: "Ada Sample", email: "ada@example.com" });
  });
});

describe("PostHog", () => {
  it("gets alias, identify, group and capture through its own library, the same again on a second try", async () => {
    receiver = await openReceiver();
    const events = [mapEvent(signedUp, named, sampleFacts), mapEvent(viewed, plain, sampleFacts)];
    const send = () => getKind("posthog").deliver(events, { host: receiver?.url, key: "phc_test" }, options());
    expect(await send()).toEqual({ kind: "delivered", status: 200 });
    await send();
    const [first, second] = receiver.requests.map(({ path, json }) => ({
      path,
      batch: json.batch as Batch[],
      key: json.api_key,
    }));
    expect([first?.path, first?.key]).toEqual(["/batch/", "phc_test"]);
    type Batch = { event: string; distinct_id: string; uuid: string; timestamp: string; properties: object };
    const find = (event: string) => first?.batch.find((message) => message.event === event);
    expect(first?.batch.map(({ event }) => event).sort()).toEqual(
      ["$create_alias", "$groupidentify", "$identify", "page_viewed", "signed_up"].sort(),
    );
    expect(find("$create_alias")).toMatchObject({ distinct_id: "per_sample", properties: { alias: "vis_1" } });
    expect(find("$identify")).toMatchObject({
      distinct_id: "per_sample",
      properties: {
        $set: { name: "Ada Sample", email: "ada@example.com", company_id: "com_sample" },
        $set_once: touch,
      },
    });
    expect(find("$groupidentify")).toMatchObject({
      properties: { $group_type: "company", $group_key: "com_sample", $group_set: { name: "Sample Company" } },
    });
    expect(find("signed_up")).toMatchObject({
      distinct_id: "per_sample",
      timestamp: at,
      properties: {
        event_id: "evt_signup",
        visitor_id: "vis_1",
        company_id: "com_sample",
        $groups: { company: "com_sample" },
        provider: "github",
        ...touch,
      },
    });
    expect(find("page_viewed")).toMatchObject({
      distinct_id: "vis_1",
      properties: { $process_person_profile: false, path: "/docs/start" },
    });
    expect(find("signed_up")?.uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(second?.batch.find(({ event }) => event === "signed_up")?.uuid).toBe(find("signed_up")?.uuid);
  });

  it.each([
    [401, { kind: "retry", status: 401, reason: "did not accept the project API key" }],
    [400, { kind: "refused", status: 400, reason: "refused the events with 400" }],
    [413, { kind: "refused", status: 413, reason: "refused the events with 413" }],
    [503, { kind: "retry", status: 503, reason: "answered 503", afterMs: 7_000 }],
  ])("answering %i is told as it is, without the library's own retries", async (status, outcome) => {
    receiver = await openReceiver(() => ({ status, headers: status === 503 ? retryAfter : undefined }));
    const settings = { host: receiver.url, key: "phc_test" };
    expect(await getKind("posthog").deliver([mapEvent(viewed, plain, sampleFacts)], settings, options())).toEqual(
      outcome,
    );
    expect(receiver.requests.length).toBe(1);
  });

  it("is not reached on a private address unless that is allowed", async () => {
    receiver = await openReceiver();
    const outcome = await getKind("posthog").deliver(
      [mapEvent(viewed, plain, sampleFacts)],
      { host: receiver.url, key: "phc_test" },
      { ...options(), allowPrivate: false },
    );
    expect(outcome).toMatchObject({ kind: "retry", status: null });
    expect(receiver.requests).toEqual([]);
  });
});

describe("Segment", () => {
  it("gets identify, group, track and page in a batch", async () => {
    receiver = await openReceiver();
    const events = [mapEvent(signedUp, named, sampleFacts), mapEvent(viewed, plain, sampleFacts)];
    const outcome = await getKind("segment").deliver(events, { url: `${receiver.url}/`, writeKey: "wk_1" }, options());
    expect(outcome).toEqual({ kind: "delivered", status: 200 });
    const [request] = receiver.requests;
    expect([request?.path, request?.headers.authorization]).toEqual(["/v1/batch", "Basic d2tfMTo="]);
    expect(request?.json.batch).toEqual([
      {
        type: "identify",
        messageId: "evt_signup.identify",
        userId: "per_sample",
        anonymousId: "vis_1",
        timestamp: at,
        traits: { name: "Ada Sample", email: "ada@example.com", ...touch },
      },
      {
        type: "group",
        messageId: "evt_signup.group",
        userId: "per_sample",
        anonymousId: "vis_1",
        timestamp: at,
        groupId: "com_sample",
        traits: { name: "Sample Company" },
      },
      {
        type: "track",
        messageId: "evt_signup",
        event: "signed_up",
        userId: "per_sample",
        anonymousId: "vis_1",
        timestamp: at,
        context: { groupId: "com_sample" },
        properties: {
          company_id: "com_sample",
          visit_id: "vst_1",
          ...touch,
          provider: "github",
          company_reason: "invite",
        },
      },
      {
        type: "page",
        messageId: "evt_view",
        anonymousId: "vis_1",
        timestamp: at,
        properties: { visit_id: "vst_1", path: "/docs/start" },
      },
    ]);
  });
});

describe("a webhook", () => {
  it("is signed so that the specification's library takes it", async () => {
    receiver = await openReceiver();
    const secret = newWebhookSecret();
    const event = mapEvent(signedUp, plain, sampleFacts);
    expect(await getKind("webhook").deliver([event], { url: receiver.url, secret }, options())).toEqual({
      kind: "delivered",
      status: 200,
    });
    const [request] = receiver.requests;
    const verified = new Webhook(secret).verify(request?.text ?? "", request?.headers as Record<string, string>);
    expect(request?.headers["webhook-id"]).toBe("evt_signup");
    expect(verified).toMatchObject({
      type: "signed_up",
      timestamp: at,
      data: { personId: "per_sample", companyId: "com_sample", properties: { provider: "github" }, person: null },
    });
  });
});

describe("Slack", () => {
  const textOf = (row: typeof signedUp) =>
    (getKind("slack").preview(mapEvent(row, mappingSchema.parse({ traits: "name" }), sampleFacts)) as { text: string })
      .text;

  it("reads a sentence", () => {
    expect(textOf(signedUp)).toBe(
      "<http://127.0.0.1:3000/staff/people/per_sample|Ada Sample> (<http://127.0.0.1:3000/staff/companies/com_sample|Sample Company>) signed up · first came through referral",
    );
    expect(textOf(viewed)).toBe("A visitor – page viewed");
  });

  it("cannot be made to call the channel or to forge a link by what somebody typed", () => {
    const row = {
      ...signedUp,
      name: "app_created",
      properties: '{"app_name":"<!channel> <http://evil|x> &\\nnew line"}',
    };
    expect(textOf(row)).toContain("created the app “&lt;!channel&gt; &lt;http://evil|x&gt; &amp; new line”");
  });

  it.each([
    [200, "delivered"],
    [400, "refused"],
    [404, "gone"],
    [429, "retry"],
    [500, "retry"],
  ])("answering %i: %s", async (status, kind) => {
    receiver = await openReceiver(() => status);
    const events = [mapEvent(signedUp, plain, sampleFacts), mapEvent(viewed, plain, sampleFacts)];
    expect(await getKind("slack").deliver(events, { url: receiver.url }, options())).toMatchObject({ kind, status });
    expect(String(receiver.requests[0]?.json.text).split("\n").length).toBe(2);
  });
});
