import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { internalToken } from "@/lib/access/internal-token";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { dayMs, hourMs, nowMs, shiftClock } from "@/lib/base/clock";
import { newId } from "@/lib/base/ids";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { createSource } from "@/lib/events/create-source";
import { switchSource } from "@/lib/events/switch-source";
import { createInvite } from "@/lib/identity/create-invite";
import { type EdgeUnderTest, type Pages, startEdge, startPages } from "../testing/edge-with-web";

useStores();

const writeKey = "wk_for_these_tests";
const basic = `Basic ${Buffer.from(`${writeKey}:`).toString("base64")}`;
const chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
let under: EdgeUnderTest;

const start = () => startEdge({ WAYMARK_WRITE_KEY: writeKey, PUBLIC_URL: "http://portal.example", WEB_URL: pages.url });
let pages: Pages;

beforeAll(async () => {
  pages = await startPages((request, response) => {
    const markdown = request.url?.endsWith(".md");
    response.writeHead(request.url?.startsWith("/missing") ? 404 : 200, {
      "content-type": markdown
        ? "text/markdown; charset=utf-8"
        : request.url === "/llms.txt"
          ? "text/plain"
          : "text/html",
    });
    response.end("a page");
  });
  under = await start();
});
afterAll(async () => {
  await under.close();
  await pages.close();
});

type Answer = { status: number; body: Record<string, unknown>; headers: Headers; cookies: string[] };

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const raw = typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const response = await fetch(`${under.url}${path}`, {
    method: "POST",
    body: raw as BodyInit,
    headers: { "content-type": "application/json", authorization: basic, ...headers },
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text ? JSON.parse(text) : {},
    headers: response.headers,
    cookies: response.headers.getSetCookie(),
  };
}

const service = () => ({ authorization: `Bearer ${internalToken()}` });

async function rows<T = Record<string, string>>(sql: string): Promise<T[]> {
  await under.edge.drain.settled();
  const result = await clickhouse().query({ query: sql, format: "JSONEachRow" });
  return result.json<T>();
}
const eventsOf = (eventId: string) => rows(`SELECT * FROM events WHERE event_id = '${eventId}'`);
const eventsOfVisitor = (visitorId: string) =>
  rows(`SELECT * FROM events WHERE visitor_id = '${visitorId}' ORDER BY occurred_at, name = 'visit_started' DESC`);
const asideOf = (eventId: string) => rows(`SELECT * FROM quarantine WHERE event_id = '${eventId}'`);
let count = 0;
/** An id of a message, long enough to be everybody's. */
const messageId = () => `message-of-this-test-${++count}`;

/** What the browser tracker sends for a page. */
const page = (path: string, more: Record<string, unknown> = {}) => ({
  type: "page",
  messageId: messageId(),
  timestamp: new Date(nowMs()).toISOString(),
  properties: { path, url: `http://portal.example${path}`, title: "A page", referrer: "", ...more },
});
const browser = (cookie = "") => ({
  authorization: "",
  origin: "http://portal.example",
  "sec-fetch-site": "same-origin",
  "user-agent": chrome,
  ...(cookie ? { cookie } : {}),
});
const fromPage = (calls: unknown[], headers: Record<string, string>) =>
  post("/v1/batch", { writeKey, sentAt: new Date(nowMs()).toISOString(), batch: calls }, headers);

