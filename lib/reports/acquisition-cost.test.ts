import { beforeEach, expect, test, vi } from "vitest";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { keepMeteredAmounts } from "@/lib/plans/keep-metered-amounts";
import { recordSpend } from "@/lib/spend/record-spend";
import { recordSpendInput } from "@/lib/spend/schema";
import { setBudget } from "@/lib/spend/set-budget";
import { acquisitionCostReport } from "./acquisition-cost";
import { parseReportParams } from "./parse-report-params";
import { append, call, emptyLedger, event, reloadLinks, visit } from "./testing/ledger";
import { toCsv } from "./to-csv";

// What a company's usage costs is tested in lib/plans; here it is given.
vi.mock("@/lib/plans/list-metered-amounts", () => ({
  listMeteredAmounts: async () => [
    { companyId: "com_a", day: "2026-05-25", amount: "30.00" },
    { companyId: "com_a", day: "2026-05-26", amount: "0.03" },
    { companyId: "com_z", day: "2026-05-25", amount: "999.00" },
  ],
}));

useStores();

const run = (query = "") =>
  acquisitionCostReport.run(
    parseReportParams(acquisitionCostReport, new URLSearchParams(`from=2026-05-01&to=2026-05-31&${query}`)),
  );
const spend = (rows: object[]) =>
  recordSpend(postgres(), recordSpendInput.parse({ rows }), { kind: "token", id: "tok_1" });

const came = (who: string, day: string, campaign: string, source: string) =>
  visit(`${day}T00:00:00Z`, `v_${who}`, campaign ? "paid-search" : "referral", {
    utm_campaign: campaign,
    utm_source: source,
  });
const who = (name: string) => ({ person: `per_${name}`, company: `com_${name}` });
const signedUp = (name: string, day: string) =>
  event(`${day}T12:00:00Z`, "signed_up", { visitor: `v_${name}`, ...who(name) });

/** Three companies: a by launch, then news; b by launch; c by nothing known. a calls both APIs and is certified, b the sandbox. */
beforeEach(async () => {
  await emptyLedger();
  await postgres().spendRow.deleteMany();
  await append([
    came("a", "2026-05-02", " LAUNCH ", "Google"),
    came("a", "2026-05-03", "news", "letter"),
    came("b", "2026-05-02", "launch", "bing"),
    signedUp("a", "2026-05-04"),
    signedUp("b", "2026-05-04"),
    signedUp("c", "2026-05-04"),
    call("2026-05-05T00:00:00Z", "sandbox", who("a")),
    call("2026-05-06T00:00:00Z", "sandbox", who("b")),
    call("2026-05-07T00:00:00Z", "live", who("a"), { valuable: true }),
    call("2026-05-08T00:00:00Z", "live", who("a"), { valuable: true }),
    event("2026-05-09T00:00:00Z", "app_certified", who("a")),
  ]);
  await reloadLinks();
  await keepMeteredAmounts(postgres());
  await spend([
    { date: "2026-05-01", source: "Google", campaign: "Launch", amount: "60.00", clicks: 10, impressions: 1_000 },
    { date: "2026-05-20", source: "bing", campaign: "Launch ", amount: "30.10", clicks: 20 },
    { date: "2026-05-10", source: "linkedin", campaign: "=idle", amount: "5" },
    { date: "2026-04-30", source: "google", campaign: "launch", amount: "1000" },
    { date: "2026-06-01", source: "google", campaign: "launch", amount: "1000" },
  ]);
});

