import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { internalToken } from "@/lib/access/internal-token";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { createSource } from "@/lib/events/create-source";
import { switchSource } from "@/lib/events/switch-source";
import { browser, CollectorClient, messageId, service, writeKey } from "../testing/collector-client";

useStores();
const collector = new CollectorClient();
beforeAll(() => collector.start());
afterAll(() => collector.stop());

describe("every verb of the Segment dialect", () => {
  it.each([
    ["track", { event: "feedback_given", properties: { path: "/docs", helpful: true } }, "feedback_given"],
    ["page", { properties: { path: "/docs", title: "Docs" } }, "page_viewed"],
    ["screen", { name: "Home" }, "page_viewed"],
    ["identify", { userId: "developer-17" }, "visitor_identified"],
    ["alias", { userId: "developer-18", previousId: "visitor-before" }, "visitor_identified"],
  ])("%s arrives", async (verb, fields, name) => {
    const id = messageId();
    const answer = await collector.post(`/v1/${verb}`, { messageId: id, anonymousId: "visitor-1", ...fields });
    expect(answer).toMatchObject({ status: 200, body: { success: true } });
    const [event] = await collector.eventsOf(id);
    expect(event).toMatchObject({ name, source_id: "src_portal", sent_by: "web", audience: "human" });
    expect(event?.visitor_id).toBe(verb === "alias" ? "visitor-before" : "visitor-1");
    expect(await collector.asideOf(id)).toEqual([]);
  });

  it("group is a server's to say", async () => {
    const [publicId, serviceId] = [messageId(), messageId()];
    const group = { userId: "developer-19", groupId: "company-of-19" };
    expect((await collector.post("/v1/group", { messageId: publicId, ...group })).status).toBe(200);
    expect((await collector.post("/v1/group", { messageId: serviceId, ...group }, service())).status).toBe(200);
    expect(await collector.asideOf(publicId)).toMatchObject([{ reason: "not_allowed", name: "person_grouped" }]);
    expect(await collector.eventsOf(serviceId)).toMatchObject([
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
    expect(
      (await collector.post("/v1/batch", gzipSync(JSON.stringify(batch)), { "content-encoding": "gzip" })).status,
    ).toBe(200);
    expect((await collector.post("/v1/batch", batch)).status).toBe(200);
    await collector.under.edge.drain.settled();
    expect((await collector.post("/v1/batch", { ...batch, writeKey }, { authorization: "" })).status).toBe(200);
    for (const id of ids) expect((await collector.eventsOf(id)).length).toBe(1);
  });

  it("keeps apart what two senders number alike", async () => {
    await collector.post("/v1/track", {
      messageId: "1",
      event: "docs_read",
      anonymousId: "v3",
      properties: { path: "/docs" },
    });
    await collector.post(
      "/v1/track",
      { messageId: "1", event: "docs_read", anonymousId: "v4", properties: { path: "/docs" } },
      service(),
    );
    expect(
      await collector.rows(`SELECT event_id FROM events WHERE visitor_id IN ('v3', 'v4') ORDER BY event_id`),
    ).toEqual([{ event_id: "internal:1" }, { event_id: "src_portal:1" }]);
  });
});

describe("credentials", () => {
  it("must be a known write key or a token with the scope", async () => {
    const body = { event: "docs_read", properties: { path: "/docs" } };
    for (const authorization of [
      "",
      "Basic !!!",
      `Basic ${Buffer.from("wk_unknown_key:").toString("base64")}`,
      "Bearer svc_unknown_unknown_unknown",
      `Bearer ${writeKey}`,
      "Digest x",
    ]) {
      const answer = await collector.post("/v1/track", body, { authorization });
      expect(answer.status).toBe(401);
      expect(answer.body).toMatchObject({ type: "/docs/errors#unauthorized", status: 401 });
      // A browser must not ask the reader for a password.
      expect(answer.headers.get("www-authenticate")).not.toMatch(/^basic/i);
    }
    expect((await collector.post("/v1/track", { ...body, writeKey: "wk_\0" }, { authorization: "" })).status).toBe(401);
    expect((await collector.post("/v1/track", { ...body, writeKey: 7 }, { authorization: "" })).status).toBe(401);
  });

  it("may be a service token where a library has its write key, but not from a page", async () => {
    const authorization = `Basic ${Buffer.from(`${internalToken()}:`).toString("base64")}`;
    const id = messageId();
    const group = { messageId: id, userId: "developer-20", groupId: "company-of-20" };
    expect((await collector.post("/v1/group", group, { ...browser(), authorization })).status).toBe(401);
    expect((await collector.post("/v1/group", group, { authorization })).status).toBe(200);
    expect(await collector.eventsOf(id)).toMatchObject([{ name: "person_grouped", source_id: "internal" }]);
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
    await collector.post("/v1/track", call(mine), service());
    await collector.post("/v1/track", call(theirs));
    expect(await collector.eventsOf(mine)).toMatchObject([
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
    expect(await collector.eventsOf(theirs)).toMatchObject([
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
    await collector.post("/v1/track", { messageId: ids[0], ...signedUp });
    await collector.post("/v1/track", { messageId: ids[1], ...invented });
    await collector.post("/v1/track", { messageId: ids[2], ...signedUp }, service());
    expect(await collector.asideOf(ids[0])).toMatchObject([{ reason: "not_allowed", name: "signed_up" }]);
    expect(await collector.asideOf(ids[1])).toMatchObject([{ reason: "not_allowed", name: "visit_started" }]);
    expect((await collector.eventsOf(ids[2])).length).toBe(1);
  });

  it("that an owner made are known at once, and no longer when disabled", async () => {
    const db = postgres();
    await db.person.create({ data: { id: "per_admin", name: "Admin" } });
    const { sourceId, writeKey: key } = await createSource(db, { name: "Site", actorId: "per_admin" });
    const body = { event: "docs_read", anonymousId: "v6", properties: { path: "/docs" } };
    const authorization = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
    const id = messageId();
    const send = () => collector.post("/v1/track", { ...body, messageId: id }, { authorization });
    let { status } = await send();
    // A database that is busy for longer than a second counts as away: libraries ask again. A 401 would lose the event.
    while (status === 503) ({ status } = await send());
    expect(status).toBe(200);
    expect(await collector.eventsOf(id)).toMatchObject([{ source_id: sourceId }]);
    await switchSource(db, { sourceId, enabled: false, actorId: "per_admin" });
    await expect.poll(async () => (await collector.post("/v1/track", body, { authorization })).status).toBe(401);
  });
});

describe("what a page needs", () => {
  it("is the tracker, with the portal's key, small and cached by its tag", async () => {
    const response = await fetch(`${collector.under.url}/wm.js`);
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^text\/javascript/);
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(text).toContain(`"${writeKey}"`);
    const again = await fetch(`${collector.under.url}/wm.js`, {
      headers: { "if-none-match": response.headers.get("etag") as string },
    });
    expect(again.status).toBe(304);
    expect(await postgres().source.findUnique({ where: { id: "src_portal" } })).toMatchObject({ writeKey });
  });

  it("is analytics.js' settings for a known key", async () => {
    const response = await fetch(`${collector.under.url}/v1/projects/${writeKey}/settings`);
    expect(await response.json()).toMatchObject({
      integrations: { "Segment.io": { apiKey: writeKey, apiHost: "portal.example/v1" } },
    });
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect((await fetch(`${collector.under.url}/v1/projects/wk_nobodys/settings`)).status).toBe(404);
  });

  it("is leave to send from another site, without cookies", async () => {
    const response = await fetch(`${collector.under.url}/v1/batch`, { method: "OPTIONS" });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-credentials")).toBeNull();
  });
});
