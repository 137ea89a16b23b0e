import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { creditConversion } from "@/lib/attribution/credit-conversion";
import { attributionModels, pathModels, wholeCredit } from "@/lib/attribution/schema";
import { weighMarkov } from "@/lib/attribution/weigh-markov";
import { weighShapley } from "@/lib/attribution/weigh-shapley";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { useStores } from "@/lib/base/testing/stores";
import { attributedConversionsReport } from "./attributed-conversions";
import { attributionReport } from "./attribution";
import { parseReportParams } from "./parse-report-params";
import { append, call, emptyLedger, event, type LedgerRow, reloadLinks, visit } from "./testing/ledger";
import { march } from "./testing/march";

useStores();

const may = "from=2026-05-01&to=2026-05-31";
const run = (query: string) => attributionReport.run(parseReportParams(attributionReport, new URLSearchParams(query)));
const open = (query: string) =>
  attributedConversionsReport.run(parseReportParams(attributedConversionsReport, new URLSearchParams(query)));
const fill = async (rows: LedgerRow[]) => {
  await append(rows);
  await reloadLinks();
};

beforeEach(emptyLedger);

describe("Ada and Ben (domain.md)", () => {
  beforeEach(() => fill(march));

  test("by person Ben's first call is the invite's, by company it is the ad's, in every model", async () => {
    const byPerson = await run("from=2026-03-15&to=2026-03-31&stage=first_sandbox_2xx");
    expect(byPerson).toMatchObject({ conversions: 1, attributed: 1 });
    const byCompany = await run("from=2026-03-01&to=2026-03-31&stage=first_sandbox_2xx&entity=company");
    for (const model of attributionModels) {
      expect(byPerson.rows.map((row) => [row.value, row.conversions[model]])).toEqual([["invite", 1]]);
      expect(byCompany.rows.find((row) => row.value === "paid-search")?.conversions[model]).toBe(1);
      expect(byCompany.rows.find((row) => row.value === "invite")).toBeUndefined();
    }
  });
});

/** One person: a sign-up that carries the visitor, after these touches. */
const signUp = (who: string, at: string, touches: [at: string, channel: string, more?: Record<string, unknown>][]) => [
  ...touches.map(([when, channel, more]) => visit(when, `v_${who}`, channel, more)),
  event(at, "signed_up", { visitor: `v_${who}`, person: `per_${who}`, company: `com_${who}` }),
];