test("by campaign, by hand: spend without conversions and conversions without spend are both there", async () => {
  const { rows, together, ...asked } = await run();
  expect(asked).toMatchObject({ entity: "company", model: "linear", returns: "metered_amount", currency: "EUR" });
  expect(rows.map((row) => row.campaign)).toEqual(["Launch", "=idle", "news"]);
  const [launch, idle, news] = rows;
  expect(launch).toMatchObject({
    sources: ["bing", "Google"],
    spend: "90.10",
    clicks: 30,
    impressions: 1_000,
    costPerClick: "3.00",
    stages: {
      // Half of a and all of b: 90.10 / 1.5
      signed_up: { conversions: 1.5, cost: "60.07" },
      first_sandbox_call: { conversions: 1.5, cost: "60.07" },
      first_live_call: { conversions: 0.5, cost: "180.20" },
      app_certified: { conversions: 0.5, cost: "180.20" },
    },
    // Half of 30.03, over 90.10
    value: "15.02",
    roas: "0.1666",
    pacing: null,
  });
  expect(idle).toMatchObject({ spend: "5.00", clicks: null, stages: { signed_up: { conversions: 0, cost: null } } });
  expect(idle).toMatchObject({ value: "0.00", roas: "0.0000" });
  expect(news).toMatchObject({ spend: "0.00", sources: [], roas: null, value: "15.02" });
  expect(news?.stages.first_live_call).toEqual({ conversions: 0.5, cost: null });
  // c came by nothing known, and counts here.
  expect(together).toMatchObject({ spend: "95.10", stages: { signed_up: { conversions: 3, cost: "31.70" } } });
  expect(together).toMatchObject({ value: "30.03", roas: "0.3158" });
});

test("by campaign and source", async () => {
  const { rows } = await run("breakdown=campaign_source&model=first_touch");
  expect(rows.map((row) => [row.campaign, row.sources, row.spend, row.stages.signed_up])).toEqual([
    ["Launch", ["Google"], "60.00", { conversions: 1, cost: "60.00" }],
    ["Launch", ["bing"], "30.10", { conversions: 1, cost: "30.10" }],
    ["=idle", ["linkedin"], "5.00", { conversions: 0, cost: null }],
  ]);
});

test.each([
  ["last_touch", 1, 1],
  ["shapley", 1.5, 0.5],
  // Without launch nobody converts, without news half: effects of 1 and 1/2, of two conversions.
  ["markov", 1.333333, 0.666667],
])("under %s; the metered amount is divided whole", async (model, launch, news) => {
  const { rows, together } = await run(`model=${model}`);
  const credit = (campaign: string) =>
    rows.find((row) => row.campaign.toLowerCase() === campaign)?.stages.signed_up.conversions;
  expect([credit("launch"), credit("news")]).toEqual([launch, news]);
  expect(together.value).toBe("30.03");
});

test("value by valuable calls, by person too; a metered amount is a company's", async () => {
  const { rows } = await run("entity=person&returns=valuable_calls");
  expect(rows[0]).toMatchObject({ campaign: "Launch", value: "1.00", roas: "0.0111" });
  expect((await run("entity=person")).together).toMatchObject({ value: null, roas: null });
  await expect(run("entity=person&returns=metered_amount")).rejects.toMatchObject({
    errors: [{ pointer: "?returns" }],
  });
});

test("a budget's pace is that of the last day's month, up to that day", async () => {
  await setBudget(postgres(), { campaign: "LAUNCH", amount: "310" }, "per_mia");
  const paced = await acquisitionCostReport.run(
    parseReportParams(acquisitionCostReport, new URLSearchParams("from=2026-04-15&to=2026-05-10")),
  );
  // 10 of 31 days; of May only the 1st lies before the 10th. April's 1,000 are spend of the period, not of the month.
  expect(paced.rows[0]).toMatchObject({
    spend: "1060.00",
    pacing: { month: "2026-05", budget: "310.00", spent: "60.00", expected: "100.00" },
  });
});

test("as a table no cell is a formula", async () => {
  const lines = toCsv(acquisitionCostReport.toTable(await run())).split("\r\n");
  expect(lines[0]).toContain(
    "campaign,sources,spend,currency,clicks,impressions,cost_per_click,signed_up,cost_per_signed_up",
  );
  expect(lines[1]).toMatch(/^Launch,bing \| Google,90\.10,EUR,30,1000,3\.00,1\.5,60\.07/);
  expect(lines[2]).toMatch(/^'=idle,linkedin,5\.00/);
});
