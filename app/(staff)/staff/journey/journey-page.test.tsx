import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { useStores } from "@/lib/base/testing/stores";
import { activityReport } from "@/lib/reports/activity";
import { conversionsReport } from "@/lib/reports/conversions";
import { parseReportParams } from "@/lib/reports/parse-report-params";
import { append, emptyLedger, reloadLinks } from "@/lib/reports/testing/ledger";
import { march } from "@/lib/reports/testing/march";
import { createNames } from "@/lib/reports/testing/names";
import TouchpointsPage from "../touchpoints/page";
import { PathChooser } from "../touchpoints/path-chooser";
import JourneyPage from "./(overview)/page";
import LayerPage from "./[layer]/page";

// Who may see the pages is tested with requireStaff itself; here somebody may.
vi.mock("@/lib/access/require-staff", () => ({
  requireStaff: async () => ({ staffRole: "viewer" }),
  mayEnter: () => true,
}));

// biome-ignore lint/correctness/useHookAtTopLevel: no hook of React
useStores();
beforeAll(createNames);

const march31 = { from: "2026-03-01", to: "2026-03-31" };
const journey = async (search: Record<string, string> = {}) =>
  renderToStaticMarkup(await JourneyPage({ searchParams: Promise.resolve({ ...march31, ...search }) }));
const layer = async (number: string, search: Record<string, string> = {}) =>
  renderToStaticMarkup(
    await LayerPage({
      params: Promise.resolve({ layer: number }),
      searchParams: Promise.resolve({ ...march31, ...search }),
    }),
  );
const touchpoints = async (search: Record<string, string>) =>
  renderToStaticMarkup(await TouchpointsPage({ searchParams: Promise.resolve(search) }));
const text = (html: string) =>
  html
    .replace(/<[^>]+>/g, " ")
    .replaceAll("&#x27;", "'")
    .replace(/\s+/g, " ");

/** Every link into a list, with its address and what it says. */
function listLinks(html: string): { layer: string; query: URLSearchParams; says: string }[] {
  return [...html.matchAll(/<a [^>]*href="\/staff\/journey\/(\d+)\?([^"]*)"[^>]*>(.*?)<\/a>/g)].map((match) => ({
    layer: match[1] as string,
    query: new URLSearchParams((match[2] as string).replaceAll("&amp;", "&")),
    says: text(match[3] as string).trim(),
  }));
}

/** How many rows, or how much in all, the list behind a link has. */
async function countBehind({ layer: number, query }: { layer: string; query: URLSearchParams }): Promise<number> {
  const asked = new URLSearchParams(query);
  asked.set("limit", "1000");
  if (asked.has("metric")) {
    const { data } = await activityReport.run(parseReportParams(activityReport, asked));
    return data.reduce((sum, one) => sum + one.value, 0);
  }
  if (!asked.has("stage")) asked.set("layer", number);
  return (await conversionsReport.run(parseReportParams(conversionsReport, asked))).data.length;
}

describe("with nothing in the ledger", () => {
  test("every layer stands there with a zero and says what fills it", async () => {
    const html = await journey();
    expect(text(html)).toContain("Report your API's calls to POST /v1/usage");
    expect(html.match(/Nothing in this period/g)).toHaveLength(11);
    expect(listLinks(html)).toEqual([]);
    expect(text(await layer("5"))).toContain("No people in this period");
    expect(text(await touchpoints({ person: "per_ada" }))).toContain("No milestone yet");
  });
});

describe("March on the pages", () => {
  beforeAll(async () => {
    await emptyLedger();
    await append(march);
    await reloadLinks();
  });

  test.each([
    {},
    { entity: "company" },
    { compare: "previous", breakdown: "campaign" },
    { "filter[channel]": "paid-search" },
  ])("every number opens to as many people or companies as it says: %j", async (search) => {
    const links = listLinks(await journey(search as Record<string, string>));
    expect(links.length).toBeGreaterThan(25);
    const distinct = [...new Map(links.map((link) => [`${link.layer}?${link.query}${link.says}`, link])).values()];
    // A share opens to those who came on; the K-factor to what it is made of.
    const counted = distinct.filter((link) => !link.says.endsWith("%") && link.says !== "0.33");
    const behind = await Promise.all(counted.map(countBehind));
    const name = (link: (typeof links)[number]) => `${link.layer}?${link.query}`;
    expect(counted.map((link, index) => `${name(link)} ${behind[index]}`)).toEqual(
      counted.map((link) => `${name(link)} ${Number.parseFloat(link.says)}`),
    );
  });

  test("the breakdown shows each campaign, and a share opens to those who came on", async () => {
    const html = await journey({ breakdown: "campaign" });
    expect(text(html)).toMatch(/By campaign .* launch 1 1 100\s?%/);
    const converted = listLinks(await journey()).filter((link) => link.query.get("measure") === "converted");
    expect(converted.map((link) => `${link.layer} ${link.says}`)).toEqual([
      "2 66.7%",
      "3 66.7%",
      "4 50%",
      "5 100%",
      "6 100%",
      "11 100%",
    ]);
    expect(await countBehind(converted[0] as (typeof converted)[0])).toBe(2);
  });

  test("a list names people and leads to their paths", async () => {
    const html = await layer("3");
    expect(text(html)).toMatch(/Ben 21 Mar 2026, 12:30 UTC 1 d Invite/);
    expect(html).toContain('href="/staff/touchpoints?person=per_ben"');
    expect(text(await layer("1", { metric: "page_views" }))).toContain("Without a visitor id 1");
    expect(text(await layer("2", { entity: "company" }))).toContain("Acme");
  });

  test("Ben's path: the invite by person, the ad by company, side by side", async () => {
    const words = text(await touchpoints({ person: "per_ben", stage: "first_sandbox_2xx" }));
    const [person = "", company = ""] = words.split("By company");
    expect(person).toMatch(/By person Ben Invite .*invited by Ada/);
    expect(person).toMatch(/Linear 100%/);
    expect(company).toMatch(/Acme Paid search launch .* by Ada/);
    expect(company).not.toContain("Invite ");
  });

  test("an address with mistakes says which, and the controls stay", async () => {
    const words = text(await journey({ from: "soon", entity: "team" }));
    expect(words).toContain("from must be a day, YYYY-MM-DD");
    expect(words).toContain("Break down by");
    expect(text(await layer("2", { cursor: "x" }))).toContain("cursor is not a cursor of this list");
  });

  test("whose path: found by name", async () => {
    const words = text(renderToStaticMarkup(await PathChooser({ search: "ada" })));
    expect(words).toContain("Ada Acme");
    expect(words).not.toContain("Ben");
  });
});
