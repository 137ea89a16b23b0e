import { beforeAll, describe, expect, test } from "vitest";
import { hourMs } from "@/lib/base/clock";
import { useStores } from "@/lib/base/testing/stores";
import { journeyReport } from "./journey";
import { parseReportParams } from "./parse-report-params";
import type { JourneyResult } from "./schema";
import { append, call, event, reloadLinks, visit } from "./testing/ledger";
import { march } from "./testing/march";

useStores();

const run = (query = ""): Promise<JourneyResult> =>
  journeyReport.run(parseReportParams(journeyReport, new URLSearchParams(`from=2026-03-01&to=2026-03-31&${query}`)));
const column = <T>(result: JourneyResult, pick: (layer: JourneyResult["layers"][number]) => T) =>
  result.layers.map(pick);
const metrics = (result: JourneyResult) =>
  Object.fromEntries(result.layers.flatMap((layer) => layer.metrics.map((metric) => [metric.id, metric.value])));

test("before anything happened every layer is an honest zero", async () => {
  const result = await run("compare=previous&breakdown=channel");
  expect(
    column(result, (layer) => [layer.reached, layer.persons, layer.companies, layer.conversion, layer.medianMs]),
  ).toEqual(Array.from({ length: 11 }, () => [0, 0, 0, null, null]));
  expect(Object.entries(metrics(result)).filter(([, value]) => value !== 0)).toEqual(
    // What others tell, and what nobody did, is not known to be none.
    ["feed_subscribers", "repository_stars", "repository_forks", "repository_watchers", "first_answer", "k_factor"].map(
      (id) => [id, null],
    ),
  );
  expect(result.groups).toEqual([]);
});

