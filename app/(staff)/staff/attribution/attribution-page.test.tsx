import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { useStores } from "@/lib/base/testing/stores";
import { attributedConversionsReport } from "@/lib/reports/attributed-conversions";
import { parseReportParams } from "@/lib/reports/parse-report-params";
import { append, reloadLinks } from "@/lib/reports/testing/ledger";
import { march } from "@/lib/reports/testing/march";
import { createNames } from "@/lib/reports/testing/names";
import AttributedConversionsPage from "./conversions/page";
import AttributionPage from "./page";

// Who may see the pages is tested with requireStaff itself; here somebody may.
vi.mock("@/lib/access/require-staff", () => ({ requireStaff: async () => ({ staffRole: "viewer" }) }));

// biome-ignore lint/correctness/useHookAtTopLevel: no hook of React
useStores();

const march31 = { from: "2026-03-01", to: "2026-03-31" };
const page = async (search: Record<string, string>) =>
  renderToStaticMarkup(await AttributionPage({ searchParams: Promise.resolve({ ...march31, ...search }) }));
const text = (html: string) => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");

test("with nothing in the ledger it says what to do", async () => {
  expect(text(await page({}))).toContain("Choose a longer period, or an earlier step of the journey");
});

test("an address that asks for nonsense is told what is wrong", async () => {
  expect(text(await page({ stage: "rich" }))).toContain("This address asks for something that does not exist");
});

describe("with Ada, Ben and Cleo", () => {
  beforeAll(async () => {
    await createNames();
    await append(march);
    await reloadLinks();
  });

  test("every cell opens to conversions whose shares sum to it", async () => {
    const html = await page({ stage: "signed_up" });
    const links = [...html.matchAll(/href="\/staff\/attribution\/conversions\?([^"]*)"[^>]*>([^<]*)</g)].map(
      (match) => ({
        query: new URLSearchParams((match[1] as string).replaceAll("&amp;", "&")),
        says: Number(match[2]),
      }),
    );
    expect(links.length).toBeGreaterThan(8);
    for (const { query, says } of links.filter((link) => link.query.get("model") !== "markov")) {
      const { data } = await attributedConversionsReport.run(parseReportParams(attributedConversionsReport, query));
      expect(data.reduce((sum, one) => sum + one.credit, 0)).toBeCloseTo(says, 2);
    }
  });

  test("a cell's page names who, and leads on to their path", async () => {
    const html = renderToStaticMarkup(
      await AttributedConversionsPage({
        searchParams: Promise.resolve({ ...march31, stage: "signed_up", of: "paid-search", model: "linear" }),
      }),
    );
    expect(text(html)).toContain("Channel: Paid search");
    expect(html).toContain("/staff/touchpoints?person=per_ada&amp;stage=signed_up");
  });
});