describe("by hand", () => {
  test("four steps, direct dropped, neighbours collapsed, touches after it and before the window ignored", async () => {
    await fill([
      ...signUp("a", "2026-05-20T00:00:00Z", [
        ["2026-01-01T00:00:00Z", "email", { utm_campaign: "too old" }],
        ["2026-05-01T00:00:00Z", "direct"],
        ["2026-05-02T00:00:00Z", "paid-search", { utm_campaign: "launch", landing_path: "/docs/a" }],
        ["2026-05-03T00:00:00Z", "direct"],
        ["2026-05-04T00:00:00Z", "paid-search", { utm_campaign: "launch", landing_path: "/docs/b" }],
        ["2026-05-11T00:00:00Z", "email", { utm_campaign: "news" }],
        ["2026-05-18T00:00:00Z", "referral"],
        ["2026-05-19T00:00:00Z", "direct"],
        ["2026-05-21T00:00:00Z", "organic-search"],
      ]),
    ]);
    const { rows, ...totals } = await run(`${may}&stage=signed_up`);
    expect(totals).toMatchObject({ conversions: 1, attributed: 1, folded: 0 });
    const of = Object.fromEntries(rows.map((row) => [row.value, row.conversions]));
    expect(Object.keys(of).sort()).toEqual(["direct", "email", "paid-search", "referral"]);
    expect(of.direct).toMatchObject({ first_touch: 1, last_touch: 1, last_non_direct: 0, linear: 0, markov: 0 });
    expect(of.referral).toMatchObject({ last_non_direct: 1, linear: 0.333333, position_based: 0.4 });
    expect(of["paid-search"]).toMatchObject({ linear: 0.333334, position_based: 0.4, shapley: 0.333333 });
    // Half-lives of 7 days: the ad's step ended on the 4th, so 1/4, 1/2 and 1 of 7/4.
    expect(of["paid-search"]?.time_decay).toBe(0.142857);
    expect(of.email).toMatchObject({ time_decay: 0.285714, position_based: 0.2 });
    expect(of.referral?.time_decay).toBe(0.571429);
    // A step earns for where it began; a plain last touch, for itself.
    const landing = (await run(`${may}&stage=signed_up&breakdown=landing_path`)).rows;
    expect(landing.find((row) => row.value === "/docs/a")?.conversions.linear).toBe(0.333334);
    expect(landing.find((row) => row.value === "/docs/b")).toBeUndefined();
  });

  test("markov and shapley over all paths, those that led nowhere included", async () => {
    // Bryl's published example: one of three converts; shares 0.2, 0.4, 0.4 (lib/attribution's own test).
    await fill([
      ...signUp("a", "2026-05-20T00:00:00Z", [
        ["2026-05-01T00:00:00Z", "email"],
        ["2026-05-02T00:00:00Z", "referral"],
        ["2026-05-03T00:00:00Z", "paid-search"],
      ]),
      visit("2026-05-05T00:00:00Z", "lost_1", "email"),
      visit("2026-05-05T00:00:00Z", "lost_2", "referral"),
      visit("2026-05-06T00:00:00Z", "lost_2", "paid-search"),
    ]);
    const { rows } = await run(`${may}&stage=signed_up`);
    const of = (model: "markov" | "shapley") =>
      Object.fromEntries(rows.map((row) => [row.value, row.conversions[model]]));
    expect(of("markov")).toEqual({ email: 0.2, referral: 0.4, "paid-search": 0.4 });
    expect(of("shapley")).toEqual({ email: 0.333334, referral: 0.333333, "paid-search": 0.333333 });
  });

  test("a conversion without a touch is counted and credited to nothing; value is divided as the conversion is", async () => {
    await fill([
      ...signUp("a", "2026-05-20T00:00:00Z", [
        ["2026-05-01T00:00:00Z", "email"],
        ["2026-05-02T00:00:00Z", "referral"],
      ]),
      ...signUp("b", "2026-05-20T00:00:00Z", [["2026-05-01T00:00:00Z", "email"]]),
      ...signUp("c", "2026-05-20T00:00:00Z", []),
      ...[1, 2, 3].map((n) =>
        call(`2026-05-25T0${n}:00:00Z`, "live", { person: "per_a", company: "com_a" }, { valuable: n > 1 }),
      ),
      call("2026-05-25T00:00:00Z", "live", { person: "per_c", company: "com_c" }, { valuable: true }),
      call("2026-05-25T00:00:00Z", "sandbox", { person: "per_b", company: "com_b" }, { valuable: true }),
      call("2026-06-01T00:00:00Z", "live", { person: "per_b", company: "com_b" }, { valuable: true }),
    ]);
    const result = await run(`${may}&stage=signed_up&entity=company&value=valuable_calls`);
    expect(result).toMatchObject({ conversions: 3, attributed: 2, amount: 3 });
    const email = result.rows.find((row) => row.value === "email");
    expect(email).toMatchObject({
      conversions: { first_touch: 2, last_touch: 1, linear: 1.5, shapley: 1.5 },
      amounts: { first_touch: 2, last_touch: 0, linear: 1, position_based: 1, shapley: 1 },
    });
    expect((await run(`${may}&stage=signed_up&entity=company&value=calls`)).amount).toBe(4);
  });

  test("every cell opens to its conversions, and they sum to it", async () => {
    await fill([
      ...signUp("a", "2026-05-20T00:00:00Z", [
        ["2026-05-01T00:00:00Z", "email"],
        ["2026-05-02T00:00:00Z", "referral"],
      ]),
      ...signUp("b", "2026-05-21T00:00:00Z", [["2026-05-01T00:00:00Z", "email"]]),
    ]);
    const first = await open(`${may}&stage=signed_up&of=email&model=linear&limit=1`);
    expect(first.data).toMatchObject([{ id: "per_b", credit: 1, at: new Date("2026-05-21T00:00:00Z") }]);
    const next = await open(`${may}&stage=signed_up&of=email&model=linear&limit=1&cursor=${first.nextCursor}`);
    expect(next).toMatchObject({ data: [{ id: "per_a", credit: 0.5 }], nextCursor: null });
    expect((await open(`${may}&stage=signed_up&of=(none)&breakdown=campaign&model=first_touch`)).data).toHaveLength(2);
    expect((await open(`${may}&stage=signed_up&of=referral&model=first_touch`)).data).toEqual([]);
  });

  test("a path longer than is kept earns credit for its latest 1,000 touches", async () => {
    const touches = Array.from({ length: 1_200 }, (_, n): [string, string] => [
      new Date(Date.UTC(2026, 4, 1) + n * 60_000).toISOString(),
      n === 0 ? "paid-search" : n % 2 ? "email" : "referral",
    ]);
    await fill(signUp("a", "2026-05-20T00:00:00Z", touches));
    const { rows } = await run(`${may}&stage=signed_up`);
    expect(rows.map((row) => [row.value, row.conversions.linear]).sort()).toEqual([
      ["email", 0.5],
      ["referral", 0.5],
    ]);
  });
});

