import { describe, expect, it } from "vitest";
import { z } from "zod";
import { clickhouse } from "./clickhouse/client";
import { defineQuery, runQuery } from "./clickhouse/query";
import { newId } from "./ids";
import { postgres } from "./postgres";
import { useStores } from "./testing/stores";

useStores({ postgres: true, clickhouse: true });

describe("the stores of a test file", () => {
  it("are a migrated, empty PostgreSQL database behind Prisma", async () => {
    expect(await postgres().source.count()).toBe(0);
    const id = newId("source");
    await postgres().source.create({ data: { id, name: "web", writeKey: "wk_1" } });
    expect(await postgres().source.findUnique({ where: { writeKey: "wk_1" } })).toMatchObject({ id, disabledAt: null });
  });

  it("take a transaction back as a whole", async () => {
    const failed = postgres().$transaction(async (tx) => {
      await tx.source.create({ data: { id: newId("source"), name: "half", writeKey: "wk_half" } });
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow("no");
    expect(await postgres().source.count({ where: { writeKey: "wk_half" } })).toBe(0);
  });

  const countEvents = defineQuery({
    sql: `SELECT name, count() AS events, max(occurred_at) AS last FROM events
          WHERE occurred_at >= {from:DateTime64(3)} GROUP BY name ORDER BY name`,
    params: z.object({ from: z.date() }),
    row: z.object({ name: z.string(), events: z.coerce.number(), last: z.iso.datetime() }),
  });

  it("are a migrated, empty ClickHouse database behind the query triple", async () => {
    expect(await runQuery(countEvents, { from: new Date(0) })).toEqual([]);
    await clickhouse().insert({
      table: "events",
      format: "JSONEachRow",
      values: [
        { event_id: "evt_1", name: "page_viewed", occurred_at: "2026-02-03T04:05:06.789Z", audience: "human" },
        { event_id: "evt_2", name: "page_viewed", occurred_at: "2026-02-03T04:05:07.001Z", audience: "human" },
      ],
    });
    expect(await runQuery(countEvents, { from: new Date("2026-01-01") })).toEqual([
      { name: "page_viewed", events: 2, last: "2026-02-03T04:05:07.001Z" },
    ]);
    expect(await runQuery(countEvents, { from: new Date("2026-03-01") })).toEqual([]);
  });

  it("refuse a parameter of the wrong kind before the engine sees it", async () => {
    await expect(runQuery(countEvents, { from: "yesterday" as unknown as Date })).rejects.toThrow(z.ZodError);
  });
});