describe("every verb of the Segment dialect", () => {
  it.each([
    ["track", { event: "feedback_given", properties: { path: "/docs", helpful: true } }, "feedback_given"],
    ["page", { properties: { path: "/docs", title: "Docs" } }, "page_viewed"],
    ["screen", { name: "Home" }, "page_viewed"],
    ["identify", { userId: "developer-17" }, "visitor_identified"],
    ["alias", { userId: "developer-18", previousId: "visitor-before" }, "visitor_identified"],
  ])("%s arrives", async (verb, fields, name) => {
    const id = messageId();
    const answer = await post(`/v1/${verb}`, { messageId: id, anonymousId: "visitor-1", ...fields });
    expect(answer).toMatchObject({ status: 200, body: { success: true } });
    const [event] = await eventsOf(id);
    expect(event).toMatchObject({ name, source_id: "src_portal", sent_by: "web", audience: "human" });
    expect(event?.visitor_id).toBe(verb === "alias" ? "visitor-before" : "visitor-1");
    expect(await asideOf(id)).toEqual([]);
  });

  it("group is a server's to say", async () => {
    const [publicId, serviceId] = [messageId(), messageId()];
    const group = { userId: "developer-19", groupId: "company-of-19" };
    expect((await post("/v1/group", { messageId: publicId, ...group })).status).toBe(200);
    expect((await post("/v1/group", { messageId: serviceId, ...group }, service())).status).toBe(200);
    expect(await asideOf(publicId)).toMatchObject([{ reason: "not_allowed", name: "person_grouped" }]);
    expect(await eventsOf(serviceId)).toMatchObject([
      { name: "person_grouped", person_id: "developer-19", company_id: "company-of-19", sent_by: "server" },
    ]);
  });

  it("a batch arrives, packed or not, and once however often it is sent", async () => {
    const ids = [messageId(), messageId()];
    const batch = {
      batch: ids.map((id) => ({
        type: "track",
        event: "docs_read",
        messageId: id,
        anonymousId: "v2",
        properties: { path: "/docs" },
      })),
    };
    expect((await post("/v1/batch", gzipSync(JSON.stringify(batch)), { "content-encoding": "gzip" })).status).toBe(200);
    expect((await post("/v1/batch", batch)).status).toBe(200);
    await under.edge.drain.settled();
    expect((await post("/v1/batch", { ...batch, writeKey }, { authorization: "" })).status).toBe(200);
    for (const id of ids) expect((await eventsOf(id)).length).toBe(1);
  });

  it("keeps apart what two senders number alike", async () => {
    await post("/v1/track", { messageId: "1", event: "docs_read", anonymousId: "v3", properties: { path: "/docs" } });
    await post(
      "/v1/track",
      { messageId: "1", event: "docs_read", anonymousId: "v4", properties: { path: "/docs" } },
      service(),
    );
    expect(await rows(`SELECT event_id FROM events WHERE visitor_id IN ('v3', 'v4') ORDER BY event_id`)).toEqual([
      { event_id: "internal:1" },
      { event_id: "src_portal:1" },
    ]);
  });
});

