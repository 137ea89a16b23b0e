import { beforeEach, describe, expect, it } from "vitest";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { createDestination } from "./create-destination";
import { runReplays } from "./run-replays";
import { startReplay } from "./start-replay";

useStores();
const [from, to] = [new Date("2026-11-01T00:00:00Z"), new Date("2026-11-02T00:00:00Z")];

beforeEach(async () => {
  const db = postgres();
  await Promise.all([db.delivery.deleteMany(), db.destination.deleteMany(), db.destinationReplay.deleteMany()]);
  await clickhouse().command({ query: "TRUNCATE TABLE events" });
});

type Row = { event_id: string; occurred_at: string; visitor_id?: string; person_id?: string };
const insert = (rows: Row[]) =>
  clickhouse().insert({
    table: "events",
    values: rows.map((row) => ({
      ...{ name: "docs_read", received_at: row.occurred_at, audience: "human", properties: "{}" },
      ...row,
    })),
    format: "JSONEachRow",
  });

async function replay(persons: Map<string, string>) {
  const outcome = await createDestination(
    postgres(),
    "webhook",
    {
      name: "Test",
      settings: { url: "https://example.com/hook" },
      filter: { events: ["*"] },
      mapping: { traits: "none" },
    },
    "per_admin",
  );
  if (outcome.kind !== "saved") throw new Error(outcome.kind);
  const { destinationId } = outcome;
  await startReplay(postgres(), { destinationId, from, to, actorId: "per_admin" });
  let pages = 0;
  while (await runReplays(postgres(), async () => persons)) {
    pages++;
    if (pages > 10) throw new Error("does not come to an end");
  }
  return postgres().delivery.findMany({ where: { destinationId }, orderBy: { seq: "asc" } });
}

describe("a time range that is sent again", () => {
  it("comes to its end, whatever its senders call their events", async () => {
    const ids = Array.from({ length: 1_100 }, (_, n) => `src_1:the same ${String(n).padStart(4, "0")}`);
    await insert(ids.map((event_id) => ({ event_id, occurred_at: "2026-11-01T10:00:00.000Z" })));
    const deliveries = await replay(new Map());
    expect(deliveries.map(({ eventId }) => eventId)).toEqual(ids);
  });

  it("keeps the order of a visitor who became a person", async () => {
    await insert([
      { event_id: "e1", occurred_at: "2026-11-01T10:00:00.000Z", visitor_id: "vis_1" },
      { event_id: "e2", occurred_at: "2026-11-01T11:00:00.000Z", visitor_id: "vis_1", person_id: "per_1" },
      { event_id: "e3", occurred_at: "2026-11-01T12:00:00.000Z", visitor_id: "vis_2" },
    ]);
    const deliveries = await replay(new Map([["vis_1", "per_1"]]));
    expect(deliveries.map(({ eventId, orderKey }) => [eventId, orderKey])).toEqual([
      ["e1", "per_1"],
      ["e2", "per_1"],
      ["e3", "vis_2"],
    ]);
  });

  it("goes by whom a visitor turned out to be after it was sent the first time", async () => {
    await insert([{ event_id: "e1", occurred_at: "2026-11-01T10:00:00.000Z", visitor_id: "vis_1" }]);
    const [first] = await replay(new Map());
    const { destinationId = "" } = first ?? {};
    await postgres().delivery.updateMany({ data: { state: "delivered" } });
    await startReplay(postgres(), { destinationId, from, to, actorId: "per_admin" });
    await runReplays(postgres(), async () => new Map([["vis_1", "per_1"]]));
    expect(await postgres().delivery.findMany()).toMatchObject([{ state: "waiting", orderKey: "per_1" }]);
  });
});
