import { afterEach, describe, expect, it, vi } from "vitest";
import { openChangeFeed } from "@/lib/base/change-feed";
import { shiftClock } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import { postgres } from "@/lib/base/postgres";
import { randomBase62 } from "@/lib/base/secrets";
import { useStores } from "@/lib/base/testing/stores";
import { createSource } from "./create-source";
import { listSources } from "./list-sources";
import { rotateSource } from "./rotate-source";
import { openSources, type Sources } from "./source-cache";
import { switchSource } from "./switch-source";

const stores = useStores({ postgres: true });
afterEach(() => shiftClock(0));

const make = (name: string) => createSource(postgres(), { name, actorId: "per_1" });

/** As libraries do: a database that is busy for longer than a second counts as away, and who asks then asks again. */
async function ask(sources: Sources, writeKey: string): Promise<string | null> {
  for (;;) {
    try {
      return await sources.getSourceId(writeKey);
    } catch (error) {
      if (!(error instanceof PortalError && error.code === "unavailable")) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

describe("write keys", () => {
  it("that nobody made cost next to nothing, and valid ones are answered meanwhile", async () => {
    const { sourceId, writeKey } = await make("Site");
    const feed = openChangeFeed(stores.databaseUrl as string);
    const sources = openSources(postgres(), feed);
    await expect.poll(() => feed.connected).toBe(true);
    const begun = performance.now();
    const asked = vi.spyOn(postgres().source, "findMany");
    const guesses = Array.from({ length: 10_000 }, (_, index) =>
      Promise.all([ask(sources, `wk_${randomBase62(32)}`), index % 100 ? null : ask(sources, writeKey)]),
    );
    const answers = await Promise.all(guesses);
    expect(answers.filter(([guess]) => guess !== null)).toEqual([]);
    expect(answers.filter(([, known]) => known === sourceId).length).toBe(100);
    // Five looks a second, and a few for a feed that comes and goes on a busy machine.
    expect(asked.mock.calls.length).toBeLessThanOrEqual(10 + Math.ceil((performance.now() - begun) / 100));
    asked.mockRestore();
    // A new one is known at once, through the feed.
    const later = await make("Later");
    await expect.poll(() => sources.getSourceId(later.writeKey)).toBe(later.sourceId);
    sources.close();
    await feed.close();
  });

  it("that were rotated out work for their grace and no longer; one that is off does not work at all", async () => {
    const { sourceId, writeKey } = await make("Shop");
    const rotated = await rotateSource(postgres(), { sourceId, graceMs: 3_600_000, actorId: "per_1" });
    if (rotated.outcome !== "rotated") throw new Error(rotated.outcome);
    const sources = openSources(postgres());
    expect(rotated.writeKey).toMatch(/^wk_[0-9A-Za-z]{32}$/);
    expect(rotated.writeKey).not.toBe(writeKey);
    expect(await ask(sources, rotated.writeKey)).toBe(sourceId);
    expect(await ask(sources, writeKey)).toBe(sourceId);
    shiftClock(3_601_000);
    expect(await ask(sources, writeKey)).toBeNull();
    expect(await ask(sources, rotated.writeKey)).toBe(sourceId);
    shiftClock(0);
    const again = await rotateSource(postgres(), { sourceId, graceMs: 0, actorId: "per_1" });
    shiftClock(2_000);
    expect(await ask(sources, rotated.writeKey)).toBeNull();
    await switchSource(postgres(), { sourceId, enabled: false, actorId: "per_1" });
    shiftClock(4_000);
    expect(await ask(sources, again.outcome === "rotated" ? again.writeKey : "")).toBeNull();
    sources.close();
    const audit = await postgres().auditEntry.findMany({ where: { subjectId: sourceId }, orderBy: { id: "asc" } });
    expect(audit.map(({ action }) => action)).toEqual([
      "source.created",
      "source.rotated",
      "source.rotated",
      "source.disabled",
    ]);
    expect(JSON.stringify(audit)).not.toContain("wk_");
  });

  it("of the portal's own pages are not rotated: browsers hold a tracker with it", async () => {
    await postgres().source.create({ data: { id: "src_portal", name: "This portal", writeKey: "wk_portal" } });
    const change = { sourceId: "src_portal", graceMs: 0, actorId: "per_1" };
    expect(await rotateSource(postgres(), change)).toEqual({ outcome: "own_source" });
    expect(await rotateSource(postgres(), { ...change, sourceId: "src_none" })).toEqual({ outcome: "not_found" });
    expect((await listSources(postgres())).map(({ name }) => name)).toEqual(["Site", "Later", "Shop", "This portal"]);
  });
});