describe("credentials", () => {
  it("must be a known write key or a token with the scope", async () => {
    const body = { event: "docs_read", properties: { path: "/docs" } };
    for (const authorization of [
      "",
      "Basic !!!",
      `Basic ${Buffer.from("wk_unknown_key:").toString("base64")}`,
      `Basic ${Buffer.from(`${internalToken()}:`).toString("base64")}`,
      "Bearer svc_unknown_unknown_unknown",
      `Bearer ${writeKey}`,
      "Digest x",
    ]) {
      const answer = await post("/v1/track", body, { authorization });
      expect(answer.status).toBe(401);
      expect(answer.body).toMatchObject({ type: "/docs/errors#unauthorized", status: 401 });
      // A browser must not ask the reader for a password.
      expect(answer.headers.get("www-authenticate")).not.toMatch(/^basic/i);
    }
    expect((await post("/v1/track", { ...body, writeKey: "wk_\0" }, { authorization: "" })).status).toBe(401);
    expect((await post("/v1/track", { ...body, writeKey: 7 }, { authorization: "" })).status).toBe(401);
  });

  it("of the house may say whose company, visit and key it is; public ones may not", async () => {
    const waymark = {
      sentBy: "server",
      companyId: "com_1",
      visitId: "vst_1",
      appId: "app_1",
      keyId: "key_1",
      environment: "live",
    };
    const call = (id: string) => ({
      messageId: id,
      event: "page_viewed",
      userId: "dev-1",
      properties: { path: "/a" },
      context: { waymark },
    });
    const [mine, theirs] = [messageId(), messageId()];
    await post("/v1/track", call(mine), service());
    await post("/v1/track", call(theirs));
    expect(await eventsOf(mine)).toMatchObject([
      {
        sent_by: "server",
        company_id: "com_1",
        visit_id: "vst_1",
        app_id: "app_1",
        key_id: "key_1",
        environment: "live",
        source_id: "internal",
      },
    ]);
    expect(await eventsOf(theirs)).toMatchObject([
      { sent_by: "web", company_id: "", visit_id: "", app_id: "", key_id: "", environment: "" },
    ]);
  });

  it("decide which events are taken", async () => {
    const signedUp = {
      event: "signed_up",
      userId: "dev-2",
      properties: { provider: "github", company_reason: "personal" },
    };
    const invented = {
      event: "visit_started",
      anonymousId: "v5",
      properties: { channel: "paid-search", landing_path: "/" },
    };
    const ids = [messageId(), messageId(), messageId()] as [string, string, string];
    await post("/v1/track", { messageId: ids[0], ...signedUp });
    await post("/v1/track", { messageId: ids[1], ...invented });
    await post("/v1/track", { messageId: ids[2], ...signedUp }, service());
    expect(await asideOf(ids[0])).toMatchObject([{ reason: "not_allowed", name: "signed_up" }]);
    expect(await asideOf(ids[1])).toMatchObject([{ reason: "not_allowed", name: "visit_started" }]);
    expect((await eventsOf(ids[2])).length).toBe(1);
  });

  it("that an owner made are known at once, and no longer when disabled", async () => {
    const db = postgres();
    await db.person.create({ data: { id: "per_admin", name: "Admin" } });
    const { sourceId, writeKey: key } = await createSource(db, { name: "Site", actorId: "per_admin" });
    const body = { event: "docs_read", anonymousId: "v6", properties: { path: "/docs" } };
    const authorization = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
    const id = messageId();
    expect((await post("/v1/track", { ...body, messageId: id }, { authorization })).status).toBe(200);
    expect(await eventsOf(id)).toMatchObject([{ source_id: sourceId }]);
    await switchSource(db, { sourceId, enabled: false, actorId: "per_admin" });
    await expect
      .poll(async () => (await post("/v1/track", body, { authorization })).status, { timeout: 1_500 })
      .toBe(401);
  });
});

