import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Claim, type LimitState, SlidingWindows } from "./sliding-windows";

const minute = 60_000;
const claim = (more: Partial<Claim> = {}): Claim => ({ id: "a", limit: 100, durationMs: minute, cost: 1, ...more });
const passes = (states: LimitState[]) => !states.some((state) => state.exceeded);

describe("sliding windows", () => {
  it("let through exactly what is left", () => {
    const windows = new SlidingWindows();
    const results = Array.from({ length: 1_000 }, () => passes(windows.decide([claim()], minute)));
    expect(results.filter(Boolean)).toHaveLength(100);
  });

  it("count all of several limits or none", () => {
    const windows = new SlidingWindows();
    const both = [claim({ id: "wide", limit: 10 }), claim({ id: "tight", limit: 3 })];
    for (let i = 0; i < 20; i++) windows.decide(both, minute);
    // The tight one refused 17 times; the wide one has counted 3.
    const [wide, tight] = windows.decide(both, minute, false) as [LimitState, LimitState];
    expect(wide).toMatchObject({ remaining: 7, exceeded: false });
    expect(tight).toMatchObject({ remaining: 0, exceeded: true });
  });

  it("count nothing when told not to", () => {
    const windows = new SlidingWindows();
    for (let i = 0; i < 500; i++) windows.decide([claim()], minute, false);
    expect(windows.decide([claim()], minute)[0]).toMatchObject({ remaining: 99, exceeded: false });
  });

  it("let a window fade into the next, by hand", () => {
    const windows = new SlidingWindows();
    windows.decide([claim({ cost: 100 })], minute + 59_000);
    // 15 s into the next minute three quarters of the 100 still count: 25 are left.
    expect(windows.decide([claim({ cost: 0 })], 2 * minute + 15_000)[0]).toMatchObject({
      remaining: 25,
      resetMs: 45_000,
    });
    expect(passes(windows.decide([claim({ cost: 26 })], 2 * minute + 15_000))).toBe(false);
    expect(passes(windows.decide([claim({ cost: 25 })], 2 * minute + 15_000))).toBe(true);
    // Two minutes later nothing of either is left.
    expect(windows.decide([claim({ cost: 0 })], 4 * minute)[0]).toMatchObject({ remaining: 100 });
  });

  it("never let more than the limit through in any one window's length that starts with a window", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3_000), { minLength: 50, maxLength: 300 }), (gaps) => {
        const windows = new SlidingWindows();
        const passed: number[] = [];
        let now = minute;
        for (const gap of gaps) {
          now += gap;
          if (passes(windows.decide([claim({ limit: 10, durationMs: 10_000 })], now))) passed.push(now);
        }
        const byWindow = new Map<number, number>();
        for (const at of passed)
          byWindow.set(Math.floor(at / 10_000), (byWindow.get(Math.floor(at / 10_000)) ?? 0) + 1);
        return [...byWindow.values()].every((count) => count <= 10);
      }),
    );
  });

  it("tell when a refused cost would pass: then it does, well before it does not", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ gap: fc.nat(20_000), cost: fc.integer({ min: 1, max: 60 }) }), {
          minLength: 1,
          maxLength: 30,
        }),
        fc.integer({ min: 1, max: 100 }),
        (calls, cost) => {
          const windows = new SlidingWindows();
          let now = 10 * minute;
          for (const call of calls) {
            now += call.gap;
            windows.decide([claim({ cost: call.cost })], now);
          }
          const [state] = windows.decide([claim({ cost })], now, false) as [LimitState];
          if (!state.exceeded) return state.retryMs === 0;
          const after = windows.decide([claim({ cost })], now + state.retryMs + 1, false);
          return passes(after) && state.retryMs > 0;
        },
      ),
      { numRuns: 500 },
    );
  });

  it("say that a cost above the limit never passes", () => {
    expect(new SlidingWindows().decide([claim({ cost: 101 })], minute)[0]?.retryMs).toBe(Number.POSITIVE_INFINITY);
  });

  it("forget what has faded and never hold more than their bound", () => {
    const windows = new SlidingWindows(1_000);
    for (let i = 0; i < 5_000; i++) windows.decide([claim({ id: `k${i}` })], minute);
    expect(windows.size).toBe(1_000);
    windows.decide([claim({ id: "later" })], 10 * minute);
    expect(windows.size).toBe(1);
  });

  it("when full forget the least used: nobody resets a limit that is reached by making up others", () => {
    const windows = new SlidingWindows(1_000);
    const reached = Array.from({ length: 100 }, (_, at) => claim({ id: `reached ${at}` }));
    for (const one of reached) windows.decide([{ ...one, cost: 100 }], minute);
    for (let i = 0; i < 50_000; i++) windows.decide([claim({ id: `made up ${i}` })], minute + (i % 1_000));
    expect(windows.size).toBe(1_000);
    expect(reached.filter((one) => passes(windows.decide([one], minute + 2_000)))).toEqual([]);
  });

  it("when full make room by what has faded first", () => {
    const windows = new SlidingWindows(100);
    for (let i = 0; i < 99; i++) windows.decide([claim({ id: `short ${i}`, durationMs: 1_000, cost: 100 })], minute);
    windows.decide([claim({ id: "light" })], minute);
    for (let i = 0; i < 50; i++) windows.decide([claim({ id: `new ${i}`, cost: 2 })], minute + 5_000);
    expect(windows.decide([claim({ id: "light", cost: 0 })], minute + 5_000)[0]).toMatchObject({ remaining: 99 });
  });
});
