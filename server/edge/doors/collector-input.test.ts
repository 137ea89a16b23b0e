import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dayMs, hourMs, nowMs } from "@/lib/base/clock";
import { useStores } from "@/lib/base/testing/stores";
import { browser, CollectorClient, messageId, service, writeKey } from "../testing/collector-client";

useStores();
const collector = new CollectorClient();
beforeAll(() => collector.start());
afterAll(() => collector.stop());

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
    const answer = await collector.post("/v1/batch", body);
    expect(answer.status).toBe(status);
    expect(answer.body.type).toBe(`/docs/errors#${code}`);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
  });

  it("packed to burst is refused", async () => {
    const bomb = gzipSync(JSON.stringify({ batch: [], pad: "x".repeat(50_000_000) }));
    expect(bomb.length).toBeLessThan(100_000);
    expect((await collector.post("/v1/batch", bomb, { "content-encoding": "gzip" })).status).toBe(413);
  });

  it("alone and too large is refused", async () => {
    const answer = await collector.post("/v1/track", {
      event: "docs_read",
      properties: { path: "/docs", pad: "x".repeat(33_000) },
    });
    expect(answer.status).toBe(413);
  });

  it("that is no UTF-8 harms nobody beside it", async () => {
    const id = messageId();
    const track = (messageId: string, path: string) => ({
      type: "track",
      messageId,
      event: "docs_read",
      properties: { path },
    });
    const [before, after] = JSON.stringify({ batch: [track(messageId(), "/@byte@"), track(id, "/utf")] }).split(
      "@byte@",
    );
    const body = Buffer.concat([Buffer.from(before as string), Buffer.from([0xe9]), Buffer.from(after as string)]);
    expect((await collector.post("/v1/batch", body)).status).toBe(200);
    expect(await collector.eventsOf(id)).toMatchObject([{ name: "docs_read", path: "/utf" }]);
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
    const answer = await collector.post("/v1/batch", {
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
    for (const id of good) expect((await collector.eventsOf(id)).length).toBe(1);
    for (const [id, , reason, pointer] of bad) {
      const [aside] = await collector.asideOf(`bad-one-in-batch-${id}`);
      expect({ id, reason: aside?.reason }).toEqual({ id, reason });
      expect(JSON.parse(aside?.errors as string)[0].pointer).toBe(pointer);
      expect(aside?.payload).toContain(id);
    }
    const nameless = await collector.rows(
      `SELECT payload FROM quarantine WHERE event_id LIKE 'evt_%' AND reason = 'invalid_event'`,
    );
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
        const answer = await collector.post("/v1/batch", body, { ...headers, "content-encoding": "gzip" });
        expect(answer).toMatchObject({ status: 200, body: { success: true } });
        sent.push(good);
      }),
      { numRuns: 300 },
    );
    const stored = await collector.rows(
      `SELECT event_id FROM events WHERE visitor_id = 'v8' AND event_id LIKE 'message-%'`,
    );
    expect(stored.map(({ event_id }) => event_id).sort()).toEqual([...new Set(sent)].sort());
    expect(collector.under.edge.drain.status().fault).toBeNull();
  });

  it("with half a surrogate pair in its path is in the ledger, mended", async () => {
    const id = messageId();
    const properties = { path: "/a\ud800" };
    await collector.post("/v1/track", { event: "docs_read", messageId: id, anonymousId: "v11", properties });
    expect((await collector.eventsOf(id)).map(({ path }) => path)).toEqual(["/a\ufffd"]);
  });

  it("nested deeper than the stack is kept from harm", async () => {
    const id = messageId();
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    const body = `{"batch":[{"type":"track","event":"docs_read","properties":${deep}},{"type":"track","event":"docs_read","messageId":"${id}","anonymousId":"v9","properties":{"path":"/docs"}}]}`;
    expect((await collector.post("/v1/batch", body)).status).toBe(200);
    expect((await collector.eventsOf(id)).length).toBe(1);
  });

  it("by the wrong method is 405", async () => {
    const response = await fetch(`${collector.under.url}/v1/track`);
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST, OPTIONS");
  });
});

describe("time", () => {
  const at = async (fields: Record<string, unknown>) => {
    const id = messageId();
    await collector.post("/v1/track", {
      messageId: id,
      event: "docs_read",
      anonymousId: "v10",
      properties: { path: "/docs" },
      ...fields,
    });
    const [event] = await collector.eventsOf(id);
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

  it("has a mark when something was done to it, and too old a one stands aside with the reason", async () => {
    const send = async (times: { timestamp?: string; sentAt?: string }) => {
      const id = messageId();
      const event = { messageId: id, event: "docs_read", anonymousId: "v-time", properties: { path: "/docs" } };
      await collector.post("/v1/track", { ...event, ...times });
      return id;
    };
    const marks = [{ timestamp: iso(hourMs) }, { timestamp: iso(-2 * hourMs), sentAt: iso(-hourMs) }, {}];
    const ids = await Promise.all(marks.map(send));
    const rows = await Promise.all(ids.map((id) => collector.eventsOf(id)));
    expect(rows.map(([row]) => row?.time_mark)).toEqual(["clamped", "corrected", ""]);
    const old = await send({ timestamp: iso(-33 * dayMs) });
    expect(await collector.asideOf(old)).toMatchObject([{ reason: "invalid_event" }]);
    expect((await collector.asideOf(old))[0]?.errors).toContain("is more than 32 days ago");
  });

  it("may be 32 days ago, and longer for a server", async () => {
    near(await at({ timestamp: iso(-31 * dayMs) }), -31 * dayMs);
    const id = messageId();
    await collector.post(
      "/v1/track",
      { messageId: id, event: "docs_read", timestamp: "2019-02-03T04:05:06.789Z", properties: { path: "/docs" } },
      service(),
    );
    expect(await collector.eventsOf(id)).toMatchObject([{ occurred_at: "2019-02-03T04:05:06.789Z" }]);
  });
});
