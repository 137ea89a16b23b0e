import { afterEach, describe, expect, it } from "vitest";
import { minuteMs, nowMs, shiftClock } from "@/lib/base/clock";
import { type CompanyQuota, MonthlyQuotas } from "./monthly-quota";

afterEach(() => shiftClock(0));

/** A ledger with a number in it that can be changed, made slow or taken away. */
function open(calls: number) {
  const ledger = { calls, asked: 0, away: false, slowMs: 0, months: [] as number[] };
  const quotas = new MonthlyQuotas(async (_, from) => {
    ledger.asked++;
    ledger.months.push(from);
    if (ledger.slowMs) await new Promise((resolve) => setTimeout(resolve, ledger.slowMs));
    if (ledger.away) throw new Error("away");
    return ledger.calls;
  });
  const of = async (limit = 100) => quotas.of("com_1", limit);
  const required = async (limit?: number): Promise<CompanyQuota> => {
    const quota = await of(limit);
    if (!quota) throw new Error("nobody can count");
    return quota;
  };
  return { ledger, of, required };
}

describe("a monthly quota", () => {
  it("begins with what the ledger has and counts on by itself", async () => {
    const { ledger, required } = open(40);
    const quota = await required();
    expect(quota.remaining()).toBe(60);
    quota.take(10);
    expect((await required()).remaining()).toBe(50);
    expect(ledger.asked).toBe(1);
  });

  it("takes in calls counted elsewhere, and never forgets its own that are not reported yet", async () => {
    const { ledger, required } = open(40);
    (await required()).take(10);
    ledger.calls = 45;
    shiftClock(minuteMs + 1);
    await required();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await required()).remaining()).toBe(50);
    ledger.calls = 90;
    shiftClock(2 * minuteMs + 2);
    await required();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await required()).remaining()).toBe(10);
  });

  it("is nobody's hindrance while the ledger is away or slow, and counts as soon as it can", async () => {
    const { ledger, of, required } = open(40);
    ledger.away = true;
    expect(await of()).toBeNull();
    ledger.away = false;
    shiftClock(5_001);
    expect((await required()).remaining()).toBe(60);

    const slow = open(40);
    slow.ledger.slowMs = 2_000;
    const begun = performance.now();
    expect(await slow.of()).toBeNull();
    expect(performance.now() - begun).toBeLessThan(1_500);
  });

  it("begins anew with the month, in UTC", async () => {
    const { ledger, required } = open(40);
    const quota = await required();
    const date = new Date(nowMs());
    const next = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
    expect(ledger.months).toEqual([Date.UTC(date.getUTCFullYear(), date.getUTCMonth())]);
    expect(Math.abs(quota.resetMs() - (next - nowMs()))).toBeLessThan(50);
    ledger.calls = 0;
    shiftClock(next - Date.now());
    expect((await required()).remaining()).toBe(100);
    expect(ledger.months.at(-1)).toBe(next);
  });
});
