import Rudder from "@rudderstack/rudder-sdk-node";
import { Analytics } from "@segment/analytics-node";
import { PostHog } from "posthog-node";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { internalToken } from "@/lib/access/internal-token";
import { PortalError } from "@/lib/base/errors";
import { useStores } from "@/lib/base/testing/stores";
import { CollectorClient, writeKey } from "../testing/collector-client";

/** The libraries as they are published; all that is ours is the address they are given. */
useStores();
const collector = new CollectorClient();
beforeAll(() => collector.start());
afterAll(() => collector.stop());
afterEach(() => vi.restoreAllMocks());

const feedback = (path: string) => ({ path, helpful: true });
const named = (name: string) => collector.rows(`SELECT * FROM events WHERE name = '${name}'`);
const ofPath = (path: string) => collector.rows(`SELECT * FROM events WHERE path = '${path}' ORDER BY occurred_at`);

/** The edge as it answers in bad weather: first full, then stored but unable to say so, then well. */
function badWeather() {
  const { journal } = collector.under.edge.context;
  const append = journal.append.bind(journal);
  const again = { headers: { "retry-after": "1" } };
  return vi
    .spyOn(journal, "append")
    .mockRejectedValueOnce(new PortalError("journal_full", undefined, again))
    .mockImplementationOnce(async (rows) => {
      await append(rows);
      throw new PortalError("unavailable", undefined, again);
    });
}

describe("@segment/analytics-node", () => {
  const open = (key = writeKey) =>
    new Analytics({ writeKey: key, host: collector.under.url, flushAt: 10, flushInterval: 50 });

  it("delivers every call", async () => {
    const analytics = open();
    const [anonymousId, userId] = ["segment-visitor", "segment-person"];
    analytics.page({ anonymousId, properties: { path: "/segment", title: "Docs", url: "https://acme.dev/segment" } });
    analytics.track({ anonymousId, event: "feedback_given", properties: feedback("/segment") });
    analytics.identify({ anonymousId, userId, traits: { plan: "pro" } });
    analytics.alias({ userId, previousId: "segment-before" });
    await analytics.closeAndFlush();
    const events = await collector.rows(
      `SELECT name, visitor_id, person_id, path FROM events WHERE visitor_id LIKE 'segment-%' ORDER BY name, visitor_id`,
    );
    expect(events).toEqual([
      { name: "feedback_given", visitor_id: anonymousId, person_id: "", path: "/segment" },
      { name: "page_viewed", visitor_id: anonymousId, person_id: "", path: "/segment" },
      { name: "visitor_identified", visitor_id: "segment-before", person_id: userId, path: "" },
      { name: "visitor_identified", visitor_id: anonymousId, person_id: userId, path: "" },
    ]);
  });

  it("of a server, with a service token as its write key, may say more", async () => {
    const analytics = open(internalToken());
    analytics.group({ userId: "segment-member", groupId: "segment-company" });
    const signedUp = { provider: "crm", company_reason: "import" };
    analytics.track({ userId: "segment-member", event: "signed_up", properties: signedUp });
    await analytics.closeAndFlush();
    expect(await named("person_grouped")).toMatchObject([{ company_id: "segment-company", source_id: "internal" }]);
    expect(await named("signed_up")).toMatchObject([{ person_id: "segment-member", sent_by: "server" }]);
  });

  it("waits when told to, and delivers once", async () => {
    const weather = badWeather();
    const analytics = open();
    for (let i = 0; i < 10; i++)
      analytics.track({ anonymousId: `w${i}`, event: "feedback_given", properties: feedback("/segment-weather") });
    await analytics.closeAndFlush({ timeout: 20_000 });
    expect(weather.mock.calls.length).toBe(3);
    expect((await ofPath("/segment-weather")).map(({ visitor_id }) => visitor_id).sort()).toEqual(
      Array.from({ length: 10 }, (_, i) => `w${i}`),
    );
  });

  it("hears that its key is wrong", async () => {
    const analytics = open("wk_nobodys_at_all");
    const failed = new Promise<unknown>((resolve) => analytics.on("error", resolve));
    analytics.track({ anonymousId: "v", event: "docs_read", properties: { path: "/" } });
    await analytics.closeAndFlush();
    expect(String(((await failed) as { reason: Error }).reason)).toContain("401");
  });
});

describe("@rudderstack/rudder-sdk-node", () => {
  const open = (options: object = {}) =>
    new Rudder(writeKey, { dataPlaneUrl: collector.under.url, flushAt: 1_000, logLevel: "error", ...options });
  const flush = (client: Rudder) =>
    new Promise<void>((resolve, reject) => {
      client.flush((error) => (error ? reject(error) : resolve()))?.catch(reject);
    });

  it("delivers every call, packed", async () => {
    const client = open();
    const [anonymousId, userId] = ["rudder-visitor", "rudder-person"];
    client.page({ anonymousId, name: "Docs", properties: { path: "/rudder" } });
    client.track({ anonymousId, event: "feedback_given", properties: feedback("/rudder") });
    client.identify({ anonymousId, userId, traits: { plan: "pro" } });
    client.alias({ userId, previousId: "rudder-before" });
    await flush(client);
    const names = () =>
      collector.rows(`SELECT name, visitor_id FROM events WHERE visitor_id LIKE 'rudder-%' ORDER BY name, visitor_id`);
    await expect.poll(names).toEqual([
      { name: "feedback_given", visitor_id: anonymousId },
      { name: "page_viewed", visitor_id: anonymousId },
      { name: "visitor_identified", visitor_id: "rudder-before" },
      { name: "visitor_identified", visitor_id: anonymousId },
    ]);
  });

  it("sends batches of almost 4 MB in one request", async () => {
    const client = open({ maxQueueSize: 8 * 1024 * 1024 });
    const comment = "x".repeat(1_990);
    // Its first event goes by itself.
    client.track({ anonymousId: "first", event: "feedback_given", properties: feedback("/rudder-first") });
    const appended = vi.spyOn(collector.under.edge.context.journal, "append");
    // 25 KB each, as much as an event with context may be: 3.9 MB in all.
    for (let i = 0; i < 150; i++) {
      const properties = { ...feedback("/rudder-large"), comment };
      const context = { traits: { note: comment.repeat(11) } };
      client.track({ anonymousId: `l${i}`, event: "feedback_given", properties, context });
    }
    await flush(client);
    await expect.poll(async () => (await ofPath("/rudder-large")).length).toBe(150);
    const sizes = appended.mock.calls.map(([{ events }]) => events?.length ?? 0);
    expect(Math.max(...sizes)).toBe(150);
  });

  it("tries again, and delivers once", async () => {
    const weather = badWeather();
    const client = open();
    client.track({ anonymousId: "r", event: "feedback_given", properties: feedback("/rudder-weather") });
    await flush(client);
    await expect.poll(() => weather.mock.calls.length).toBe(3);
    expect((await ofPath("/rudder-weather")).length).toBe(1);
  });
});

