import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askEdge } from "@/lib/access/ask-edge";
import { createServiceToken } from "@/lib/access/create-service-token";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { hourMs, nowMs, shiftClock } from "@/lib/base/clock";
import { newId } from "@/lib/base/ids";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { catalogue } from "@/lib/events/catalogue";
import type { QuarantineKey } from "@/lib/events/get-quarantined";
import { countQuarantined, listQuarantined, listQuarantineKeys } from "@/lib/events/list-quarantined";
import { listTraits } from "@/lib/events/list-traits";
import { replayQuarantined } from "@/lib/events/replay-quarantined";
import { browser, CollectorClient, messageId, service } from "../testing/collector-client";

useStores();
const collector = new CollectorClient();
beforeAll(() => collector.start());
afterAll(() => collector.stop());

type Replayed = { accepted: number; refused: number };
const post = (rows: QuarantineKey[]) => askEdge("/v1/quarantine/replay", { rows }) as Promise<Replayed>;
const dayMs = 24 * hourMs;
const named = (name: string) => ({ withinMs: 40 * dayMs, name });
const replay = (name: string) => replayQuarantined(named(name), post);

/** What the catalogue lacks until it is mended: `made_up` becomes an event while `act` runs. */
async function withEvent<T>(name: string, act: () => Promise<T>): Promise<T> {
  const events = catalogue as Record<string, unknown>;
  events[name] = catalogue.docs_read;
  try {
    return await act();
  } finally {
    delete events[name];
  }
}

async function drained<T>(read: () => Promise<T>): Promise<T> {
  await collector.under.edge.drain.settled();
  return read();
}

describe("the quarantine's replay", () => {
  it("makes events of what fits now, under the id, the time, the visitor and the visit they came with", async () => {
    const visitorId = newId("visitor");
    const id = messageId();
    const cookie = browser(`wm_vid=${visitorId}`);
    await collector.fromPage([{ type: "page", messageId: messageId(), properties: { path: "/" } }], cookie);
    const happened = new Date(nowMs() - hourMs).toISOString();
    const call = {
      type: "track",
      event: "thing_tried",
      messageId: id,
      timestamp: happened,
      properties: { path: "/a" },
    };
    await collector.fromPage([call], cookie);
    expect(await collector.eventsOf(id)).toEqual([]);
    const [before] = await drained(() => listQuarantined(named("thing_tried")));
    expect(before).toMatchObject({ reason: "unknown_event", replayedAt: null, accepted: false, visitor_id: visitorId });

    // Days later by the sender's clock as by ours: the time it happened must not move along.
    shiftClock(3 * dayMs);
    try {
      expect(await withEvent("thing_tried", () => replay("thing_tried"))).toEqual({
        accepted: 1,
        refused: 0,
        more: false,
      });
    } finally {
      shiftClock(0);
    }
    const [event] = await collector.eventsOf(id);
    expect(event).toMatchObject({
      name: "thing_tried",
      visitor_id: visitorId,
      source_id: "src_portal",
      sent_by: "web",
    });
    expect(Date.parse(event?.occurred_at as string)).toBe(Date.parse(happened));
    expect(event?.visit_id).toMatch(/^vst_/);
    const after = await listQuarantined(named("thing_tried"));
    expect(after).toMatchObject([{ id: before?.id, accepted: true, replayedAt: expect.stringMatching(/^20/) }]);
    expect(await countQuarantined({ ...named("thing_tried"), open: true })).toBe(0);
    const rollup = await collector.rows(
      "SELECT sum(accepted) AS a, sum(aside) AS q FROM arrivals_hourly WHERE name = 'thing_tried'",
    );
    expect(rollup).toEqual([{ a: "1", q: "1" }]);
  });

  it("done twice, at once, after a restart or killed in between, makes one event", async () => {
    const id = messageId();
    // Without an id of its own it gets one when it is set aside.
    await collector.post("/v1/track", { event: "twice_tried", anonymousId: "v1", properties: { path: "/nameless" } });
    await collector.post("/v1/track", {
      event: "twice_tried",
      messageId: id,
      anonymousId: "v1",
      properties: { path: "/b" },
    });
    const keys = await drained(() => listQuarantineKeys(named("twice_tried")));
    expect(keys).toHaveLength(2);
    await withEvent("twice_tried", async () => {
      // Nobody has heard yet what came of the first when the second begins.
      await Promise.all([post(keys), post(keys)]);
      await collector.restart();
      expect(await post(keys)).toEqual({ accepted: 0, refused: 0 });
      // The note of it lost, as if killed between the two: the events are there already.
      await clickhouse().command({
        query: "ALTER TABLE quarantine DELETE WHERE name = 'twice_tried' AND outcome != '' SETTINGS mutations_sync = 1",
      });
      expect(await replay("twice_tried")).toMatchObject({ accepted: 2 });
      await collector.restart();
    });
    const rows = await collector.rows("SELECT event_id, path FROM events WHERE name = 'twice_tried' ORDER BY path");
    expect(rows).toMatchObject([{ event_id: id, path: "/b" }, { path: "/nameless" }]);
  });

  it("keeps what fails again, with its new reason, and goes on behind it", async () => {
    for (const properties of [{}, { path: "/c" }, {}]) {
      await collector.post("/v1/track", { event: "half_mended", anonymousId: "v1", properties });
    }
    await collector.under.edge.drain.settled();
    expect(await withEvent("half_mended", () => replay("half_mended"))).toEqual({
      accepted: 1,
      refused: 2,
      more: false,
    });
    const left = await drained(() => listQuarantined({ ...named("half_mended"), open: true }));
    expect(left.map(({ reason, errors }) => [reason, errors[0]?.pointer])).toEqual([
      ["invalid_properties", "/properties/path"],
      ["invalid_properties", "/properties/path"],
    ]);
    expect(await listQuarantineKeys({ ...named("half_mended"), reason: "unknown_event", open: true })).toEqual([]);
    expect(await replayQuarantined(named("half_mended"), post, 1)).toEqual({ accepted: 0, refused: 1, more: true });
  });

  it("gives nobody more rights than they had", async () => {
    const id = messageId();
    await collector.post("/v1/track", {
      event: "app_certified",
      messageId: id,
      userId: "u1",
      properties: { review_id: "r" },
    });
    expect(await drained(() => replay("app_certified"))).toEqual({ accepted: 0, refused: 1, more: false });
    expect(await collector.eventsOf(id)).toEqual([]);
  });

  it("is the house's own: others find nothing", async () => {
    const { secret } = await createServiceToken(postgres(), { name: "x", scopes: ["manage", "events:write"] });
    const rows = [{ id: "x", receivedAt: new Date().toISOString() }];
    for (const authorization of [`Bearer ${secret}`, ""]) {
      expect((await collector.post("/v1/quarantine/replay", { rows }, { authorization })).status).toBe(404);
    }
    expect((await collector.post("/v1/quarantine/replay", { rows: [] }, service())).status).toBe(400);
    expect(await post(rows)).toEqual({ accepted: 0, refused: 0 });
  });
});

