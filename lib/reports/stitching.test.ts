import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { useStores } from "@/lib/base/testing/stores";
import { listMilestones } from "@/lib/journeys/list-milestones";
import { conversionsReport } from "./conversions";
import { journeyReport } from "./journey";
import { parseReportParams } from "./parse-report-params";
import { append, call, emptyLedger, event, type LedgerRow, reloadLinks, visit } from "./testing/ledger";
import { march } from "./testing/march";
import { touchpointsReport } from "./touchpoints";

useStores();
beforeEach(async () => {
  await emptyLedger();
  await reloadLinks();
});

const journey = (query: string) =>
  journeyReport.run(parseReportParams(journeyReport, new URLSearchParams(`from=2026-03-01&to=2026-03-31&${query}`)));
const touchpoints = (query: string) =>
  touchpointsReport.run(parseReportParams(touchpointsReport, new URLSearchParams(query)));
const firsts = async (kind: "person" | "company", id: string) =>
  (await listMilestones({ kind, id })).map((one) => `${one.stage} ${one.at.toISOString().slice(0, 16)}`);

/** Everything the reports say of March. */
async function readAll() {
  return {
    person: await journey("breakdown=campaign&compare=previous"),
    company: await journey("entity=company&filter[channel]=paid-search"),
    ada: await touchpoints("person=per_ada&stage=first_live_2xx"),
    ben: await touchpoints("person=per_ben&stage=first_sandbox_2xx"),
  };
}

describe("who it was, found out later (domain.md, Identity)", () => {
  test("rule 7: any order and any batches of arrival give the same reports", async () => {
    await append(march);
    await reloadLinks();
    const expected = await readAll();
    expect(expected.ben.company?.credits.linear[0]?.campaign).toBe("launch");
    const arrival = fc.record({
      rows: fc.shuffledSubarray(march, { minLength: march.length }),
      batches: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(arrival, async ({ rows, batches }) => {
        await emptyLedger();
        for (const batch of split(rows, batches)) await append(batch);
        await reloadLinks();
        expect(await readAll()).toEqual(expected);
      }),
      { numRuns: 6 },
    );
  }, 120_000);

  test("rule 2: a late sign-up takes the visitor's past with it, without anybody reloading anything", async () => {
    await append([
      visit("2026-03-01T09:00:00Z", "v1", "paid-search", { utm_campaign: "launch" }),
      event("2026-03-01T09:00:00Z", "page_viewed", { visitor: "v1" }, { path: "/docs" }),
    ]);
    const before = await conversions("layer=1");
    expect(before).toEqual(["visitor v1"]);
    await append([event("2026-03-02T09:00:00Z", "signed_up", { visitor: "v1", person: "per_a", company: "com_a" })]);
    // The dictionary looks every second (LIFETIME MIN 1 MAX 3): seen within a few, by itself.
    await expect.poll(() => conversions("layer=1"), { timeout: 10_000, interval: 200 }).toEqual(["person per_a"]);
    expect(await firsts("company", "com_a")).toEqual(["page_viewed 2026-03-01T09:00", "signed_up 2026-03-02T09:00"]);
  });

  test("an earlier link that arrives after a later one wins, also once both have merged", async () => {
    await append([event("2026-03-05T09:00:00Z", "signed_in", { visitor: "v1", person: "per_b", company: "com_b" })]);
    await append([event("2026-03-01T09:00:00Z", "page_viewed", { visitor: "v1" }, { path: "/docs" })]);
    await expect.poll(() => conversions("layer=1"), { timeout: 10_000, interval: 200 }).toEqual(["person per_b"]);
    await append([event("2026-03-02T09:00:00Z", "signed_up", { visitor: "v1", person: "per_a", company: "com_a" })]);
    await expect.poll(() => conversions("layer=1"), { timeout: 10_000, interval: 200 }).toEqual(["person per_a"]);
  });

  test("rule 3: what a person does on another's browser is theirs, the past stays where it was", async () => {
    await append([
      visit("2026-03-01T09:00:00Z", "v1", "paid-search", { utm_campaign: "launch" }),
      event("2026-03-01T09:00:00Z", "page_viewed", { visitor: "v1" }, { path: "/docs" }),
      event("2026-03-02T09:00:00Z", "signed_up", { visitor: "v1", person: "per_a", company: "com_a" }),
      event("2026-03-03T09:00:00Z", "signed_in", { visitor: "v1", person: "per_b", company: "com_b" }),
      // The browser's own event knows the person only.
      event("2026-03-03T10:00:00Z", "docs_read", { visitor: "v1", person: "per_b" }, { path: "/docs" }),
      event("2026-03-03T11:00:00Z", "app_created", { person: "per_b", company: "com_b" }),
    ]);
    await reloadLinks();
    expect(await firsts("person", "per_a")).toEqual(["page_viewed 2026-03-01T09:00", "signed_up 2026-03-02T09:00"]);
    expect(await firsts("person", "per_b")).toEqual(["docs_read 2026-03-03T10:00", "app_created 2026-03-03T11:00"]);
    expect(await firsts("company", "com_a")).toEqual(["page_viewed 2026-03-01T09:00", "signed_up 2026-03-02T09:00"]);
    expect((await touchpoints("person=per_b&stage=app_created")).person?.touches).toEqual([]);
  });

  test("rule 1: a call that carries only a key still reaches the company and its campaign", async () => {
    await append([
      visit("2026-03-01T09:00:00Z", "v1", "paid-search", { utm_campaign: "launch" }),
      event("2026-03-02T09:00:00Z", "signed_up", { visitor: "v1", person: "per_a", company: "com_a" }),
      call("2026-03-10T09:00:00Z", "live", { company: "com_a" }),
    ]);
    await reloadLinks();
    const { person, company } = await touchpoints("company=com_a&stage=first_live_call");
    expect(person).toBeNull();
    expect(company?.credits.linear).toMatchObject([{ channel: "paid-search", campaign: "launch", credit: 1 }]);
  });

  test("rule 5: changing company moves the future, not the past", async () => {
    await append([
      event("2026-03-01T09:00:00Z", "page_viewed", { visitor: "v1" }, { path: "/docs" }),
      event("2026-03-02T09:00:00Z", "signed_up", { visitor: "v1", person: "per_a", company: "com_old" }),
      event("2026-03-05T09:00:00Z", "company_joined", { visitor: "v1", person: "per_a", company: "com_new" }),
      call("2026-03-06T09:00:00Z", "sandbox", { person: "per_a", company: "com_new" }),
    ]);
    await reloadLinks();
    expect(await firsts("company", "com_old")).toEqual(["page_viewed 2026-03-01T09:00", "signed_up 2026-03-02T09:00"]);
    expect(await firsts("company", "com_new")).toEqual([
      "company_joined 2026-03-05T09:00",
      "first_sandbox_2xx 2026-03-06T09:00",
      "first_sandbox_call 2026-03-06T09:00",
    ]);
    expect(await firsts("person", "per_a")).toHaveLength(5);
  });
});

async function conversions(query: string): Promise<string[]> {
  const params = new URLSearchParams(`from=2026-03-01&to=2026-03-31&${query}`);
  const { data } = await conversionsReport.run(parseReportParams(conversionsReport, params));
  return data.map((one) => `${one.kind} ${one.id}`);
}

function split(rows: LedgerRow[], sizes: number[]): LedgerRow[][] {
  const batches: LedgerRow[][] = [];
  for (let from = 0, i = 0; from < rows.length; i++) {
    const size = sizes[i % sizes.length] as number;
    batches.push(rows.slice(from, from + size));
    from += size;
  }
  return batches;
}
