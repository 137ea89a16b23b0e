import { beforeAll, expect, test } from "vitest";
import { useStores } from "@/lib/base/testing/stores";
import { gridReport } from "./grid";
import { parseReportParams } from "./parse-report-params";
import { append, event, reloadLinks } from "./testing/ledger";
import { march } from "./testing/march";

useStores();
beforeAll(async () => {
  const ada = { person: "per_ada", company: "com_acme" };
  await append([
    ...march,
    event("2026-03-03T10:10:00Z", "app_created", ada, { app_name: "Mill" }),
    event("2026-03-03T10:20:00Z", "key_created", ada, { environment: "sandbox" }),
  ]);
  await reloadLinks();
});

const run = (query: string) => gridReport.run(parseReportParams(gridReport, new URLSearchParams(query)));
const counts = async (query: string) =>
  Object.fromEntries((await run(query)).cells.map((cell) => [cell.id, cell.steps.map((step) => step.reached)]));

test("Ada, Ben, Cleo and a reader: counted by hand", async () => {
  // Of March: Ada, Ben and v3 saw their first page (Cleo's was in February); Ada and Ben signed up; Ada made app and key.
  // Ben called the sandbox only; the company's calls are Ada's.
  expect(await counts("from=2026-03-01&to=2026-03-31")).toEqual({
    "person-web": [3, 2, 1, 1],
    "person-api": [2, 2, 1, 1, 1],
    "company-web": [1, 1, 1, 1],
    "company-api": [1, 1, 1, 1, 1],
  });
});

test("Cleo's row began in February, and what she did since belongs to it", async () => {
  expect((await counts("from=2026-02-01&to=2026-03-31"))["person-web"]).toEqual([4, 3, 1, 1]);
  expect((await counts("from=2026-02-01&to=2026-02-28"))["person-web"]).toEqual([1, 0, 0, 0]);
});

test("shares are of the first step and of the one before; waits are the median", async () => {
  const { cells } = await run("from=2026-03-01&to=2026-03-31&filter[channel]=paid-search");
  const web = cells.find((cell) => cell.id === "person-web");
  expect(web?.steps.map((step) => [step.reached, step.ofFirst, step.ofBefore])).toEqual([
    [1, 1, null],
    [1, 1, 1],
    [1, 1, 1],
    [1, 1, 1],
  ]);
  expect(web?.steps[0]?.medianMs).toBeNull();
  expect(web?.steps[1]?.medianMs).toBeGreaterThan(0);
});
