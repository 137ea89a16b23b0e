import { beforeAll, describe, expect, test } from "vitest";
import { useStores } from "@/lib/base/testing/stores";
import { parseReportParams } from "./parse-report-params";
import { append, call, event, reloadLinks, visit } from "./testing/ledger";
import { timeToFirstCallReport } from "./time-to-first-call";

useStores();

const run = (query = "") =>
  timeToFirstCallReport.run(
    parseReportParams(timeToFirstCallReport, new URLSearchParams(`from=2026-06-01&to=2026-06-30&${query}`)),
  );
const minute = 60_000;

test("with nothing it is all zeros and nulls", async () => {
  const result = await run();
  expect(result.sandbox).toMatchObject({ signedUp: 0, called: 0, share: null, medianMs: null });
  expect(result.groups).toEqual([]);
});

describe("four who signed up", () => {
  beforeAll(async () => {
    const who = (name: string) => ({ person: `per_${name}`, company: `com_${name === "d" ? "c" : name}` });
    await append([
      visit("2026-06-01T08:00:00Z", "v_a", "email", { utm_campaign: "news" }),
      event("2026-06-01T09:00:00Z", "signed_up", { visitor: "v_a", ...who("a") }),
      // A failed call first: it does not count.
      call("2026-06-01T09:01:00Z", "sandbox", who("a"), { status: 401 }),
      call("2026-06-01T09:04:00Z", "sandbox", who("a"), { sdk: "node" }),
      call("2026-06-03T09:00:00Z", "live", who("a")),
      event("2026-06-02T00:00:00Z", "signed_up", who("b")),
      call("2026-06-02T00:10:00Z", "sandbox", who("b")),
      event("2026-06-09T00:00:00Z", "signed_up", who("c")),
      call("2026-06-09T02:00:00Z", "sandbox", who("c")),
      // Of C's company, and has not called.
      event("2026-06-10T00:00:00Z", "signed_up", who("d")),
      // Outside the period: not of any cohort.
      event("2026-05-31T23:59:59Z", "signed_up", who("e")),
      call("2026-06-01T00:00:00Z", "sandbox", who("e")),
    ]);
    await reloadLinks();
  });

  test("4, 10 and 120 minutes, one not yet", async () => {
    const { sandbox, live } = await run();
    expect(sandbox).toMatchObject({
      signedUp: 4,
      called: 3,
      share: 0.75,
      p25Ms: 7 * minute,
      medianMs: 10 * minute,
      p75Ms: 65 * minute,
      p90Ms: 98 * minute,
      within: [1, 2, 2, 3, 3, 3, 3, 3, 3],
    });
    expect(live).toMatchObject({ signedUp: 4, called: 1, share: 0.25, medianMs: 2 * 1_440 * minute });
    expect(live.within).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1]);
  });

  test("by cohort: weeks from Monday; by channel: of the first touch; by company: its first sign-up and anybody's call", async () => {
    const brief = (result: Awaited<ReturnType<typeof run>>) =>
      result.groups.map((group) => [group.value, group.sandbox.signedUp, group.sandbox.called]);
    expect(brief(await run())).toEqual([
      ["2026-06-01", 2, 2],
      ["2026-06-08", 2, 1],
    ]);
    expect(brief(await run("breakdown=channel"))).toEqual([
      ["", 3, 2],
      ["email", 1, 1],
    ]);
    expect((await run("filter[channel]=email")).sandbox).toMatchObject({ signedUp: 1, medianMs: 4 * minute });
    expect((await run("entity=company")).sandbox).toMatchObject({ signedUp: 3, called: 3 });
  });

  test("by the SDK of the first calls", async () => {
    // A's very first call named none, one of the same hour did; the live one names none.
    const { groups } = await run("breakdown=sdk");
    const of = (value: string) => groups.find((group) => group.value === value);
    expect(of("node")?.sandbox).toMatchObject({ signedUp: 1, called: 1 });
    expect(of("")).toMatchObject({ sandbox: { signedUp: 3, called: 2 }, live: { signedUp: 4, called: 1 } });
  });
});
