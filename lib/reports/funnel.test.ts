import { beforeAll, describe, expect, test } from "vitest";
import { useStores } from "@/lib/base/testing/stores";
import { funnelReport } from "./funnel";
import { readSteps, writeSteps } from "./funnel/steps-text";
import { funnelPeopleReport } from "./funnel-people";
import { parseReportParams } from "./parse-report-params";
import { append, call, event, reloadLinks } from "./testing/ledger";
import { march } from "./testing/march";
import { createNames } from "./testing/names";

useStores();
beforeAll(async () => {
  await append([
    ...march,
    // Comes back on the API side, and searches between sign-up and call.
    event("2026-03-03T12:00:00Z", "search_performed", { person: "per_ada" }, { query: "Webhooks", results: 7 }),
    call("2026-03-21T12:30:00Z", "sandbox", { person: "per_dan", company: "com_dan" }, { status: 503, sdk: "go" }),
  ]);
  await reloadLinks();
  await createNames();
});

const ask = (steps: string, more = "") => `from=2026-03-01&to=2026-03-31&${more}&steps=${encodeURIComponent(steps)}`;
const run = async (steps: string, more = "") =>
  funnelReport.run(parseReportParams(funnelReport, new URLSearchParams(ask(steps, more))));
const counts = async (steps: string, more = "") => (await run(steps, more)).steps.map((step) => step.reached);
const people = async (steps: string, more: string) =>
  funnelPeopleReport.run(parseReportParams(funnelPeopleReport, new URLSearchParams(ask(steps, more))));

const hour = 3_600_000;

describe("Ada, Ben, Cleo and a reader, by hand", () => {
  test("by person: v3 only reads, Cleo signs up, Ada and Ben call", async () => {
    const { steps } = await run("page_viewed;signed_up;call(status_class=2xx)");
    expect(steps.map(({ reached, stopped, ofFirst, ofBefore }) => [reached, stopped, ofFirst, ofBefore])).toEqual([
      [4, null, 1, null],
      [3, 1, 3 / 4, 3 / 4],
      [2, 1, 1 / 2, 2 / 3],
    ]);
    // Ada 24 h, Ben 30 min, Cleo 10 min; then Ada's first 2xx after 25 h (the 400 before does not count), Ben's after 24 h.
    expect(steps[1]).toMatchObject({ medianMs: hour / 2, p90Ms: expect.any(Number), sinceFirstMedianMs: hour / 2 });
    expect(steps[2]).toMatchObject({ medianMs: 24.5 * hour, sinceFirstMedianMs: ((49 + 24.5) / 2) * hour });
    // Bins: under 1 min, 5, 15, 1 h, 4 h, 1 d, 3 d, 7 d, 30 d, longer.
    expect(steps[1]?.took).toEqual([0, 0, 1, 1, 0, 0, 1, 0, 0, 0]);
    expect(steps[0]).toMatchObject({ took: [], medianMs: null, sinceFirstMedianMs: null });
  });

  test("by company any of its people and keys takes the step", async () => {
    // Acme: Ada's page, Ada's sign-up, her call; Cleo's company gets to the sign-up.
    expect(await counts("page_viewed;signed_up;call(environment=live)", "entity=company")).toEqual([2, 2, 1]);
  });

  test("window: what comes later is another story", async () => {
    expect(await counts("page_viewed;signed_up;call(status_class=2xx)", "window=48h")).toEqual([4, 3, 1]);
    expect(await counts("page_viewed;signed_up", "window=20m")).toEqual([4, 1]);
    // Followed beyond the period: who begins on the 2nd may sign up on the 3rd.
    expect(await counts("page_viewed;signed_up", "")).toEqual([4, 3]);
  });

  test("exclusions, order and conditions", async () => {
    expect(await counts("signed_up;!search_performed(query~webhook);call(status_class=2xx)")).toEqual([3, 1]);
    expect(await counts("signed_up;call(status=400);call(method=POST)", "order=strict")).toEqual([3, 1, 1]);
    expect(await counts("call(status_class=2xx);signed_up", "order=any")).toEqual([2, 2]);
    expect(await counts("call(status_class=2xx);signed_up")).toEqual([2, 0]);
    expect(await counts("call(status>499)")).toEqual([1]);
    expect(await counts("call(sdk);call(sdk!=go)")).toEqual([1, 0]);
    expect(await counts("call(valuable=true,quantity>2)")).toEqual([1]);
    expect(await counts("page_viewed(path=/docs)")).toEqual([1]);
    expect(await counts("page_viewed(path!=/docs,path~DOCS)")).toEqual([1]);
    expect(await counts("signed_up(inviter_id)")).toEqual([1]);
    expect(await counts("page_viewed@api")).toEqual([0]);
  });

  test("told apart by how they came, or by SDK; the filter narrows", async () => {
    const { groups } = await run("page_viewed;signed_up", "breakdown=channel");
    expect(groups?.map(({ value, steps }) => [value, ...steps.map((step) => step.reached)])).toEqual([
      ["email", 1, 1],
      ["invite", 1, 1],
      ["organic-search", 1, 0],
      ["paid-search", 1, 1],
    ]);
    expect((await run("call", "breakdown=sdk")).groups?.map(({ value, steps }) => [value, steps[0]?.reached])).toEqual([
      ["", 2],
      ["go", 1],
    ]);
    expect(await counts("page_viewed;signed_up", "filter[channel]=organic-search")).toEqual([1, 0]);
  });

  test("who stopped, and who came", async () => {
    const stopped = await people("page_viewed;signed_up;call(status_class=2xx)", "step=2");
    expect(stopped.data).toEqual([
      { kind: "person", id: "per_cleo", name: "Cleo", at: new Date("2026-03-08T07:10:00Z"), tookMs: 10 * 60_000 },
    ]);
    expect((await people("page_viewed;signed_up", "step=1")).data).toMatchObject([{ kind: "visitor", id: "v3" }]);
    const first = await people("page_viewed;signed_up", "step=2&did=reached&limit=2");
    expect(first.data.map(({ id }) => id)).toEqual(["per_ben", "per_cleo"]);
    const second = await people("page_viewed;signed_up", `step=2&did=reached&limit=2&cursor=${first.nextCursor}`);
    expect(second).toMatchObject({ data: [{ id: "per_ada" }], nextCursor: null });
    expect((await people("signed_up;call", "step=2&did=reached&entity=company")).data).toMatchObject([
      { kind: "company", id: "com_acme", name: "Acme" },
    ]);
  });

  test("as a table", async () => {
    const table = funnelReport.toTable(await run("page_viewed;signed_up", "breakdown=channel"));
    expect(table.columns.slice(0, 4)).toEqual(["channel", "step", "is", "reached"]);
    expect(table.rows.slice(0, 3).map((row) => row.slice(0, 4))).toEqual([
      ["(all)", 1, "page_viewed", 4],
      ["(all)", 2, "signed_up", 3],
      ["email", 1, "page_viewed", 1],
    ]);
  });
});

