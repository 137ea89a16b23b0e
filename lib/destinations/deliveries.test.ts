import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { minuteMs, nowMs, shiftClock } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { maxAttempts } from "@/lib/base/webhooks/retry-schedule";
import type { EventRow } from "@/lib/events/schema";
import { eventRow } from "@/lib/events/testing/journal-rows";
import { createDestination } from "./create-destination";
import { DeliveryEngine } from "./deliver-due";
import { DeliveryQueue } from "./enqueue-events";
import { forgetPerson } from "./forget-person";
import { getDestination } from "./get-destination";
import { claimDeliveries } from "./internal/delivery-rows";
import { noFacts } from "./internal/map-event";
import { listDeliveries } from "./list-deliveries";
import { pruneDeliveries } from "./prune-deliveries";
import { replayDeliveries } from "./replay-deliveries";
import { restartDestination } from "./restart-destination";
import type { DestinationKind } from "./schema";
import { openReceiver, type Receiver } from "./testing/receiver";

useStores({ postgres: true });

const receivers: Receiver[] = [];
const engines: AbortController[] = [];
let clockMs = 0;
/** Moves the clock on. */
const later = (ms: number) => {
  clockMs += ms;
  shiftClock(clockMs);
};

beforeEach(async () => {
  const db = postgres();
  await Promise.all([
    db.delivery.deleteMany(),
    db.destination.deleteMany(),
    db.destinationState.deleteMany(),
    db.destinationReplay.deleteMany(),
  ]);
});
afterEach(async () => {
  for (const engine of engines.splice(0)) engine.abort();
  await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
  clockMs = 0;
  shiftClock(0);
});

async function receive(answer?: Receiver["answer"]) {
  const receiver = await openReceiver(answer);
  receivers.push(receiver);
  return receiver;
}

async function connect(receiver: Receiver, kind: DestinationKind = "webhook", events = ["*"]): Promise<string> {
  const settings: Record<string, string> = { url: receiver.url, host: receiver.url, key: "phc_1", writeKey: "wk_1" };
  const outcome = await createDestination(
    postgres(),
    kind,
    { name: kind, settings, filter: { events }, mapping: {} },
    "per_admin",
  );
  if (outcome.kind !== "saved") throw new Error(JSON.stringify(outcome));
  return outcome.destinationId;
}

async function enqueue(events: EventRow[], persons: Record<string, string> = {}) {
  const refused: string[] = [];
  const queue = new DeliveryQueue({
    db: postgres(),
    listPersons: async () => new Map(Object.entries(persons)),
    onRefused: (eventId) => refused.push(eventId),
  });
  return { queued: await queue.enqueue(events), refused };
}

function openEngine(timeoutMs = 5_000) {
  const stopping = new AbortController();
  engines.push(stopping);
  const faults: unknown[] = [];
  const engine = new DeliveryEngine({
    db: postgres(),
    gatherFacts: async () => noFacts,
    timeoutMs,
    signal: stopping.signal,
    onFault: (fault) => faults.push(fault),
  });
  return { engine, faults, stop: () => stopping.abort() };
}

/** Everything that can be delivered now. */
async function deliver(engine = openEngine()) {
  for (let round = 0; round < 3; round++) {
    await engine.engine.tick();
    await engine.engine.settled();
  }
  expect(engine.faults).toEqual([]);
}

const of = (person: string, id: string, changes: Partial<EventRow> = {}) =>
  eventRow(id, { name: "app_created", person_id: person, visitor_id: "", ...changes });
const idsAt = (receiver: Receiver) => receiver.requests.map(({ headers }) => String(headers["webhook-id"]));
const logOf = async (destinationId: string) =>
  Object.fromEntries(
    (await listDeliveries(postgres(), { destinationId, limit: 100 })).data.map(
      ({ eventId, state, attempts, responseStatus }) => [eventId, [state, attempts, responseStatus]],
    ),
  );

