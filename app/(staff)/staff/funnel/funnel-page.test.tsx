import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, expect, test, vi } from "vitest";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { saveFunnel } from "@/lib/reports/save-funnel";
import { append, reloadLinks } from "@/lib/reports/testing/ledger";
import { march } from "@/lib/reports/testing/march";
import { createNames } from "@/lib/reports/testing/names";
import FunnelPage from "./page";
import FunnelPeoplePage from "./people/page";
import { readBuilder, readEntries } from "./read-builder";

// Who may see the pages is tested with requireStaff itself; here somebody may.
vi.mock("@/lib/access/require-staff", () => ({
  requireStaff: async () => ({ id: "per_ada", staffRole: "marketing" }),
  mayEnter: () => true,
}));

// biome-ignore lint/correctness/useHookAtTopLevel: no hook of React
useStores();
beforeAll(async () => {
  await append(march);
  await reloadLinks();
  await createNames();
});

type Page = (props: { searchParams: Promise<Record<string, string>> }) => Promise<React.JSX.Element>;
const html = async (page: Page, search: Record<string, string>) =>
  renderToStaticMarkup(await page({ searchParams: Promise.resolve(search) }));
const text = async (page: Page, search: Record<string, string>) =>
  (await html(page, { from: "2026-03-01", to: "2026-03-31", ...search })).replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");

test("with no steps it says what to do; a wrong address says what is wrong and keeps what was typed", async () => {
  expect(await text(FunnelPage, {})).toContain("Choose the first step above");
  expect(await text(FunnelPage, { steps: "page_viewed(path=)" })).toContain("path needs a value");
  expect(await text(FunnelPage, { steps: "call(environment=live);call(status=500)" })).toMatch(
    /How far they came .* stopped before it/,
  );
  expect(await text(FunnelPage, { steps: "feedback_given" })).toContain("Nobody took the first step in this period");
});

test("counts, shares, times, the breakdown and the way to who stopped", async () => {
  const page = await text(FunnelPage, { steps: "page_viewed;!signed_in;signed_up", breakdown: "channel" });
  expect(page).toMatch(
    /1\. page_viewed 4 Without signed_in in between 2\. signed_up 3 75% of the first step 75% of the one before 1 stopped before it median 30 min/,
  );
  expect(page).toContain("Paid search");
  expect(await html(FunnelPage, { from: "2026-03-01", to: "2026-03-31", steps: "page_viewed;signed_up" })).toContain(
    "/staff/funnel/people?from=2026-03-01&amp;to=2026-03-31&amp;steps=page_viewed%3Bsigned_up&amp;step=1&amp;did=stopped",
  );
  const people = await html(FunnelPeoplePage, {
    from: "2026-03-01",
    to: "2026-03-31",
    steps: "signed_up;call",
    step: "1",
  });
  expect(people).toContain("/staff/touchpoints?person=per_cleo");
});

test("saved funnels stand on the page", async () => {
  await saveFunnel(
    postgres(),
    { name: "To the sign-up", address: "steps=page_viewed;signed_up", shared: true },
    "per_ben",
  );
  expect(await text(FunnelPage, {})).toMatch(/To the sign-up by Ben/);
});

test("the builder's form becomes a short address; what is taken out, moved or of another event goes", () => {
  const form = (given: Record<string, string>) => readBuilder(new URLSearchParams(given));
  const two = {
    ...{
      "e0.name": "page_viewed",
      "e0.platform": "web",
      "e0.c0.field": "path",
      "e0.c0.op": "~",
      "e0.c0.value": "/docs",
      "e0.c1.field": "",
    },
    ...{
      "e1.name": "signed_in",
      "e1.not": "not",
      "e2.name": "call",
      "e2.c0.field": "path",
      "e2.c0.value": "x",
      "e3.name": "",
    },
    ...{ order: "ordered", window: "30d", breakdown: "", entity: "company" },
  };
  expect(form(two)).toBe("steps=page_viewed@web(path~/docs);!signed_in;call&entity=company");
  expect(form({ ...two, do: "remove-1" })).toBe("steps=page_viewed@web(path~/docs);call&entity=company");
  expect(form({ ...two, do: "up-2", order: "strict" })).toBe(
    "steps=page_viewed@web(path~/docs);call;!signed_in&order=strict&entity=company",
  );
  expect(form({ ...two, do: "down-0" })).toBe("steps=!signed_in;page_viewed@web(path~/docs);call&entity=company");
  expect(form({ ...two, do: "up-0" })).toBe(form(two));
  expect(form({})).toBe("");
  const odd = form({ "e0.name": "search_performed", "e0.c0.field": "query", "e0.c0.value": "a&b + 100%; c" });
  expect(readEntries(new URLSearchParams(odd).get("steps"))[0]?.conditions[0]?.value).toBe("a&b + 100%; c");
});
