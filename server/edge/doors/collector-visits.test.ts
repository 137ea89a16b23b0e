import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { hourMs, nowMs, shiftClock } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { newId } from "@/lib/base/ids";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { createInvite } from "@/lib/identity/create-invite";
import {
  type Answer,
  browser,
  CollectorClient,
  chrome,
  messageId,
  page,
  portalUrl,
  writeKey,
} from "../testing/collector-client";
import { type Pages, startPages } from "../testing/edge-with-web";

useStores();
const collector = new CollectorClient();
let pages: Pages;

beforeAll(async () => {
  pages = await startPages((request, response) => {
    const type = request.url?.endsWith(".md")
      ? "text/markdown"
      : request.url?.endsWith(".txt")
        ? "text/plain"
        : "text/html";
    response.writeHead(request.url?.startsWith("/missing") ? 404 : 200, { "content-type": `${type}; charset=utf-8` });
    response.end("a page");
  });
  await collector.start(pages);
});
afterAll(async () => {
  await collector.stop();
  await pages.close();
});

describe("a browser's visit", () => {
  const visitCookie = (answer: Answer) =>
    (answer.cookies.find((cookie) => cookie.startsWith("wm_vst=")) ?? "").split(";")[0] as string;

  it("begins with its first page, from where that came, once", async () => {
    const visitorId = newId("visitor");
    const vid = `wm_vid=${visitorId}`;
    const first = await collector.fromPage(
      [
        page("/docs/quickstart", {
          search: "?utm_source=google&utm_medium=cpc&utm_campaign=launch&gclid=abc&email=a@b.c",
          referrer: "https://www.google.com/search?q=secret",
        }),
      ],
      browser(vid),
    );
    expect(first.cookies[0]).toMatch(/^wm_vst=vst_[\w.-]+; Path=\/; Max-Age=1800; HttpOnly; SameSite=Lax$/);
    await collector.fromPage(
      [page("/docs/keys", { referrer: "http://portal.example/docs/quickstart" }), page("/pricing")],
      browser(`${vid}; ${visitCookie(first)}`),
    );
    const events = await collector.eventsOfVisitor(visitorId);
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
    const touches = await collector.rows(
      `SELECT channel, utm_campaign, click_id FROM touches WHERE visitor_id = '${visitorId}'`,
    );
    expect(touches).toEqual([{ channel: "paid-search", utm_campaign: "launch", click_id: "abc" }]);
  });

  it("is another after 30 minutes, and with another campaign", async () => {
    const vid = `wm_vid=${newId("visitor")}`;
    let cookie = visitCookie(await collector.fromPage([page("/")], browser(vid)));
    try {
      shiftClock(29 * 60_000);
      cookie = visitCookie(await collector.fromPage([page("/docs")], browser(`${vid}; ${cookie}`)));
      shiftClock(60 * 60_000);
      cookie = visitCookie(
        await collector.fromPage(
          [page("/docs/keys", { referrer: "http://portal.example/docs" })],
          browser(`${vid}; ${cookie}`),
        ),
      );
      await collector.fromPage([page("/pricing", { search: "?utm_campaign=spring" })], browser(`${vid}; ${cookie}`));
    } finally {
      shiftClock(0);
    }
    const events = await collector.eventsOfVisitor(vid.slice("wm_vid=".length));
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
    const answers = await Promise.all([
      collector.fromPage([page("/a")], browser(vid)),
      collector.fromPage([page("/b")], browser(vid)),
    ]);
    await collector.restart();
    await collector.fromPage([page("/c")], browser(`${vid}; ${visitCookie(answers[1] as Answer)}`));
    const events = await collector.eventsOfVisitor(visitorId);
    expect(events.filter(({ name }) => name === "visit_started").length).toBe(1);
    expect(new Set(events.map(({ visit_id }) => visit_id)).size).toBe(1);
  });

  it("is not invented twice when the answer was lost and the edge restarted", async () => {
    const visitorId = newId("visitor");
    const call = page("/a");
    await collector.fromPage([call], browser(`wm_vid=${visitorId}`));
    await collector.restart();
    await collector.fromPage([call], browser(`wm_vid=${visitorId}`));
    expect((await collector.eventsOfVisitor(visitorId)).map(({ name }) => name)).toEqual([
      "visit_started",
      "page_viewed",
    ]);
  });

  it("without a cookie is counted by a hash of the day, and asks nothing of the browser", async () => {
    const before = nowMs();
    const plain = await collector.fromPage([page("/no-cookie")], browser());
    const private1 = await collector.fromPage([page("/with-gpc")], {
      ...browser(`wm_vid=${newId("visitor")}`),
      "sec-gpc": "1",
    });
    expect([...plain.cookies, ...private1.cookies]).toEqual([]);
    const events = await collector.rows(
      `SELECT name, visitor_id, visit_id FROM events WHERE visitor_id LIKE 'day_%' AND received_at >= fromUnixTimestamp64Milli(${before})`,
    );
    expect(events.map(({ name }) => name).sort()).toEqual(["page_viewed", "page_viewed", "visit_started"]);
    expect(new Set(events.map(({ visitor_id, visit_id }) => `${visitor_id} ${visit_id}`)).size).toBe(1);
    expect(JSON.stringify(events)).not.toContain("127.0.0.1");
  });

  it("of another site of the owner's is not referred by itself", async () => {
    const anonymousId = "visitor-of-another-site";
    const call = (path: string, referrer: string) => ({
      ...page(path, { url: `https://www.acme.dev${path}`, referrer }),
      anonymousId,
    });
    const elsewhere = { ...browser(), origin: "https://www.acme.dev", "sec-fetch-site": "cross-site" };
    await collector.fromPage([call("/one", "https://acme.dev/before")], elsewhere);
    const [started] = await collector.eventsOfVisitor(anonymousId);
    expect(JSON.parse(started?.properties as string)).toEqual({ channel: "direct", landing_path: "/one" });
  });

  it("is the page's too where something else of that page overtook its view, and goes on with what was said of an earlier page", async () => {
    const anonymousId = "visitor-whose-click-was-faster";
    const search = "?gclid=first-click";
    const said = (path: string, address: string) => ({
      ...{ type: "track", event: "feedback_given", messageId: messageId(), anonymousId },
      timestamp: new Date(nowMs()).toISOString(),
      properties: { path, helpful: true },
      context: {
        page: { path, search: address, url: `${portalUrl}${path}${address}`, referrer: "https://www.google.com/" },
      },
    });
    const viewed = (path: string, address: string) => ({ ...page(path, { search: address }), anonymousId });
    await collector.fromPage([said("/landing", search)], browser());
    await collector.fromPage([viewed("/landing", search)], browser());
    await collector.fromPage([viewed("/pricing", "?gclid=second-click")], browser());
    // Sent late from the page before: no third visit.
    await collector.fromPage([said("/landing", search)], browser());
    const events = await collector.eventsOfVisitor(anonymousId);
    const started = events.filter(({ name }) => name === "visit_started");
    expect(started.map(({ properties }) => JSON.parse(properties as string))).toEqual([
      {
        ...{ channel: "paid-search", click_id_kind: "gclid", click_id: "first-click" },
        ...{ referrer_host: "google.com", landing_path: "/landing" },
      },
      { channel: "paid-search", click_id_kind: "gclid", click_id: "second-click", landing_path: "/pricing" },
    ]);
    expect(new Set(events.map(({ visit_id }) => visit_id)).size).toBe(2);
  });

  it("that something begins after a pause is not its campaign's a second time", async () => {
    const anonymousId = "visitor-who-had-lunch";
    const address = { search: "?gclid=one-click", url: `${portalUrl}/landing?gclid=one-click` };
    await collector.fromPage([{ ...page("/landing", address), anonymousId }], browser());
    try {
      shiftClock(hourMs);
      const clicked = {
        ...{ type: "track", event: "feedback_given", messageId: messageId(), anonymousId },
        timestamp: new Date(nowMs()).toISOString(),
        properties: { path: "/landing", helpful: true },
        context: { page: { path: "/landing", ...address } },
      };
      await collector.fromPage([clicked], browser());
      shiftClock(2 * hourMs);
      const again = { ...clicked, messageId: messageId(), timestamp: new Date(nowMs()).toISOString() };
      await collector.fromPage([again], browser());
    } finally {
      shiftClock(0);
    }
    const events = await collector.eventsOfVisitor(anonymousId);
    const started = events.filter(({ name }) => name === "visit_started");
    expect(started.map(({ properties }) => JSON.parse(properties as string).channel)).toEqual([
      "paid-search",
      "direct",
      "direct",
    ]);
  });

  it("under another name of the sitting is not the last one's campaign again, and may be a new one's", async () => {
    const visitor = "0199e6a0-0000-7000-8000-00000000abcd";
    const send = (event: string, sitting: string, address: string) => {
      const properties = {
        ...{ distinct_id: visitor, $is_identified: false, $session_id: sitting },
        ...{ $current_url: `${portalUrl}/landing${address}`, $pathname: "/landing", $referrer: "$direct" },
        ...(event === "$pageview" ? {} : { path: "/landing", helpful: true }),
      };
      const batch = [{ event, uuid: `posthog-${messageId()}`, timestamp: new Date(nowMs()).toISOString(), properties }];
      return collector.post("/batch/", { api_key: writeKey, batch }, browser());
    };
    await send("feedback_given", "sitting-one", "?gclid=one");
    await send("$pageview", "sitting-one", "?gclid=one");
    try {
      shiftClock(hourMs);
      // posthog-js names a new sitting after a pause, on the same page.
      await send("feedback_given", "sitting-two", "?gclid=one");
      shiftClock(2 * hourMs);
      await send("feedback_given", "sitting-after-two", "?gclid=one");
      shiftClock(3 * hourMs);
      // Another click, whose page view is overtaken.
      await send("feedback_given", "sitting-three", "?gclid=two");
      await send("$pageview", "sitting-three", "?gclid=two");
    } finally {
      shiftClock(0);
    }
    const events = await collector.eventsOfVisitor(visitor);
    const started = events.filter(({ name }) => name === "visit_started");
    const brought = started.map(({ properties }) => JSON.parse(properties as string));
    expect(brought.map(({ channel, click_id }) => [channel, click_id])).toEqual([
      ["paid-search", "one"],
      ["direct", undefined],
      ["direct", undefined],
      ["paid-search", "two"],
    ]);
  });

  it("of a bot is none", async () => {
    const id = messageId();
    const call = { ...page("/"), messageId: id };
    await collector.fromPage([call], {
      ...browser(`wm_vid=${newId("visitor")}`),
      "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)",
    });
    expect(await collector.eventsOf(id)).toMatchObject([{ audience: "bot", visitor_id: "", visit_id: "" }]);
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
    await collector.fromPage([page(`/invite/${invite.token}`)], browser(`wm_vid=${visitorId}`));
    const events = await collector.eventsOfVisitor(visitorId);
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
    await db.companyTerm.create({ data: { personId, companyId, since: new Date(nowMs() - 2 * hourMs) } });
    return { db, personId, companyId };
  };

  it("is told for the company of a person who is named: the one of the time it happened", async () => {
    const { db, personId, companyId } = await known();
    const next = newId("company");
    await db.company.create({ data: { id: next, name: "Next", slug: next, kind: "organisation" } });
    await db.companyTerm.create({ data: { personId, companyId: next, since: new Date(nowMs() - hourMs / 2) } });
    const said = async (at: number) => {
      const id = messageId();
      const timestamp = new Date(at).toISOString();
      const properties = { path: "/docs" };
      await collector.post("/v1/track", { messageId: id, userId: personId, timestamp, event: "docs_read", properties });
      return (await collector.eventsOf(id))[0]?.company_id;
    };
    expect(await said(nowMs())).toBe(next);
    expect(await said(nowMs() - hourMs)).toBe(companyId);
  });

  it("is left to the dictionary for a visitor who is known: a tie may be undone", async () => {
    const { db, personId, companyId } = await known();
    const visitorId = newId("visitor");
    await db.identityLink.create({
      data: {
        ...{ id: newId("identityLink"), kind: "visitor_person", subject: visitorId },
        ...{ personId, companyId, reason: "signed_up" },
      },
    });
    await collector.fromPage([page("/docs")], browser(`wm_vid=${visitorId}`));
    for (const event of await collector.eventsOfVisitor(visitorId))
      expect(event).toMatchObject({ person_id: "", company_id: "" });
  });

  it("is tied by identify, in the merge ledger too, and by the alias dictionary backwards", async () => {
    const { db, personId } = await known();
    const visitorId = newId("visitor");
    await collector.fromPage([page("/before")], browser(`wm_vid=${visitorId}`));
    const id = messageId();
    await collector.post("/v1/identify", { messageId: id, anonymousId: visitorId, userId: personId });
    await expect
      .poll(() => db.identityLink.findMany({ where: { subject: visitorId } }))
      .toMatchObject([{ personId, reason: "identify", eventId: id }]);
    await collector.under.edge.drain.settled();
    await clickhouse().command({ query: "SYSTEM RELOAD DICTIONARY visitor_alias" });
    const [before] = await collector.rows(
      `SELECT person_id, dictGet('visitor_alias', 'person_id', visitor_hash) AS resolved FROM events WHERE path = '/before' AND name = 'page_viewed'`,
    );
    expect(before).toEqual({ person_id: "", resolved: personId });
  });

  it("is nobody for ids that stand for nobody", async () => {
    const ids: string[] = [];
    for (const userId of ["null", "undefined", "guest", "anonymous", "0", "", " "]) {
      const id = messageId();
      ids.push(id);
      await collector.post("/v1/track", {
        messageId: id,
        userId,
        anonymousId: userId,
        event: "docs_read",
        properties: { path: "/docs" },
      });
    }
    for (const id of ids) expect(await collector.eventsOf(id)).toMatchObject([{ person_id: "", visitor_id: "" }]);
  });
});

describe("an AI agent", () => {
  const agent = "Claude-User (claude-code/2.0.1; +https://support.anthropic.com/)";
  const read = (path: string, userAgent: string) =>
    fetch(`${collector.under.url}${path}`, { headers: { "user-agent": userAgent } }).then((response) =>
      response.text(),
    );
  const seen = async (path: string) =>
    collector.rows(
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
    await read("/llms-full/reference.txt", agent);
    await expect.poll(() => seen("/llms-full/reference.txt")).toHaveLength(1);
    const human = await collector.rows(
      `SELECT stage FROM milestones WHERE visitor_id IN (SELECT visitor_id FROM events WHERE audience = 'ai-agent')`,
    );
    expect(human).toEqual([]);
  });

  it("that fetches a feed for others says for how many: recorded when it changes, as no visit", async () => {
    const feedly = (count: number) => `Feedly/1.0 (+http://www.feedly.com/fetcher.html; ${count} subscribers)`;
    for (const count of [120, 120, 125]) await read("/rss.xml", feedly(count));
    await read("/docs/rss.xml", feedly(3));
    await read("/rss.xml", chrome);
    await read("/missing/rss.xml", feedly(9));
    const told = () =>
      collector.rows(
        "SELECT path, audience, visitor_id, JSONExtractString(properties, 'reader') AS reader, toString(JSONExtractUInt(properties, 'subscribers')) AS subscribers FROM events WHERE name = 'feed_fetched' ORDER BY path, subscribers",
      );
    const row = (path: string, subscribers: string) => ({
      ...{ path, audience: "bot", visitor_id: "", reader: "Feedly", subscribers },
    });
    await expect.poll(told).toEqual([row("/docs/rss.xml", "3"), row("/rss.xml", "120"), row("/rss.xml", "125")]);
  });
});

describe("a refusal", () => {
  const refused = async () => (await postgres().trackingRefusal.findMany()).map(({ visitorId }) => visitorId).sort();
  const held = (visitorId: string) => `wm_vid=${visitorId}; wm_consent=granted`;
  const decide = (cookie: string) =>
    fetch(`${collector.under.url}/v1/visitor`, {
      method: "POST",
      headers: { ...browser(cookie), "content-type": "application/json" },
      body: JSON.stringify({ consent: "denied" }),
    });

  it("is kept by visitor: a yes taken back, and a signal that a known browser begins to send; nothing else is", async () => {
    const [took, signals, stays] = [newId("visitor"), newId("visitor"), newId("visitor")];
    portal.privacy.consent = "banner";
    try {
      expect((await decide(held(took))).status).toBe(204);
      await decide("wm_consent=granted");
      await fetch(`${collector.under.url}/docs`, {
        headers: { ...browser(held(signals)), accept: "text/html", "sec-gpc": "1" },
      });
      await fetch(`${collector.under.url}/docs`, { headers: { ...browser(held(stays)), accept: "text/html" } });
    } finally {
      portal.privacy.consent = "off";
    }
    await expect.poll(refused).toEqual([took, signals].sort());
  });
});
