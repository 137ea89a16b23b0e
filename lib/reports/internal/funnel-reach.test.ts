import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { useStores } from "@/lib/base/testing/stores";
import { type FunnelOrder, funnelOrders } from "../funnel/schema";
import { readSteps } from "../funnel/steps-text";
import { noFilter } from "../schema";
import { followSteps, type Happened } from "../testing/follow-steps";
import { append, call, event, type LedgerRow } from "../testing/ledger";
import type { Steps } from "./funnel-definition";
import { reachSql } from "./funnel-reach";

useStores({ clickhouse: true });

const at = (atMs: number, steps: number[], gaps: number[] = []): Happened => ({ atMs, steps, gaps });
const follow = (order: FunnelOrder, events: Happened[], steps = 3, windowMs = 100) =>
  followSteps(events, { order, steps, windowMs, periodMs: 1_000 });

describe("the reference, by hand", () => {
  test("ordered: what else happens in between does not matter; the first way that gets farthest", () => {
    expect(follow("ordered", [at(1, [0]), at(2, [0]), at(3, [2]), at(4, [1]), at(5, [2]), at(6, [2])])).toEqual([
      1, 4, 5,
    ]);
    expect(follow("ordered", [at(1, [1]), at(2, [0])])).toEqual([2]);
    expect(follow("ordered", [at(1, [1])])).toEqual([]);
  });
  test("the window runs from the first step to the last; a later beginning may still get there", () => {
    expect(follow("ordered", [at(0, [0]), at(50, [1]), at(101, [2])])).toEqual([0, 50]);
    expect(follow("ordered", [at(0, [0]), at(1, [0]), at(50, [1]), at(101, [2])])).toEqual([1, 50, 101]);
  });
  test("one event is one step, also of two that are the same; equal times stand in the order of the steps", () => {
    expect(follow("ordered", [at(1, [0, 1])], 2)).toEqual([1]);
    expect(follow("ordered", [at(1, [0, 1]), at(2, [0, 1])], 2)).toEqual([1, 2]);
    expect(follow("ordered", [at(5, [2]), at(5, [1]), at(5, [0])])).toEqual([5, 5, 5]);
  });
  test("strict: nothing of the other steps in between", () => {
    expect(follow("strict", [at(1, [0]), at(2, [2]), at(3, [1])])).toEqual([1]);
    expect(follow("strict", [at(1, [0]), at(2, [0]), at(3, [1]), at(4, [2])])).toEqual([2, 3, 4]);
  });
  test("an exclusion between two steps stops that way and no other", () => {
    expect(follow("ordered", [at(1, [0]), at(2, [], [0]), at(3, [1])])).toEqual([1]);
    expect(follow("ordered", [at(1, [0]), at(2, [], [0]), at(3, [0]), at(4, [1])])).toEqual([3, 4]);
    expect(follow("ordered", [at(1, [0]), at(2, [1]), at(3, [], [1]), at(4, [1]), at(5, [2])])).toEqual([1, 4, 5]);
    // In the same millisecond as the step that it precedes: not in between.
    expect(follow("ordered", [at(1, [0]), at(3, [], [0]), at(3, [1])], 2)).toEqual([1, 3]);
  });
  test("any: all of the first steps, in whatever order, within the window of the first of them", () => {
    expect(follow("any", [at(1, [2]), at(2, [1]), at(3, [0])])).toEqual([3, 3, 3]);
    expect(follow("any", [at(1, [1]), at(102, [0])])).toEqual([102]);
    expect(follow("any", [at(1, [1])])).toEqual([]);
  });
  test("a way must begin in the period", () => {
    expect(follow("ordered", [at(1_000, [0]), at(1_001, [1])])).toEqual([]);
    expect(follow("ordered", [at(999, [0]), at(1_001, [1])], 2)).toEqual([999, 1_001]);
    expect(follow("any", [at(999, [2]), at(1_000, [0])])).toEqual([]);
  });
});

const minute = 60_000;
const day = 86_400_000;
const filter = noFilter;
const definition = (text: string): Steps => {
  const steps: Steps = { steps: [], exclusions: [] };
  for (const { not, ...step } of readSteps(text)) {
    if (not) steps.exclusions.push({ ...step, after: steps.steps.length - 1 });
    else steps.steps.push(step);
  }
  return steps;
};