test("the same credits from the ledger as from the pure engine, for random paths", { timeout: 120_000 }, async () => {
  const start = Date.UTC(2026, 3, 1);
  const touch = fc.record({
    minute: fc.integer({ min: 0, max: 50 * 1_440 }),
    channel: fc.constantFrom("direct", "email", "paid-search", "referral"),
    campaign: fc.constantFrom("", "launch", "news"),
  });
  const person = fc.record({
    touches: fc.uniqueArray(touch, { maxLength: 9, selector: (one) => one.minute }),
    converts: fc.option(fc.integer({ min: 30 * 1_440, max: 55 * 1_440 })),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(person, { minLength: 1, maxLength: 25 }), async (persons) => {
      await emptyLedger();
      const at = (minute: number) => new Date(start + minute * 60_000).toISOString();
      await fill([
        visit("2026-01-01T00:00:00Z", "somebody", "direct"),
        ...persons.flatMap(({ touches, converts }, n) => [
          ...touches.map((one) => visit(at(one.minute), `v_${n}`, one.channel, { utm_campaign: one.campaign })),
          ...(converts === null ? [] : [event(at(converts), "signed_up", { visitor: `v_${n}`, person: `per_${n}` })]),
        ]),
      ]);
      const from = Date.UTC(2026, 4, 1);
      const lookbackDays = 20;
      const paths = persons.map(({ touches, converts }, n) => {
        const atMs = converts === null ? null : start + converts * 60_000;
        const known = touches.map((one) => ({
          ...one,
          visitId: `vst ${at(one.minute)} v_${n}`,
          atMs: start + one.minute * 60_000,
          fromOwnCompany: false,
        }));
        return { atMs: atMs !== null && atMs >= from ? atMs : null, early: atMs !== null && atMs < from, known };
      });
      const result = await run(`${may}&stage=signed_up&lookback_days=${lookbackDays}`);
      for (const model of pathModels) {
        const expected = new Map<string, number>();
        for (const { atMs, known } of paths) {
          if (atMs === null) continue;
          for (const { step, millionths } of creditConversion({ touches: known, atMs, lookbackDays, model }))
            expected.set(step.channel, (expected.get(step.channel) ?? 0) + millionths);
        }
        const found = result.rows.map((row) => [row.value, Math.round(row.conversions[model] * wholeCredit)] as const);
        // 2^x of two libraries may differ in the last bit: one millionth a conversion at most.
        const slack = model === "time_decay" ? paths.length : 0;
        for (const [channel, millionths] of found)
          expect(Math.abs(millionths - (expected.get(channel) ?? 0))).toBeLessThanOrEqual(slack);
        const sum = (all: Iterable<number>) => [...all].reduce((a, b) => a + b, 0);
        expect(sum(found.map(([, millionths]) => millionths))).toBe(sum(expected.values()));
      }
      const channelPaths = paths
        .filter((one) => !one.early)
        .map(({ atMs, known }) => {
          const steps = creditSteps(known, atMs, lookbackDays, from);
          return { channels: steps, converted: atMs === null ? 0 : 1, lost: atMs === null ? 1 : 0 };
        })
        .filter((one) => one.channels.length > 0);
      for (const [model, weigh] of [
        ["markov", weighMarkov],
        ["shapley", weighShapley],
      ] as const) {
        for (const [channel, share] of weigh(channelPaths)) {
          const row = result.rows.find((one) => one.value === channel);
          expect(row?.conversions[model] ?? 0).toBeCloseTo(share * result.attributed, 4);
        }
      }
    }),
    { numRuns: 12 },
  );
});

/** The channels of a path as linear credit sees them; of somebody who did not convert, all touches of the period. */
function creditSteps(
  touches: { visitId: string; atMs: number; channel: string; campaign: string; fromOwnCompany: boolean }[],
  atMs: number | null,
  lookbackDays: number,
  from: number,
): string[] {
  const considered = atMs === null ? touches.filter((one) => one.atMs >= from) : touches;
  const end = atMs ?? Date.UTC(2026, 11, 31);
  return creditConversion({
    touches: considered,
    atMs: end,
    lookbackDays: atMs === null ? 400 : lookbackDays,
    model: "linear",
  }).map((credit) => credit.step.channel);
}

