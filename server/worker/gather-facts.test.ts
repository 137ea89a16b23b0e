import { beforeAll, describe, expect, it } from "vitest";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { eventRow } from "@/lib/events/testing/journal-rows";
import { FactGatherer } from "./gather-facts";

useStores();

const visit = (id: string, visitor: string, occurred_at: string, properties: object, person_id = "") =>
  eventRow(id, {
    name: "visit_started",
    visitor_id: visitor,
    visit_id: `vst_${id}`,
    occurred_at,
    person_id,
    properties: JSON.stringify(properties),
  });

beforeAll(async () => {
  const values = [
    visit("1", "vis_phone", "2026-02-01T10:00:00.000Z", {
      channel: "paid-search",
      utm_campaign: "spring",
      landing_path: "/",
    }),
    visit("2", "vis_laptop", "2026-02-03T10:00:00.000Z", { channel: "direct", landing_path: "/docs" }),
    visit("3", "vis_stranger", "2026-02-04T10:00:00.000Z", { channel: "referral", referrer_host: "example.com" }),
    eventRow("4", { name: "signed_up", visitor_id: "vis_laptop", person_id: "per_ada", company_id: "com_mill" }),
    eventRow("5", { name: "signed_in", visitor_id: "vis_phone", person_id: "per_ada", company_id: "com_mill" }),
  ];
  await clickhouse().insert({ table: "events", values, format: "JSONEachRow" });
  await clickhouse().command({ query: "SYSTEM RELOAD DICTIONARY visitor_alias" });
  const db = postgres();
  await db.company.create({ data: { id: "com_mill", name: "Mill Books", slug: "mill", kind: "organisation" } });
  await db.person.create({ data: { id: "per_ada", name: "Ada", email: "ada@mill.example", companyId: "com_mill" } });
  await db.companyTerm.create({ data: { personId: "per_ada", companyId: "com_mill", since: new Date("2026-02-01") } });
});

describe("what is known of people at delivery", () => {
  it("is whom a visitor turned out to be, their company now, and the first touch over all their browsers", async () => {
    const facts = await new FactGatherer(postgres()).gather([
      eventRow("a", { visitor_id: "vis_laptop" }),
      eventRow("b", { visitor_id: "vis_stranger" }),
      eventRow("c", { visitor_id: "", person_id: "" }),
    ]);
    expect([...facts.persons]).toEqual([["vis_laptop", "per_ada"]]);
    expect(facts.companyAt("per_ada", Date.parse("2026-03-01"))).toBe("com_mill");
    expect(facts.names.get("per_ada")).toEqual({ name: "Ada", email: "ada@mill.example" });
    expect(facts.names.get("com_mill")?.name).toBe("Mill Books");
    expect(Object.fromEntries(facts.firstTouches)).toEqual({
      per_ada: {
        channel: "paid-search",
        utm_campaign: "spring",
        landing_path: "/",
        occurred_at: "2026-02-01T10:00:00.000Z",
      },
      vis_stranger: {
        channel: "referral",
        referrer_host: "example.com",
        occurred_at: "2026-02-04T10:00:00.000Z",
      },
    });
  });
});
