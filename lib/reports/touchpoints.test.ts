import { beforeAll, describe, expect, test } from "vitest";
import { pathModels } from "@/lib/attribution/schema";
import { useStores } from "@/lib/base/testing/stores";
import { parseReportParams } from "./parse-report-params";
import { append, event, reloadLinks, visit } from "./testing/ledger";
import { march } from "./testing/march";
import { createNames } from "./testing/names";
import { touchpointsReport } from "./touchpoints";

useStores();
beforeAll(async () => {
  await createNames();
  await append([
    ...march,
    // Cleo's other ways in, and a sign-up of hers that lies in between: later touches never count.
    visit("2026-02-20T07:00:00Z", "v4", "direct"),
    visit("2026-02-25T07:00:00Z", "v4", "email", { utm_source: "newsletter", utm_campaign: "news" }),
    visit("2026-03-08T07:00:00Z", "v4", "organic-search", { utm_source: "google", landing_path: "/pricing" }),
    visit("2026-03-09T07:00:00Z", "v4", "referral", { referrer_host: "blog.example" }),
    visit("2025-12-01T07:00:00Z", "v4", "paid-social", { utm_campaign: "old" }),
  ]);
  await reloadLinks();
});

const run = (query: string) => touchpointsReport.run(parseReportParams(touchpointsReport, new URLSearchParams(query)));

describe("Ada and Ben (domain.md), from the ledger", () => {
  test("Ben's first call belongs to the invite by person and to the ad by company, side by side, in every model", async () => {
    const result = await run("person=per_ben&stage=first_sandbox_2xx");
    expect(result.asked).toEqual({ kind: "person", id: "per_ben", name: "Ben" });
    expect(result.person?.at).toEqual(new Date("2026-03-21T12:30:00Z"));
    // The company had called before Ben did: its conversion is its own first.
    expect(result.company).toMatchObject({ id: "com_acme", name: "Acme", at: new Date("2026-03-04T11:00:00Z") });
    for (const model of pathModels) {
      expect(result.person?.credits[model]).toEqual([
        { channel: "invite", campaign: "", credit: 1, visitIds: ["vst 2026-03-20T12:00:00Z v2"] },
      ]);
      expect(result.company?.credits[model]).toEqual([
        { channel: "paid-search", campaign: "launch", credit: 1, visitIds: ["vst 2026-03-02T10:00:00Z v1"] },
      ]);
    }
    expect(result.names).toMatchObject({ per_ada: "Ada", per_ben: "Ben", com_acme: "Acme" });
  });

  test("also when the company converts through Ben, after his invite", async () => {
    await append([event("2026-03-28T10:00:00Z", "app_certified", { person: "per_ben", company: "com_acme" })]);
    const result = await run("company=com_acme&stage=app_certified");
    expect(result.person).toMatchObject({ id: "per_ben", name: "Ben" });
    expect(result.company?.touches.map((touch) => [touch.channel, touch.personId, touch.fromOwnCompany])).toEqual([
      ["paid-search", "per_ada", false],
      ["invite", "per_ben", true],
    ]);
    for (const model of pathModels) {
      expect(result.person?.credits[model].map((credit) => credit.channel)).toEqual(["invite"]);
      expect(result.company?.credits[model].map((credit) => credit.campaign)).toEqual(["launch"]);
    }
  });

  test("each touch says where it came from and where it landed", async () => {
    const [touch] = (await run("person=per_ada")).person?.touches ?? [];
    expect(touch).toEqual({
      visitId: "vst 2026-03-02T10:00:00Z v1",
      at: new Date("2026-03-02T10:00:00Z"),
      personId: "per_ada",
      visitorId: "v1",
      channel: "paid-search",
      source: "google",
      medium: "cpc",
      campaign: "launch",
      term: "",
      content: "",
      clickIdKind: "gclid",
      referrerHost: "",
      landingPath: "/docs/quickstart",
      inviterId: null,
      listingId: null,
      fromOwnCompany: false,
    });
  });
});

describe("a path of several touches", () => {
  test("credits by hand: news twice with direct between, then search", async () => {
    const { person } = await run("person=per_cleo&stage=signed_up");
    expect(person?.touches.map((touch) => touch.channel)).toEqual(["email", "direct", "email", "organic-search"]);
    const credits = (model: (typeof pathModels)[number]) =>
      person?.credits[model].map((one) => [one.channel, one.credit]);
    expect(credits("first_touch")).toEqual([["email", 1]]);
    expect(credits("last_touch")).toEqual([["organic-search", 1]]);
    expect(credits("linear")).toEqual([
      ["email", 0.5],
      ["organic-search", 0.5],
    ]);
    // News was last met 11 days before the search: 2^(-11/7) to 1.
    expect(credits("time_decay")).toEqual([
      ["email", 0.251763],
      ["organic-search", 0.748237],
    ]);
    expect(person?.credits.linear[0]?.visitIds).toEqual(["vst 2026-02-10T07:00:00Z v4", "vst 2026-02-25T07:00:00Z v4"]);
  });

  test("the lookback reaches as far as it is told", async () => {
    const far = await run("person=per_cleo&stage=signed_up&lookback_days=100");
    expect(far.person?.credits.first_touch[0]?.campaign).toBe("old");
    const near = await run("person=per_cleo&stage=signed_up&lookback_days=1");
    expect(near.person?.touches.map((touch) => touch.channel)).toEqual(["organic-search"]);
  });
});

describe("which conversion", () => {
  test("without a stage, how they got furthest", async () => {
    const ada = await run("person=per_ada");
    expect(ada.stage).toBe("invite_sent");
    expect(ada.milestones.map((one) => one.stage)).toContain("first_valuable_call");
    expect((await run("person=per_cleo")).stage).toBe("support_requested");
  });

  test("a stage not reached, or nobody at all, has no sides", async () => {
    expect(await run("person=per_cleo&stage=first_live_call")).toMatchObject({ person: null, company: null });
    expect(await run("company=com_unknown")).toMatchObject({
      stage: null,
      milestones: [],
      person: null,
      company: null,
    });
  });

  test("a company's stage that no person reached has the company's side only", async () => {
    const result = await run("company=com_acme&stage=first_listing_click");
    expect(result.person).toBeNull();
    expect(result.company?.at).toEqual(new Date("2026-03-26T08:01:00Z"));
  });

  test("as a table, a row per side and touch, credit at the first touch of a channel and campaign", async () => {
    const { columns, rows } = touchpointsReport.toTable(await run("person=per_cleo&stage=signed_up"));
    const linear = columns.indexOf("linear");
    expect(rows.map((row) => [row[0], row[5], row[linear]])).toEqual([
      ["person", "email", 0.5],
      ["person", "direct", 0],
      ["person", "email", 0],
      ["person", "organic-search", 0.5],
      ["company", "email", 0.5],
      ["company", "direct", 0],
      ["company", "email", 0],
      ["company", "organic-search", 0.5],
    ]);
  });
});