describe("the outbox", () => {
  it("holds each event once for each destination that wants it, and delivers it once", async () => {
    const [all, some] = [await receive(), await receive()];
    await connect(all);
    await connect(some, "webhook", ["key_*"]);
    const events = [of("per_a", "evt_1"), of("per_a", "evt_2", { name: "key_created" })];
    expect(await enqueue(events)).toEqual({ queued: 3, refused: [] });
    expect(await enqueue([...events, ...events])).toEqual({ queued: 0, refused: [] });
    await deliver();
    expect(await enqueue(events)).toEqual({ queued: 0, refused: [] });
    await deliver();
    expect([idsAt(all), idsAt(some)]).toEqual([["evt_1", "evt_2"], ["evt_2"]]);
  });

  it("takes whatever text an event has, as far as the database can hold it", async () => {
    const receiver = await receive();
    await connect(receiver);
    const odd = of("per_a", "evt_\0odd", { path: "/a\ud800b\0", properties: '{"name":"\\u0000 \\ud800"}' });
    expect(await enqueue([odd, of("per_b", "evt_fine")])).toEqual({ queued: 2, refused: [] });
    await deliver();
    expect(idsAt(receiver).sort()).toEqual(["evt_fine", "evt_odd"]);
  });

  it("keeps one person's events in order, and one that fails holds back that person's only", async () => {
    let broken = true;
    const receiver = await receive(({ headers }) => (headers["webhook-id"] === "a2" && broken ? 500 : 200));
    const id = await connect(receiver);
    const order = ["a1", "b1", "a2", "a3", "b2", "a4"];
    await enqueue(order.map((event) => of(`per_${event[0]}`, event)));
    await deliver();
    expect(await logOf(id)).toEqual({
      a1: ["delivered", 1, 200],
      b1: ["delivered", 1, 200],
      a2: ["waiting", 1, 500],
      a3: ["waiting", 0, null],
      a4: ["waiting", 0, null],
      b2: ["delivered", 1, 200],
    });
    await enqueue([of("per_a", "a5"), of("per_b", "b3")]);
    await deliver();
    broken = false;
    later(7_000);
    await deliver();
    const delivered = idsAt(receiver);
    expect(delivered.filter((event) => event.startsWith("a"))).toEqual(["a1", "a2", "a2", "a3", "a4", "a5"]);
    expect(delivered.filter((event) => event.startsWith("b"))).toEqual(["b1", "b2", "b3"]);
  });

  it("keeps what a visitor did before what they did as a person", async () => {
    let broken = true;
    const receiver = await receive(() => (broken ? 500 : 200));
    await connect(receiver);
    await enqueue([of("", "v1", { visitor_id: "vis_1" })]);
    await deliver();
    await enqueue([of("per_a", "p1", { visitor_id: "vis_1" })]);
    await enqueue([of("", "v2", { visitor_id: "vis_1" })], { vis_1: "per_a" });
    await deliver();
    expect(idsAt(receiver)).toEqual(["v1"]);
    broken = false;
    later(7_000);
    await deliver();
    expect(idsAt(receiver)).toEqual(["v1", "v1", "p1", "v2"]);
  });

  it("is shared by workers, and what a dead one had is delivered after its lease", async () => {
    const receiver = await receive();
    const id = await connect(receiver);
    const ids = Array.from({ length: 60 }, (_, n) => `e${String(n).padStart(2, "0")}`);
    await enqueue(ids.map((event, n) => of(`per_${n % 7}`, event)));
    // Somebody took ten and was killed.
    const taken = await claimDeliveries(postgres(), id, 10, 30_000);
    expect(taken.map(({ eventId }) => eventId)).toEqual(ids.slice(0, 10));
    await Promise.all([deliver(openEngine()), deliver(openEngine())]);
    // Each of the seven had an event among the ten: what follows waits for it.
    expect(receiver.requests).toEqual([]);
    later(31_000);
    await Promise.all([deliver(openEngine()), deliver(openEngine())]);
    await deliver();
    expect([...idsAt(receiver)].sort()).toEqual(ids);
    for (let person = 0; person < 7; person++) {
      const theirs = idsAt(receiver).filter((event) => ids.indexOf(event) % 7 === person);
      expect(theirs).toEqual([...theirs].sort());
    }
  });

  it("forgets a person", async () => {
    const receiver = await receive();
    await connect(receiver);
    await enqueue([of("per_a", "a1"), of("", "v1", { visitor_id: "vis_a" }), of("per_b", "b1")]);
    expect(await forgetPerson(postgres(), "per_a", ["vis_a"])).toBe(2);
    await deliver();
    expect(idsAt(receiver)).toEqual(["b1"]);
  });
});