describe("posthog-node", () => {
  const open = (options: object = {}) =>
    new PostHog(writeKey, { host: collector.under.url, flushAt: 50, flushInterval: 50, ...options });
  // What posthog-js gives a browser.
  const anonymous = "019a9b1e-7c1f-7e0a-9c3d-2f6f0a1b2c3d";

  it("delivers captures, identities, aliases and pages", async () => {
    const client = open();
    client.capture({ distinctId: "ph-person", event: "feedback_given", properties: feedback("/posthog") });
    client.capture({ distinctId: anonymous, event: "feedback_given", properties: feedback("/posthog") });
    const properties = { $current_url: "https://acme.dev/posthog?utm_source=x&email=a@b.c", title: "Docs" };
    client.capture({ distinctId: "ph-person", event: "$pageview", properties });
    client.identify({ distinctId: "ph-person", properties: { plan: "pro" } });
    client.alias({ distinctId: "ph-person", alias: anonymous });
    await client.shutdown();
    const events = await collector.rows(
      `SELECT name, visitor_id, person_id FROM events WHERE person_id = 'ph-person' OR visitor_id = '${anonymous}' ORDER BY name, visitor_id`,
    );
    expect(events).toEqual([
      { name: "feedback_given", visitor_id: "", person_id: "ph-person" },
      { name: "feedback_given", visitor_id: anonymous, person_id: "" },
      { name: "page_viewed", visitor_id: "", person_id: "ph-person" },
      { name: "visitor_identified", visitor_id: "", person_id: "ph-person" },
      { name: "visitor_identified", visitor_id: anonymous, person_id: "ph-person" },
    ]);
    const [page] = await collector.rows(
      `SELECT path, properties FROM events WHERE name = 'page_viewed' AND person_id = 'ph-person'`,
    );
    expect({ ...page, properties: JSON.parse(page?.properties as string) }).toEqual({
      path: "/posthog",
      properties: {
        path: "/posthog",
        url: "https://acme.dev/posthog",
        search: "?utm_source=x",
        title: "Docs",
      },
    });
  });

  it("of a server, with a service token as its key, says who is of which company", async () => {
    const client = new PostHog(internalToken(), { host: collector.under.url });
    client.groupIdentify({ groupType: "company", groupKey: "ph-company", distinctId: "ph-member" });
    client.groupIdentify({ groupType: "team", groupKey: "blue", distinctId: "ph-member" });
    client.capture({
      distinctId: "ph-member",
      event: "support_requested",
      properties: { request_id: "1" },
      groups: { company: "ph-company" },
    });
    await client.shutdown();
    const events = await collector.rows(
      `SELECT name, company_id FROM events WHERE person_id = 'ph-member' ORDER BY name`,
    );
    expect(events).toEqual([
      { name: "person_grouped", company_id: "ph-company" },
      { name: "support_requested", company_id: "ph-company" },
    ]);
    const [aside] = await collector.rows(
      `SELECT reason, dialect, errors, payload FROM quarantine WHERE name = '$groupidentify'`,
    );
    expect(aside).toMatchObject({ reason: "invalid_event", dialect: "posthog" });
    expect(aside?.errors).toContain("/properties/$group_type");
    expect(JSON.parse(aside?.payload as string)).toMatchObject({ properties: { $group_key: "blue" } });
  });

  it("has no flags, and asks without a fault", async () => {
    const client = open();
    const flags = await client.evaluateFlags("ph-person");
    expect(flags.keys).toEqual([]);
    await client.shutdown();
  });

  it("tries again, and delivers once", async () => {
    const weather = badWeather();
    const client = open({ fetchRetryDelay: 100 });
    client.capture({ distinctId: "p", event: "feedback_given", properties: feedback("/posthog-weather") });
    await client.shutdown();
    expect(weather.mock.calls.length).toBe(3);
    expect((await ofPath("/posthog-weather")).length).toBe(1);
  });

  it("is told 503 by a full journal: posthog-js does not come back after 429", async () => {
    const weather = badWeather();
    const body = {
      api_key: writeKey,
      event: "feedback_given",
      distinct_id: "p",
      properties: feedback("/posthog-full"),
    };
    const refused = await collector.post("/i/v0/e/", body);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
    weather.mockRestore();
    expect((await collector.post("/i/v0/e/", body)).status).toBe(200);
  });
});