describe("bad input", () => {
  it.each([
    ["no JSON", "{", 400, "invalid_json"],
    ["nothing", "", 400, "invalid_json"],
    ["invalid UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), 400, "invalid_json"],
    ["no object", "[]", 400, "invalid_fields"],
    ["null", "null", 400, "invalid_fields"],
    ["no batch", "{}", 400, "invalid_fields"],
    ["a batch that is none", '{"batch":{"length":3}}', 400, "invalid_fields"],
    ["too much", JSON.stringify({ batch: [], pad: "x".repeat(600_000) }), 413, "too_large"],
    ["too many", JSON.stringify({ batch: Array.from({ length: 5_001 }, () => 0) }), 413, "too_large"],
  ])("that is %s is refused whole", async (_what, body, status, code) => {
    const answer = await post("/v1/batch", body);
    expect(answer.status).toBe(status);
    expect(answer.body.type).toBe(`/docs/errors#${code}`);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
  });

  it("packed to burst is refused", async () => {
    const bomb = gzipSync(JSON.stringify({ batch: [], pad: "x".repeat(50_000_000) }));
    expect(bomb.length).toBeLessThan(100_000);
    expect((await post("/v1/batch", bomb, { "content-encoding": "gzip" })).status).toBe(413);
  });

  it("alone and too large is refused", async () => {
    const answer = await post("/v1/track", {
      event: "docs_read",
      properties: { path: "/docs", pad: "x".repeat(33_000) },
    });
    expect(answer.status).toBe(413);
  });

  it("in a batch never harms its neighbours, and is kept with the reason", async () => {
    const good = Array.from({ length: 3 }, () => messageId());
    const track = (id: string, fields: Record<string, unknown> = {}) => ({
      type: "track",
      messageId: id,
      event: "docs_read",
      anonymousId: "v7",
      properties: { path: "/docs" },
      ...fields,
    });
    const bad: [string, unknown, string, string][] = [
      ["unknown", { event: "made_up" }, "unknown_event", "/event"],
      ["prototype", { event: "__proto__" }, "unknown_event", "/event"],
      ["constructor", { event: "constructor" }, "unknown_event", "/event"],
      ["wrong-property", { properties: { path: 5 } }, "invalid_properties", "/properties/path"],
      ["no-properties", { properties: {} }, "invalid_properties", "/properties/path"],
      ["properties-list", { properties: [1] }, "invalid_event", "/properties"],
      ["event-number", { event: 7 }, "invalid_event", "/event"],
      ["no-event", { event: undefined }, "invalid_event", "/event"],
      ["bad-time", { timestamp: "yesterday" }, "invalid_event", "/timestamp"],
      ["far-time", { timestamp: "+275000-01-01T00:00:00Z" }, "invalid_event", "/timestamp"],
      ["too-old", { timestamp: new Date(nowMs() - 33 * dayMs).toISOString() }, "invalid_event", "/timestamp"],
      ["bad-type", { type: "explode" }, "invalid_event", "/type"],
      ["user-object", { userId: { $ne: null } }, "invalid_event", "/userId"],
      ["nobody", { type: "identify", userId: "null" }, "refused_id", "/userId"],
      ["too-large", { properties: { path: "/docs", pad: "x".repeat(33_000) } }, "too_large", ""],
    ];
    const answer = await post("/v1/batch", {
      batch: [
        track(good[0] as string),
        null,
        7,
        "text",
        [],
        ...bad.map(([id, fields]) => track(`bad-one-in-batch-${id}`, fields as Record<string, unknown>)),
        track(good[1] as string, { __proto__: { polluted: true }, constructor: 1 }),
        track(good[2] as string),
      ],
    });
    expect(answer.status).toBe(200);
    for (const id of good) expect((await eventsOf(id)).length).toBe(1);
    for (const [id, , reason, pointer] of bad) {
      const [aside] = await asideOf(`bad-one-in-batch-${id}`);
      expect({ id, reason: aside?.reason }).toEqual({ id, reason });
      expect(JSON.parse(aside?.errors as string)[0].pointer).toBe(pointer);
      expect(aside?.payload).toContain(id);
    }
    const nameless = await rows(`SELECT payload FROM quarantine WHERE event_id = '' AND reason = 'invalid_event'`);
    expect(nameless.map(({ payload }) => payload).sort()).toEqual(['"text"', "7", "[]", "null"]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("of any kind is never a fault, and never costs a neighbour", async () => {
    const anything = fc.jsonValue({ maxDepth: 6 });
    const odd = fc.constantFrom<unknown>(
      "\0",
      "\ud800",
      "x".repeat(40_000),
      1e308,
      -0,
      [[[[[[]]]]]],
      JSON.parse('{"__proto__":{"a":1},"constructor":{"prototype":{}}}'),
    );
    const value = fc.oneof(anything, odd);
    const call = fc.record(
      {
        type: fc.oneof(fc.constantFrom("track", "page", "identify", "alias", "group", "screen"), value),
        event: fc.oneof(fc.constantFrom("docs_read", "page_viewed", "feedback_given"), value),
        properties: fc.oneof(
          fc.record({ path: value, title: value, referrer: value, search: value, url: value }),
          value,
        ),
        anonymousId: value,
        userId: value,
        timestamp: value,
        sentAt: value,
        messageId: value,
        context: fc.oneof(fc.record({ page: value, userAgent: value, waymark: value }, { requiredKeys: [] }), value),
      },
      { requiredKeys: [] },
    );
    const sent: string[] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(call, value), { maxLength: 6 }), fc.boolean(), async (calls, asService) => {
        const good = messageId();
        const neighbour = {
          type: "track",
          event: "docs_read",
          messageId: good,
          anonymousId: "v8",
          properties: { path: "/docs" },
        };
        const headers: Record<string, string> = asService ? service() : browser();
        const body = gzipSync(JSON.stringify({ writeKey, batch: [...calls, neighbour] }));
        const answer = await post("/v1/batch", body, { ...headers, "content-encoding": "gzip" });
        expect(answer).toMatchObject({ status: 200, body: { success: true } });
        sent.push(good);
      }),
      { numRuns: 300 },
    );
    const stored = await rows(`SELECT event_id FROM events WHERE visitor_id = 'v8' AND event_id LIKE 'message-%'`);
    expect(stored.map(({ event_id }) => event_id).sort()).toEqual([...new Set(sent)].sort());
    expect(under.edge.drain.status().fault).toBeNull();
  });

  it("nested deeper than the stack is kept from harm", async () => {
    const id = messageId();
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    const body = `{"batch":[{"type":"track","event":"docs_read","properties":${deep}},{"type":"track","event":"docs_read","messageId":"${id}","anonymousId":"v9","properties":{"path":"/docs"}}]}`;
    expect((await post("/v1/batch", body)).status).toBe(200);
    expect((await eventsOf(id)).length).toBe(1);
  });

  it("by the wrong method is 405", async () => {
    const response = await fetch(`${under.url}/v1/track`);
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST, OPTIONS");
  });
});

describe("time", () => {
  const at = async (fields: Record<string, unknown>) => {
    const id = messageId();
    await post("/v1/track", {
      messageId: id,
      event: "docs_read",
      anonymousId: "v10",
      properties: { path: "/docs" },
      ...fields,
    });
    const [event] = await eventsOf(id);
    return new Date(event?.occurred_at as string).getTime() - nowMs();
  };
  const iso = (offsetMs: number) => new Date(nowMs() + offsetMs).toISOString();
  const near = (value: number, expected: number) => expect(Math.abs(value - expected)).toBeLessThan(5_000);

  it("is the sender's, moved by how far its clock is off", async () => {
    near(await at({ timestamp: iso(-hourMs) }), -hourMs);
    // The sender's clock runs five hours ahead.
    near(await at({ timestamp: iso(4 * hourMs), sentAt: iso(5 * hourMs) }), -hourMs);
    // And three days behind.
    near(await at({ timestamp: iso(-3 * dayMs - hourMs), sentAt: iso(-3 * dayMs) }), -hourMs);
    near(await at({ originalTimestamp: iso(-hourMs), timestamp: iso(0) }), -hourMs);
  });

  it("is never the future", async () => {
    near(await at({ timestamp: iso(hourMs) }), 0);
    near(await at({}), 0);
  });

  it("may be 32 days ago, and longer for a server", async () => {
    near(await at({ timestamp: iso(-31 * dayMs) }), -31 * dayMs);
    const id = messageId();
    await post(
      "/v1/track",
      { messageId: id, event: "docs_read", timestamp: "2019-02-03T04:05:06.789Z", properties: { path: "/docs" } },
      service(),
    );
    expect(await eventsOf(id)).toMatchObject([{ occurred_at: "2019-02-03T04:05:06.789Z" }]);
  });
});

describe("a browser's visit", () => {
  const visitCookie = (answer: Answer) =>
    (answer.cookies.find((cookie) => cookie.startsWith("wm_vst=")) ?? "").split(";")[0] as string;

  it("begins with its first page, from where that came, once", async () => {
    const visitorId = newId("visitor");
    const vid = `wm_vid=${visitorId}`;
    const first = await fromPage(
      [
        page("/docs/quickstart", {
          search: "?utm_source=google&utm_medium=cpc&utm_campaign=launch&gclid=abc&email=a@b.c",
          referrer: "https://www.google.com/search?q=secret",
        }),
      ],
      browser(vid),
    );
    expect(first.cookies[0]).toMatch(/^wm_vst=vst_[\w.-]+; Path=\/; Max-Age=1800; HttpOnly; SameSite=Lax$/);
    await fromPage(
      [page("/docs/keys", { referrer: "http://portal.example/docs/quickstart" }), page("/pricing")],
      browser(`${vid}; ${visitCookie(first)}`),
    );
    const events = await eventsOfVisitor(visitorId);
    expect(events.map(({ name, path }) => [name, path])).toEqual([
      ["visit_started", "/docs/quickstart"],
      ["page_viewed", "/docs/quickstart"],
      ["page_viewed", "/docs/keys"],
      ["page_viewed", "/pricing"],
    ]);
    expect(new Set(events.map(({ visit_id }) => visit_id)).size).toBe(1);
    expect(JSON.parse(events[0]?.properties as string)).toEqual({
      channel: "paid-search",
      utm_source: "google",
      utm_medium: "cpc",
      utm_campaign: "launch",
      click_id_kind: "gclid",
      click_id: "abc",
      referrer_host: "google.com",
      landing_path: "/docs/quickstart",
    });
    expect(JSON.parse(events[1]?.properties as string)).toEqual({
      path: "/docs/quickstart",
      url: "http://portal.example/docs/quickstart",
      title: "A page",
      referrer: "https://www.google.com/search",
      search: "?utm_source=google&utm_medium=cpc&utm_campaign=launch&gclid=abc",
    });
    const touches = await rows(`SELECT channel, utm_campaign, click_id FROM touches WHERE visitor_id = '${visitorId}'`);
    expect(touches).toEqual([{ channel: "paid-search", utm_campaign: "launch", click_id: "abc" }]);
  });

  it("is another after 30 minutes, and with another campaign", async () => {
    const vid = `wm_vid=${newId("visitor")}`;
    let cookie = visitCookie(await fromPage([page("/")], browser(vid)));
    try {
      shiftClock(29 * 60_000);
      cookie = visitCookie(await fromPage([page("/docs")], browser(`${vid}; ${cookie}`)));
      shiftClock(60 * 60_000);
      cookie = visitCookie(
        await fromPage([page("/docs/keys", { referrer: "http://portal.example/docs" })], browser(`${vid}; ${cookie}`)),
      );
      await fromPage([page("/pricing", { search: "?utm_campaign=spring" })], browser(`${vid}; ${cookie}`));
    } finally {
      shiftClock(0);
    }
    const events = await eventsOfVisitor(vid.slice("wm_vid=".length));
    const started = events.filter(({ name }) => name === "visit_started");
    expect(started.map(({ path, properties }) => [path, JSON.parse(properties as string).channel])).toEqual([
      ["/", "direct"],
      ["/docs/keys", "direct"],
      ["/pricing", "other"],
    ]);
  });

  it("goes on by its cookie after a restart of the edge, and is one for two tabs at once", async () => {
    const visitorId = newId("visitor");
    const vid = `wm_vid=${visitorId}`;
    const answers = await Promise.all([fromPage([page("/a")], browser(vid)), fromPage([page("/b")], browser(vid))]);
    await under.edge.drain.settled();
    await under.close();
    under = await start();
    await fromPage([page("/c")], browser(`${vid}; ${visitCookie(answers[1] as Answer)}`));
    const events = await eventsOfVisitor(visitorId);
    expect(events.filter(({ name }) => name === "visit_started").length).toBe(1);
    expect(new Set(events.map(({ visit_id }) => visit_id)).size).toBe(1);
  });

  it("is not invented twice when the answer was lost and the edge restarted", async () => {
    const visitorId = newId("visitor");
    const call = page("/a");
    await fromPage([call], browser(`wm_vid=${visitorId}`));
    await under.edge.drain.settled();
    await under.close();
    under = await start();
    await fromPage([call], browser(`wm_vid=${visitorId}`));
    expect((await eventsOfVisitor(visitorId)).map(({ name }) => name)).toEqual(["visit_started", "page_viewed"]);
  });

  it("without a cookie is counted by a hash of the day, and asks nothing of the browser", async () => {
    const before = nowMs();
    const plain = await fromPage([page("/no-cookie")], browser());
    const private1 = await fromPage([page("/with-gpc")], { ...browser(`wm_vid=${newId("visitor")}`), "sec-gpc": "1" });
    expect([...plain.cookies, ...private1.cookies]).toEqual([]);
    const events = await rows(
      `SELECT name, visitor_id, visit_id FROM events WHERE visitor_id LIKE 'day_%' AND received_at >= fromUnixTimestamp64Milli(${before})`,
    );
    expect(events.map(({ name }) => name).sort()).toEqual(["page_viewed", "page_viewed", "visit_started"]);
    expect(new Set(events.map(({ visitor_id, visit_id }) => `${visitor_id} ${visit_id}`)).size).toBe(1);
    expect(JSON.stringify(events)).not.toContain("127.0.0.1");
  });

  it("of a bot is none", async () => {
    const id = messageId();
    const call = { ...page("/"), messageId: id };
    await fromPage([call], {
      ...browser(`wm_vid=${newId("visitor")}`),
      "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)",
    });
    expect(await eventsOf(id)).toMatchObject([{ audience: "bot", visitor_id: "", visit_id: "" }]);
  });

  it("that follows an invite is the inviter's, and never holds its token", async () => {
    const db = postgres();
    const [personId, companyId] = [newId("person"), newId("company")];
    await db.company.create({ data: { id: companyId, name: "Acme", slug: companyId, kind: "organisation" } });
    await db.person.create({ data: { id: personId, name: "Ada", companyId } });
    await db.membership.create({ data: { id: newId("membership"), companyId, personId, role: "owner" } });
    const invite = await createInvite(db, { companyId, inviterId: personId, role: "developer" });
    if (!("token" in invite)) throw new Error("no invite");
    const visitorId = newId("visitor");
    await fromPage([page(`/invite/${invite.token}`)], browser(`wm_vid=${visitorId}`));
    const events = await eventsOfVisitor(visitorId);
    expect(JSON.parse(events[0]?.properties as string)).toEqual({
      channel: "invite",
      inviter_id: personId,
      landing_path: "/invite/:token",
    });
    expect(events[1]?.path).toBe("/invite/:token");
    expect(JSON.stringify(events)).not.toContain(invite.token);
  });
});

describe("who it was", () => {
  const known = async () => {
    const db = postgres();
    const [personId, companyId] = [newId("person"), newId("company")];
    await db.company.create({ data: { id: companyId, name: "Acme", slug: companyId, kind: "organisation" } });
    await db.person.create({ data: { id: personId, name: "Ada", companyId } });
    return { db, personId, companyId };
  };

  it("is told for a visitor that is known, and for a person's company", async () => {
    const { db, personId, companyId } = await known();
    const visitorId = newId("visitor");
    await db.identityLink.create({
      data: {
        id: newId("identityLink"),
        kind: "visitor_person",
        subject: visitorId,
        personId,
        companyId,
        reason: "signed_up",
      },
    });
    await fromPage([page("/docs")], browser(`wm_vid=${visitorId}`));
    for (const event of await eventsOfVisitor(visitorId))
      expect(event).toMatchObject({ person_id: personId, company_id: companyId });
    // Late news of before the tie: left to the dictionary, which knows the company of that time.
    const late = { ...page("/late"), timestamp: new Date(nowMs() - hourMs).toISOString() };
    await fromPage([late], browser(`wm_vid=${visitorId}`));
    expect(await eventsOf(late.messageId)).toMatchObject([{ person_id: "", visitor_id: visitorId }]);
    const id = messageId();
    await post("/v1/track", { messageId: id, userId: personId, event: "docs_read", properties: { path: "/docs" } });
    expect(await eventsOf(id)).toMatchObject([{ person_id: personId, company_id: companyId }]);
  });

  it("is tied by identify, in the merge ledger too, and by the alias dictionary backwards", async () => {
    const { db, personId } = await known();
    const visitorId = newId("visitor");
    await fromPage([page("/before")], browser(`wm_vid=${visitorId}`));
    const id = messageId();
    await post("/v1/identify", { messageId: id, anonymousId: visitorId, userId: personId });
    await expect
      .poll(() => db.identityLink.findMany({ where: { subject: visitorId } }))
      .toMatchObject([{ personId, reason: "identify", eventId: id }]);
    await under.edge.drain.settled();
    await clickhouse().command({ query: "SYSTEM RELOAD DICTIONARY visitor_alias" });
    const [before] = await rows(
      `SELECT person_id, dictGet('visitor_alias', 'person_id', visitor_hash) AS resolved FROM events WHERE path = '/before' AND name = 'page_viewed'`,
    );
    expect(before).toEqual({ person_id: "", resolved: personId });
  });

  it("is nobody for ids that stand for nobody", async () => {
    const ids: string[] = [];
    for (const userId of ["null", "undefined", "guest", "anonymous", "0", "", " "]) {
      const id = messageId();
      ids.push(id);
      await post("/v1/track", {
        messageId: id,
        userId,
        anonymousId: userId,
        event: "docs_read",
        properties: { path: "/docs" },
      });
    }
    for (const id of ids) expect(await eventsOf(id)).toMatchObject([{ person_id: "", visitor_id: "" }]);
  });
});

describe("an AI agent", () => {
  const agent = "Claude-User (claude-code/2.0.1; +https://support.anthropic.com/)";
  const read = (path: string, userAgent: string) =>
    fetch(`${under.url}${path}`, { headers: { "user-agent": userAgent } }).then((response) => response.text());
  const seen = async (path: string) =>
    rows(
      `SELECT name, audience, JSONExtractString(properties, 'channel') AS channel FROM events WHERE path = '${path}' ORDER BY name`,
    );

  it("is seen reading pages, as an audience of its own; people and search engines are not", async () => {
    await read("/docs/a.md", agent);
    await read("/docs/b", agent);
    await read("/llms.txt", "python-requests/2.32");
    await read("/docs/c", "python-requests/2.32");
    await read("/docs/d.md", "Mozilla/5.0 (compatible; Googlebot/2.1)");
    await read("/docs/e.md", chrome);
    await read("/missing.md", agent);
    await expect
      .poll(() => seen("/docs/a.md"))
      .toEqual([
        { name: "page_viewed", audience: "ai-agent", channel: "" },
        { name: "visit_started", audience: "ai-agent", channel: "ai-agent" },
      ]);
    expect(await seen("/docs/b")).toEqual([{ name: "page_viewed", audience: "ai-agent", channel: "" }]);
    expect((await seen("/llms.txt")).map(({ name }) => name)).toEqual(["page_viewed", "visit_started"]);
    for (const path of ["/docs/c", "/docs/d.md", "/docs/e.md", "/missing.md"]) expect(await seen(path)).toEqual([]);
    const human = await rows(
      `SELECT stage FROM milestones WHERE visitor_id IN (SELECT visitor_id FROM events WHERE audience = 'ai-agent')`,
    );
    expect(human).toEqual([]);
  });
});

describe("what a page needs", () => {
  it("is the tracker, with the portal's key, small and cached by its tag", async () => {
    const response = await fetch(`${under.url}/wm.js`);
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^text\/javascript/);
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(text).toContain(`"${writeKey}"`);
    const again = await fetch(`${under.url}/wm.js`, {
      headers: { "if-none-match": response.headers.get("etag") as string },
    });
    expect(again.status).toBe(304);
    expect(await postgres().source.findUnique({ where: { id: "src_portal" } })).toMatchObject({ writeKey });
  });

  it("is analytics.js' settings for a known key", async () => {
    const response = await fetch(`${under.url}/v1/projects/${writeKey}/settings`);
    expect(await response.json()).toMatchObject({
      integrations: { "Segment.io": { apiKey: writeKey, apiHost: "portal.example/v1" } },
    });
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect((await fetch(`${under.url}/v1/projects/wk_nobodys/settings`)).status).toBe(404);
  });

  it("is leave to send from another site, without cookies", async () => {
    const response = await fetch(`${under.url}/v1/batch`, { method: "OPTIONS" });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-credentials")).toBeNull();
  });
});