describe("a receiver that", () => {
  it("never answers delays nobody else", async () => {
    const [silent, quick] = [await receive(() => "silence"), await receive()];
    const id = await connect(silent);
    await connect(quick);
    await enqueue(["1", "2", "3"].map((n) => of(`per_${n}`, n)));
    const engine = openEngine(60_000);
    await engine.engine.tick();
    await expect.poll(() => idsAt(quick).length, { timeout: 10_000 }).toBe(3);
    await expect.poll(() => silent.requests.length, { timeout: 10_000 }).toBeGreaterThan(0);
    // Stopped in the middle: not an attempt, and nobody's any more.
    engine.stop();
    await engine.engine.settled();
    silent.answer = () => 200;
    await deliver();
    expect(await logOf(id)).toEqual({
      1: ["delivered", 1, 200],
      2: ["delivered", 1, 200],
      3: ["delivered", 1, 200],
    });
  });

  it("is slow beyond the time limit is tried again", async () => {
    const receiver = await receive(() => "silence");
    const id = await connect(receiver);
    await enqueue([of("per_a", "a1")]);
    await deliver(openEngine(100));
    const { data } = await listDeliveries(postgres(), { destinationId: id });
    expect(data[0]).toMatchObject({ state: "waiting", attempts: 1, error: "no answer within 100 ms" });
  });

  it("fails for everybody is left alone, asked now and then, and gets everything at once when it is back", async () => {
    let broken = true;
    const receiver = await receive(() => (broken ? 503 : 200));
    const id = await connect(receiver);
    const ids = Array.from({ length: 40 }, (_, n) => `e${n}`);
    await enqueue(ids.map((event) => of(`per_${event}`, event)));
    const engine = openEngine();
    await deliver(engine);
    const first = receiver.requests.length;
    // Five that fail end it; some more were under way.
    expect(first).toBeGreaterThanOrEqual(5);
    expect(first).toBeLessThan(5 + 8);
    const health = (await getDestination(postgres(), id))?.health;
    expect(health?.restingUntil?.getTime()).toBeGreaterThan(nowMs());
    expect(health?.lastError).toBe("answered 503");
    later(30_000);
    await deliver(engine);
    expect(receiver.requests.length - first).toBeLessThanOrEqual(2);
    broken = false;
    later(minuteMs);
    await deliver(engine);
    expect(new Set(idsAt(receiver))).toEqual(new Set(ids));
    const states = Object.values(await logOf(id)).map(([state]) => state);
    expect(states).toEqual(ids.map(() => "delivered"));
    expect((await getDestination(postgres(), id))?.health.restingUntil).toBeNull();
  });

  it("says when to come back is not asked before", async () => {
    let busy = true;
    const receiver = await receive(() => (busy ? { status: 429, headers: { "retry-after": "120" } } : 200));
    await connect(receiver, "slack");
    await enqueue([of("per_a", "a1")]);
    const engine = openEngine();
    await deliver(engine);
    expect(receiver.requests.length).toBe(1);
    busy = false;
    later(110_000);
    await enqueue([of("per_b", "b1")]);
    await deliver(engine);
    expect(receiver.requests.length).toBe(1);
    later(11_000);
    await deliver(engine);
    expect(receiver.requests.length).toBeGreaterThan(1);
  });

  it("is gone (410) gets nothing more until staff start it again", async () => {
    const receiver = await receive(() => 410);
    const id = await connect(receiver);
    await enqueue([of("per_a", "a1")]);
    await deliver();
    const stopped = await getDestination(postgres(), id);
    expect(stopped?.health.stoppedReason).toBe("answered 410 Gone: it wants nothing more");
    expect(await enqueue([of("per_b", "b1")])).toMatchObject({ queued: 0 });
    later(minuteMs);
    await deliver();
    expect(receiver.requests.length).toBe(1);
    receiver.answer = () => 200;
    expect(await restartDestination(postgres(), { destinationId: id, actorId: "per_admin" })).toBe(true);
    await deliver();
    expect(await logOf(id)).toEqual({ a1: ["delivered", 2, 200] });
  });

  it("refuses one event of a batch gets the others; that one is given up, with the reason", async () => {
    const receiver = await receive(({ text }) => (text.includes('"e3"') ? 400 : 200));
    const id = await connect(receiver, "segment");
    await enqueue(["e1", "e2", "e3", "e4", "e5"].map((event) => of("per_a", event)));
    await deliver();
    expect(await logOf(id)).toEqual({
      e1: ["delivered", 1, 200],
      e2: ["delivered", 1, 200],
      e3: ["dead", 1, 400],
      e4: ["delivered", 1, 200],
      e5: ["delivered", 1, 200],
    });
  });

  it("breaks on one event of a batch gets the others", async () => {
    const receiver = await receive(({ text }) => (text.includes('"e3"') ? 500 : 200));
    const id = await connect(receiver, "segment");
    await enqueue(Array.from({ length: 30 }, (_, n) => of(`per_${n}`, `e${n}`)));
    const engine = openEngine();
    for (let round = 0; round < 20; round++) {
      await deliver(engine);
      later(8_000);
    }
    const states = Object.entries(await logOf(id)).filter(([, [state]]) => state !== "delivered");
    expect(states.map(([event]) => event)).toEqual(["e3"]);
  });
});

describe("the end of it", () => {
  it("comes after the last try; failed ones can be sent again, one or all", async () => {
    const receiver = await receive(() => 500);
    const id = await connect(receiver);
    await enqueue([of("per_a", "a1"), of("per_a", "a2")]);
    const engine = openEngine();
    for (let round = 0; round < maxAttempts; round++) {
      await deliver(engine);
      later(30 * 60 * minuteMs);
    }
    const log = await logOf(id);
    expect(log.a1).toEqual(["dead", maxAttempts, 500]);
    // A dead one holds nobody back.
    expect(log.a2?.[1]).toBeGreaterThan(0);
    expect(receiver.requests.filter(({ headers }) => headers["webhook-id"] === "a1").length).toBe(maxAttempts);
    receiver.answer = () => 200;
    await pruneDeliveries(postgres());
    expect((await logOf(id)).a2?.[0]).toBe("dead");
    expect(await replayDeliveries(postgres(), { destinationId: id, eventId: "a1", actorId: "per_admin" })).toBe(1);
    await deliver(openEngine());
    expect((await logOf(id)).a1).toEqual(["delivered", 1, 200]);
    expect(await replayDeliveries(postgres(), { destinationId: id, actorId: "per_admin" })).toBe(1);
    await deliver(openEngine());
    expect((await logOf(id)).a2?.[0]).toBe("delivered");
    later(8 * 24 * 60 * minuteMs);
    expect(await pruneDeliveries(postgres())).toEqual({ givenUp: 0, removed: 2 });
  });
});