/** What happens, as it stands in the ledger, and which entries of each funnel it satisfies. */
const kinds = ["page a", "page b", "sign-up", "call ok", "call failed", "search"] as const;
type Kind = (typeof kinds)[number];
const funnels: { text: string; steps: (kind: Kind) => number[]; gaps: (kind: Kind) => number[]; order?: "between" }[] =
  [
    {
      text: "page_viewed;signed_up;call(status_class=2xx)",
      steps: (kind) => (kind.startsWith("page") ? [0] : kind === "sign-up" ? [1] : kind === "call ok" ? [2] : []),
      gaps: () => [],
    },
    {
      text: "page_viewed;page_viewed(path~/b);signed_up;call",
      steps: (kind) =>
        ({ "page a": [0], "page b": [0, 1], "sign-up": [2], "call ok": [3], "call failed": [3], search: [] })[kind],
      gaps: () => [],
    },
    {
      text: "page_viewed(path!=/b);!search_performed;!call(status>299);signed_up;!page_viewed(path=/b);call(status<300)",
      steps: (kind) =>
        ({ "page a": [0], "page b": [], "sign-up": [1], "call ok": [2], "call failed": [], search: [] })[kind],
      gaps: (kind) =>
        ({ "page a": [], "page b": [1], "sign-up": [], "call ok": [], "call failed": [0], search: [0] })[kind],
      order: "between",
    },
    {
      text: "page_viewed;!page_viewed(path=/b);page_viewed;!signed_up;call",
      steps: (kind) => (kind.startsWith("page") ? [0, 1] : kind.startsWith("call") ? [2] : []),
      gaps: (kind) => (kind === "page b" ? [0] : kind === "sign-up" ? [1] : []),
      order: "between",
    },
  ];

function toRow(kind: Kind, time: string, person: string): LedgerRow {
  if (kind === "page a") return event(time, "page_viewed", { person }, { path: "/a" });
  if (kind === "page b") return event(time, "page_viewed", { person }, { path: "/b" });
  if (kind === "sign-up") return event(time, "signed_up", { person }, { provider: "github", company_reason: "invite" });
  if (kind === "search") return event(time, "search_performed", { person }, { query: "x", results: 1 });
  return call(time, "live", { person }, { status: kind === "call ok" ? 200 : 404 });
}

let runs = 0;

test("SQL and reference agree on whatever happens: orders, windows, exclusions, equal times", async () => {
  const lives = fc.array(
    fc.array(fc.record({ tick: fc.integer({ min: 0, max: 9 }), kind: fc.constantFrom(...kinds) }), { maxLength: 9 }),
    { minLength: 300, maxLength: 300 },
  );
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(lives, fc.integer({ min: 0, max: 9 }), async (people, window) => {
      // Days of its own for each run: the table is never emptied. The period ends at midnight, in the middle of what happens.
      const from = Date.UTC(2020, 0, 1) + runs++ * 10 * day;
      const begins = from + day - 5 * minute;
      const timeOf = (tick: number) => new Date(begins + tick * minute).toISOString();
      await append(
        people.flatMap((life, who) => life.map(({ tick, kind }) => toRow(kind, timeOf(tick), `per_${who}`))),
      );
      for (const funnel of funnels) {
        for (const order of funnelOrders.filter((one) => one !== "any" || !funnel.order)) {
          const { sql, values } = reachSql({
            entity: "person",
            definition: definition(funnel.text),
            order,
            filter,
            named: true,
          });
          const params = Object.fromEntries(Object.keys(values).map((name) => [name, z.any()]));
          const rows = await runQuery(
            defineQuery({
              sql,
              params: z.object({
                ...params,
                from: z.string(),
                scan_until: z.string(),
                from_ms: z.number(),
                period_ms: z.number(),
                window_ms: z.number(),
              }),
              row: z.object({ who: z.string(), reached: z.coerce.number(), times: z.array(z.coerce.number()) }),
            }),
            {
              ...values,
              from: new Date(from).toISOString().slice(0, 10),
              scan_until: new Date(from + 2 * day).toISOString().slice(0, 10),
              from_ms: from,
              period_ms: day,
              window_ms: window * minute,
            },
          );
          const told = new Map(rows.map((row) => [row.who, row.times]));
          for (const [who, life] of people.entries()) {
            const events = life.map(({ tick, kind }) =>
              at(begins + tick * minute - from, funnel.steps(kind), funnel.gaps(kind)),
            );
            const seen = events.filter((one) => one.steps.length || one.gaps.length);
            const expected = followSteps(seen, {
              order,
              steps: definition(funnel.text).steps.length,
              windowMs: window * minute,
              periodMs: day,
            });
            expect({ funnel: funnel.text, order, life, times: told.get(`per_${who}`) ?? [] }).toEqual({
              funnel: funnel.text,
              order,
              life,
              times: expected,
            });
            if (expected.length > 1) compared++;
          }
        }
      }
    }),
    { numRuns: 4, endOnFailure: true },
  );
  // Most of what was compared must be more than nothing against nothing.
  expect(compared).toBeGreaterThan(1_000);
}, 60_000);