describe("traits", () => {
  const identify = (traits: object, more: object = {}) =>
    collector.post("/v1/identify", {
      messageId: messageId(),
      anonymousId: "v9",
      userId: "per_traits",
      traits,
      ...more,
    });

  it("are kept by their latest time, whatever order they come in; undeclared ones only by name", async () => {
    const at = (hours: number) => new Date(nowMs() - hours * hourMs).toISOString();
    await identify({ role: "CTO", email: "ada@example.com" }, { timestamp: at(1) });
    await identify({ role: "Engineer", country: "SE" }, { timestamp: at(2) });
    await collector.post(
      "/v1/group",
      {
        messageId: messageId(),
        userId: "per_traits",
        groupId: "com_traits",
        traits: { employees: 12, secret_plan: "x" },
      },
      service(),
    );
    const person = await drained(() => listTraits("person", "per_traits"));
    expect(person).toMatchObject([
      { name: "country", value: "SE", sourceId: "src_portal" },
      { name: "role", value: "CTO" },
    ]);
    expect(Date.parse(person[1]?.at as string)).toBeGreaterThan(nowMs() - 1.5 * hourMs);
    expect(await listTraits("company", "com_traits")).toMatchObject([{ name: "employees", value: 12 }]);
    const told = await collector.rows(
      "SELECT properties FROM events WHERE name IN ('visitor_identified', 'person_grouped')",
    );
    expect(JSON.stringify(told)).not.toContain("ada@example.com");
    expect(JSON.stringify(told)).toContain("email");
    const daily = await collector.rows(
      "SELECT name, sum(kept) AS k, sum(refused) AS r FROM traits_daily GROUP BY name ORDER BY name",
    );
    expect(daily).toContainEqual({ name: "role", k: "2", r: "0" });
    expect(daily).toContainEqual({ name: "email", k: "0", r: "1" });
  });
});