describe("what usage costs", () => {
  const two = (channel: string, other: string): [string, string][] => [
    ["2026-05-01T00:00:00Z", channel],
    ["2026-05-02T00:00:00Z", other],
  ];
  /** As the job of the worker leaves them: a version of a month counts once it is noted. */
  const meter = async (version: number, amounts: Record<string, string>, noted = true) => {
    const month = "2026-05-01";
    const values = Object.entries(amounts).map(([who, amount]) => ({
      ...{ month, version, company_id: `com_${who}`, day: "2026-05-25", amount },
    }));
    await clickhouse().insert({ table: "metered_daily", values, format: "JSONEachRow" });
    if (!noted) return;
    const done = { month, version, fingerprint: "", computed_at: "2026-05-26T00:00:00Z" };
    await clickhouse().insert({ table: "metered_months", values: [done], format: "JSONEachRow" });
  };
  const byCompany = `${may}&stage=signed_up&entity=company&value=metered_amount`;

  test("is divided as the conversion is, for thousands of companies, and the last noted version counts", async () => {
    await fill([
      ...signUp("a", "2026-05-20T00:00:00Z", two("email", "referral")),
      ...signUp("b", "2026-05-20T00:00:00Z", [["2026-05-01T00:00:00Z", "email"]]),
    ]);
    const others = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`other_${n}`, "1.00"]));
    await meter(1, { a: "10.01", b: "7", ...others });
    await meter(2, { a: "20.01", b: "7.10" });
    await meter(3, { a: "999" }, false);
    const result = await run(byCompany);
    expect(result).toMatchObject({ conversions: 2, currency: "EUR" });
    expect(result.amount).toBeCloseTo(27.11, 6);
    const email = result.rows.find((row) => row.value === "email")?.amounts;
    expect(email).toMatchObject({ first_touch: 27.11, last_touch: 7.1, linear: 17.105, shapley: 17.105 });
    const cell = await open(`${byCompany}&of=email&model=linear`);
    expect(cell.data.map((one) => [one.id, one.credit, one.amount])).toEqual([
      ["com_b", 1, 7.1],
      ["com_a", 0.5, 20.01],
    ]);
  });

  test("is a company's: by person it is refused by name", async () => {
    const asked = run(`${may}&stage=signed_up&value=metered_amount`);
    await expect(asked).rejects.toMatchObject({ errors: [{ pointer: "?value" }] });
  });
});

test("by the first docs page of each visit, the referrer, the term and the country", async () => {
  const page = (at: string, path: string, visit: string) =>
    event(at, "page_viewed", { visitor: "v_a", visit, path }, { path });
  await fill([
    ...signUp("a", "2026-05-20T00:00:00Z", [
      [
        "2026-05-01T00:00:00Z",
        "referral",
        { referrer_host: "blog.example", utm_term: "parcels", utm_campaign: "1", country: "DE" },
      ],
      ["2026-05-02T00:00:00Z", "email", { utm_campaign: "2", country: "FR" }],
    ]),
    page("2026-05-01T00:01:00Z", "/pricing", "vst 2026-05-01T00:00:00Z v_a"),
    page("2026-05-01T00:02:00Z", "/docs/quickstart", "vst 2026-05-01T00:00:00Z v_a"),
    page("2026-05-01T00:03:00Z", "/docs/errors", "vst 2026-05-01T00:00:00Z v_a"),
  ]);
  const linear = async (by: string) =>
    Object.fromEntries(
      (await run(`${may}&stage=signed_up&breakdown=${by}`)).rows.map((row) => [row.value, row.conversions.linear]),
    );
  expect(await linear("first_doc")).toEqual({ "/docs/quickstart": 0.5, "": 0.5 });
  expect(await linear("referrer_host")).toEqual({ "blog.example": 0.5, "": 0.5 });
  expect(await linear("term")).toEqual({ parcels: 0.5, "": 0.5 });
  expect(await linear("country")).toEqual({ DE: 0.5, FR: 0.5 });
  expect((await open(`${may}&stage=signed_up&breakdown=first_doc&of=/docs/quickstart`)).data).toMatchObject([
    { id: "per_a", credit: 0.5 },
  ]);
});