describe("March, counted by hand", () => {
  beforeAll(async () => {
    await append(march);
    await reloadLinks();
  });

  test("by person", async () => {
    const result = await run();
    //                                             1  2  3  4  5  6  7  8  9 10 11
    expect(column(result, (l) => l.reached)).toEqual([3, 3, 2, 1, 1, 1, 1, 0, 1, 1, 1]);
    expect(column(result, (l) => l.persons)).toEqual([2, 3, 2, 1, 1, 1, 1, 0, 1, 1, 1]);
    expect(column(result, (l) => l.companies)).toEqual([1, 2, 1, 1, 1, 1, 1, 0, 1, 1, 1]);
    // Cleo joined in March but reached layer 1 in February; Ada's end user came before her listing.
    expect(column(result, (l) => l.converted)).toEqual([null, 2, 2, 1, 1, 1, 0, 0, 0, 0, 1]);
    expect(column(result, (l) => l.conversion)).toEqual([null, 2 / 3, 2 / 3, 1 / 2, 1, 1, 0, 0, null, 0, 1]);
    // Ada 24 h and Ben 0.5 h to join; both 24 h to the sandbox; Ada 25 h to certify, 120 h to production, 0 to value, 214 h from end user to invite.
    const hours = (ms: number | null) => ms && ms / hourMs;
    expect(column(result, (l) => hours(l.medianMs))).toEqual([
      null,
      12.25,
      24,
      25,
      120,
      0,
      null,
      null,
      null,
      null,
      214,
    ]);
    expect(column(result, (l) => hours(l.p90Ms))).toEqual([null, 21.65, 24, 25, 120, 0, null, null, null, null, 214]);
  });

  test("by company: Cleo's and Ada's", async () => {
    const result = await run("entity=company");
    expect(column(result, (l) => l.reached)).toEqual([1, 2, 1, 1, 1, 1, 1, 0, 1, 1, 1]);
    expect(column(result, (l) => l.converted)).toEqual([null, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1]);
    expect(column(result, (l) => l.conversion)).toEqual([null, 1, 1 / 2, 1, 1, 1, 0, 0, null, 0, 1]);
  });

  test("the metrics of each layer", async () => {
    expect(metrics(await run())).toEqual({
      ...{ page_views: 6, visitors: 4, docs_read: 0, searches: 0, snippets: 0, feedback: 0 },
      ...{ feed_subscribers: null, repository_stars: null, repository_forks: null, repository_watchers: null },
      ...{ sign_ups: 3, new_companies: 2, apps: 0, keys: 0 },
      ...{ sandbox_calls: 3, sandbox_developers: 2, sandbox_successful: 2, tasks: 0 },
      ...{ certifications: 1, certified_developers: 1, certified_apps: 0, attempts: 0, submissions: 0 },
      ...{ live_calls: 1, live_companies: 1, live_successful: 1 },
      ...{ valuable_calls: 1, metered: 2.5, live_get: 0, live_post: 1, live_put: 0, live_patch: 0, live_delete: 0 },
      ...{ support_requests: 1, support_answers: 0, first_answer: null, support_solved: 0, resources: 0 },
      ...{ audits: 0, audited_developers: 0, audited_apps: 0, overdue_audits: 0 },
      ...{ listings: 1, featured: 0, listings_submitted: 0, listed_apps: 0, showcased_companies: 0 },
      ...{ end_users: 1, end_user_sessions: 1, retained_end_users: 0, listing_views: 1, listing_clicks: 1 },
      ...{ invites: 1, invites_accepted: 1, referrals: 1, k_factor: 1 / 3 },
    });
  });

  test("compared with the 31 days before, Cleo's first look is there, known as hers since", async () => {
    const result = await run("compare=previous");
    expect(result.previousPeriod).toEqual({ from: "2026-01-29", to: "2026-02-28" });
    expect(column(result, (l) => l.previous?.reached)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(result.layers[0]?.previous).toMatchObject({ persons: 1, companies: 1 });
    expect(result.layers[0]?.previous?.metrics[0]).toMatchObject({ id: "page_views", value: 1 });
  });

  test("broken down by channel and campaign, everybody is in one group", async () => {
    const reached = (result: JourneyResult) =>
      Object.fromEntries((result.groups ?? []).map((g) => [g.value, g.layers.map((l) => l.reached).join(" ")]));
    expect(reached(await run("breakdown=channel"))).toEqual({
      "paid-search": "1 1 1 1 1 1 0 0 1 1 1",
      invite: "1 1 1 0 0 0 0 0 0 0 0",
      "organic-search": "1 0 0 0 0 0 0 0 0 0 0",
      email: "0 1 0 0 0 0 1 0 0 0 0",
    });
    expect(reached(await run("breakdown=campaign"))).toEqual({
      launch: "1 1 1 1 1 1 0 0 1 1 1",
      "": "2 1 1 0 0 0 0 0 0 0 0",
      news: "0 1 0 0 0 0 1 0 0 0 0",
    });
    // By company there is no invite: Ben belongs to the company the ad brought (domain.md, Ada and Ben).
    expect(reached(await run("breakdown=channel&entity=company"))).toEqual({
      "paid-search": "1 1 1 1 1 1 0 0 1 1 1",
      email: "0 1 0 0 0 0 1 0 0 0 0",
    });
  });

  test("narrowed to a channel, counts and rollups are those of the people it brought", async () => {
    const person = await run("filter[channel]=paid-search");
    expect(column(person, (l) => l.reached)).toEqual([1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1]);
    expect(metrics(person)).toMatchObject({
      page_views: 2,
      visitors: 1,
      sign_ups: 1,
      sandbox_calls: 2,
      live_calls: 1,
      referrals: 0,
    });
    expect(person.series).toBeUndefined();
    // By company Ben's page, sign-up and call are the ad's too.
    const company = await run("filter[channel]=paid-search&entity=company");
    expect(metrics(company)).toMatchObject({ page_views: 3, visitors: 2, sign_ups: 2, sandbox_calls: 3, referrals: 1 });
    expect(metrics(await run("filter[campaign]=launch&filter[campaign]=news"))).toMatchObject({
      page_views: 3,
      sign_ups: 2,
    });
    expect(metrics(await run("filter[channel]=invite&filter[campaign]=launch"))).toMatchObject({
      page_views: 0,
      live_calls: 0,
    });
  });

  test("with one environment, calls of the other are not counted and reach no layer", async () => {
    const result = await run("environment=sandbox");
    expect(column(result, (l) => l.reached)).toEqual([3, 3, 2, 1, 0, 0, 1, 0, 1, 0, 1]);
    expect(metrics(result)).toMatchObject({ sandbox_calls: 3, live_calls: 0, valuable_calls: 0, end_users: 0 });
  });

  test("the series adds up to the counts, empty days included", async () => {
    const result = await run("grain=week");
    expect(result.series?.buckets).toEqual([
      "2026-02-23",
      "2026-03-02",
      "2026-03-09",
      "2026-03-16",
      "2026-03-23",
      "2026-03-30",
    ]);
    const values = Object.fromEntries((result.series?.values ?? []).map((one) => [one.id, one.values]));
    expect(values).toMatchObject({
      page_views: [0, 5, 0, 1, 0, 0],
      sign_ups: [0, 2, 0, 1, 0, 0],
      sandbox_calls: [0, 2, 0, 1, 0, 0],
      live_calls: [0, 0, 1, 0, 0, 0],
      valuable_calls: [0, 0, 1, 0, 0, 0],
      end_users: [0, 0, 1, 0, 0, 0],
    });
    expect((await run()).series?.buckets).toHaveLength(31);
  });

  test("as a table, a row per layer, or per value and layer", async () => {
    const plain = journeyReport.toTable(await run("compare=previous"));
    expect(plain.rows).toHaveLength(11);
    expect(plain.rows[1]?.slice(0, 8)).toEqual([2, "Join", "new developers", 3, 3, 3, 2, 2]);
    expect(new Set(plain.rows.map((row) => row.length))).toEqual(new Set([plain.columns.length]));
    const split = journeyReport.toTable(await run("breakdown=campaign"));
    expect(split.rows).toHaveLength(33);
    expect(split.rows[0]?.slice(0, 4)).toEqual(["", 1, "Reach", 2]);
  });
});

describe("who they are", () => {
  const ada = { person: "per_ada", company: "com_acme" };
  const cleo = { person: "per_cleo", company: "com_cleo" };
  const on = "2026-03-27T00:00:00Z";
  beforeAll(async () => {
    await append([
      event(on, "plan_assigned", { company: "com_acme" }, { plan_id: "scale", effective_at: "2099-01-01T00:00:00Z" }),
      event("2026-03-26T00:00:00Z", "plan_assigned", { company: "com_acme" }, { plan_id: "grow", effective_at: on }),
      event(on, "person_grouped", { company: "com_acme" }, { traits: { employees: 51 } }),
      event(on, "snippet_copied", { visitor: "v1" }, { path: "/docs", language: "Python" }),
      event("2026-03-28T00:00:00Z", "snippet_copied", { visitor: "v1" }, { path: "/docs", language: "go" }),
      visit("2026-03-30T00:00:00Z", "v6", "direct", { country: "DE", language: "de" }),
      event("2026-03-30T00:00:00Z", "page_viewed", { visitor: "v6" }, { path: "/" }),
      call("2026-03-30T01:00:00Z", "sandbox", ada, { sdk: "node" }),
      call("2026-03-30T02:00:00Z", "sandbox", ada, { sdk: "go" }),
      // The same end user a half hour later, and another company's of the same id; one of them came back from February.
      call("2026-03-10T11:40:00Z", "live", ada, { endUser: "e1" }),
      call("2026-03-30T03:00:00Z", "live", cleo, { endUser: "e1" }),
      call("2026-02-20T03:00:00Z", "live", cleo, { endUser: "e1" }),
      event("2026-03-09T09:10:00Z", "support_answered", cleo, { request_id: "req_1" }),
    ]);
    await reloadLinks();
  });

  const groupsOf = async (query: string) =>
    Object.fromEntries(
      ((await run(query)).groups ?? []).map((group) => [group.value, group.layers.map((l) => l.reached).join(" ")]),
    );

  test("by plan of today, company size, SDK of the first calls, first language, country and language", async () => {
    expect(await groupsOf("breakdown=plan&entity=company")).toEqual({
      grow: "1 1 1 1 1 1 0 0 1 1 1",
      free: "0 1 0 0 0 0 1 0 0 0 0",
    });
    // Visitors have no company, and so no plan.
    expect(await groupsOf("breakdown=plan")).toMatchObject({
      grow: "2 2 2 1 1 1 0 0 1 1 1",
      "": "2 0 0 0 0 0 0 0 0 0 0",
    });
    expect(await groupsOf("breakdown=company_size&entity=company")).toMatchObject({
      "51-200": "1 1 1 1 1 1 0 0 1 1 1",
    });
    // Ada: the end user of her call is a first time of hers.
    expect(await groupsOf("breakdown=sdk")).toMatchObject({ node: "1 1 1 1 1 1 0 0 1 1 1" });
    expect(await groupsOf("breakdown=first_language")).toMatchObject({ python: "1 1 1 1 1 1 0 0 1 1 1" });
    expect(await groupsOf("breakdown=country")).toMatchObject({ DE: "1 0 0 0 0 0 0 0 0 0 0" });
    expect(await groupsOf("breakdown=language")).toMatchObject({ de: "1 0 0 0 0 0 0 0 0 0 0" });
  });

  test("each group opens to the people in it, and together they are everybody", async () => {
    const all = await run("");
    for (const by of ["plan", "sdk", "company_size", "first_language", "country", "language"]) {
      const { groups = [] } = await run(`breakdown=${by}`);
      for (const layer of all.layers) {
        const sum = groups.reduce((total, group) => total + (group.layers[layer.layer - 1]?.reached ?? 0), 0);
        expect({ by, layer: layer.layer, sum }).toEqual({ by, layer: layer.layer, sum: layer.reached });
      }
      for (const { value, layers } of groups) {
        const narrowed = await run(`filter[${by}]=${value || "(none)"}`);
        expect({ by, value, reached: column(narrowed, (l) => l.reached) }).toEqual({
          ...{ by, value },
          reached: layers.map((layer) => layer.reached),
        });
      }
    }
  });

  test("end users are of their company; who came back from the period before is retained; answers have a time", async () => {
    const expected = { end_users: 2, end_user_sessions: 3, retained_end_users: 1, first_answer: 2 * hourMs };
    expect(metrics(await run())).toMatchObject(expected);
    // Counted again from the calls themselves.
    expect(metrics(await run("filter[plan]=grow&filter[plan]=free&entity=company"))).toMatchObject(expected);
    expect((await run()).layers[5]?.resources).toEqual([]);
  });

  test("whole months and the days at the ends of a period are counted once together", async () => {
    // Somebody of March once more in February and in April.
    await append([
      event("2026-02-20T00:00:00Z", "page_viewed", { visitor: "v6" }, { path: "/" }),
      event("2026-04-02T00:00:00Z", "page_viewed", { visitor: "v6" }, { path: "/" }),
      event("2026-04-02T00:00:00Z", "page_viewed", { visitor: "v60" }, { path: "/" }),
      call("2026-04-02T03:00:00Z", "live", cleo, { endUser: "e1" }),
    ]);
    const over = async (range: string) =>
      metrics((await journeyReport.run(parseReportParams(journeyReport, new URLSearchParams(range)))) as JourneyResult);
    const march = (await over("from=2026-03-01&to=2026-03-31")).visitors as number;
    expect(march).toBeGreaterThan(1);
    // v6 is March's already, v60 is new; a month that is not whole is counted by its days.
    expect((await over("from=2026-02-20&to=2026-04-02")).visitors).toBe(march + 1);
    expect((await over("from=2026-02-20&to=2026-04-01")).visitors).toBe(march);
    expect((await over("from=2026-03-30&to=2026-04-02")).visitors).toBe(2);
    expect((await over("from=2026-03-02&to=2026-04-02")).visitors).toBe(march + 1);
    // Cleo's came back in April: seen in March, and in the 33 days before that too.
    expect(await over("from=2026-03-01&to=2026-04-02")).toMatchObject({ end_users: 2, retained_end_users: 1 });
    expect(await over("from=2026-04-01&to=2026-04-30")).toMatchObject({ end_users: 1, retained_end_users: 1 });
  });
});