describe("what cannot be asked is told by name", () => {
  test.each([
    ["", "?steps"],
    ["page_viewed(", "cannot be read"],
    ["page_viewed@moon", "cannot be read"],
    ["sign_up", "sign_up is no event"],
    ["page_viewed(colour=red)", "page_viewed: colour is not a property"],
    ["page_viewed(path=)", "needs a value"],
    ["page_viewed(path>3)", "is no number"],
    ["call(status~2)", "is no text"],
    ["call(status=ok)", "must be compared with a number"],
    ["call(environment=moon)", "is one of sandbox, live"],
    ["call(valuable=1)", "is true or false"],
    ["call@web", "never on the web"],
    ["!signed_in;page_viewed", "stands between two steps"],
    ["page_viewed;!signed_in", "stands between two steps"],
    [Array(11).fill("signed_up").join(";"), "at most 10 steps"],
  ])("%s", async (steps, problem) => {
    await expect(run(steps).catch((error) => Promise.reject(JSON.stringify(error.errors)))).rejects.toContain(problem);
  });
  test.each([
    ["window=0d", "?window"],
    ["window=400d", "366 days"],
    ["order=any", "take the exclusions out"],
  ])("%s", async (more, problem) => {
    const asked = run("page_viewed;!signed_in;signed_up", more);
    await expect(asked.catch((error) => Promise.reject(JSON.stringify(error.errors)))).rejects.toContain(problem);
  });
  test("any order with the same step twice", async () => {
    await expect(run("page_viewed;page_viewed", "order=any")).rejects.toMatchObject({
      errors: [{ pointer: "?order" }],
    });
  });
});

test("steps as text: written and read again, whatever stands in a value", () => {
  const text = "page_viewed(path~/docs);!signed_in@web;call@api(environment=live,sdk)";
  expect(writeSteps(readSteps(text))).toBe(text);
  const odd = [
    {
      not: false,
      name: "search_performed",
      platform: "any" as const,
      conditions: [{ field: "query", op: "=" as const, value: "a,b);c\\d = 'é'" }],
    },
  ];
  expect(readSteps(writeSteps(odd))).toEqual(odd);
});
