import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { useStores } from "@/lib/base/testing/stores";
import { append, event, reloadLinks } from "@/lib/reports/testing/ledger";
import { march } from "@/lib/reports/testing/march";
import ContentPage from "./content/page";
import FirstCallPage from "./first-call/page";
import GridPage from "./grid/page";
import ReferralsPage from "./referrals/page";
import RetentionPage from "./retention/page";

// Who may see the pages is tested with requireStaff itself; here somebody may.
vi.mock("@/lib/access/require-staff", () => ({ requireStaff: async () => ({ staffRole: "viewer" }) }));

// biome-ignore lint/correctness/useHookAtTopLevel: no hook of React
useStores();

type Page = (props: { searchParams: Promise<Record<string, string>> }) => Promise<React.JSX.Element>;
const text = async (page: Page, search: Record<string, string> = {}) =>
  renderToStaticMarkup(
    await page({ searchParams: Promise.resolve({ from: "2026-03-01", to: "2026-03-31", ...search }) }),
  )
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");

test("with nothing in the ledger each says what to do, and what is wrong with a wrong address", async () => {
  expect(await text(FirstCallPage)).toContain("Nobody signed up in this period");
  expect(await text(RetentionPage)).toContain("Nobody began in this period");
  expect(await text(GridPage)).toContain("No companies began here in this period");
  expect(await text(GridPage, { "filter[channel]": "email", shape: "round" })).toContain("does not exist");
  expect(await text(ContentPage)).toContain("Nobody has read the docs in this period");
  expect(await text(ReferralsPage)).toContain("Nobody has invited anybody");
  for (const page of [FirstCallPage, RetentionPage])
    expect(await text(page, { breakdown: "shoe size" })).toContain("does not exist");
});

describe("with Ada, Ben and Cleo", () => {
  beforeAll(async () => {
    await append(march);
    await reloadLinks();
  });

  test("time to first call: three signed up; of those in the sandbox, Ada and Ben called", async () => {
    const page = await text(FirstCallPage, { breakdown: "channel" });
    expect(page).toMatch(/Signed up 3/);
    expect(page).toContain("66.7% have called");
    expect(page).toContain("Paid search");
  });

  test("the grid's four cells", async () => {
    const page = await text(GridPage);
    expect(page).toMatch(/People on the web saw a page 3/);
    expect(page).toMatch(/Companies on the API first sandbox call 1/);
  });

  test("content: what Ada read before her first call", async () => {
    const path = "/docs/visit-elsewhere";
    await append([
      event("2026-03-30T10:00:00Z", "feedback_given", { visitor: "v_loud", path }, { path, helpful: false }),
    ]);
    const page = await text(ContentPage);
    expect(page).toMatch(/\/docs\/quickstart 1 0 0 1 0 0/);
    // What somebody's browser called a page is no link, and says so.
    expect(page).toMatch(/\/docs\/visit-elsewhere no page of the portal now/);
  });

  test("referrals: Ada invited Ben", async () => {
    const page = await text(ReferralsPage);
    expect(page).toMatch(/K-factor 0\.33/);
    expect(page).toMatch(/per_ada 1 1 1 0/);
  });

  test("retention by calls and by visits", async () => {
    expect(await text(RetentionPage)).toMatch(/All 2 100%/);
    expect(await text(RetentionPage, { on: "visits", grain: "month", breakdown: "channel" })).toContain("Paid search");
  });
});
