import { nowMs } from "@/lib/base/clock";
import type { Claim, LimitState, SlidingWindows } from "./sliding-windows";

/** A limit a call is counted against. */
export type KeyLimit = Claim & { name: string };

/** A company's month against its plan's quota, as this edge knows it. */
export type Quota = {
  readonly limit: number;
  readonly used: number;
  /** When the month began, Unix ms. */
  readonly month: number;
  remaining(): number;
  take(cost: number): void;
  /** Takes over what others counted; never counts down. */
  adopt(used: number): void;
  resetMs(): number;
};

/** What one call wants: of every limit its claim, of the quota `cost`. `companyId` is whose counts they are. */
export type CallToCount = { companyId: string; claims: readonly Claim[]; quota: Quota | null; cost: number };

/** How limits and quota stand after the decision. Taken was everything, when nothing is exceeded, or nothing. */
export type CountedCall = { states: readonly LimitState[]; overQuota: boolean };

/** Where calls are counted: all limits and the quota in one step, all or nothing. */
export type Counts = { count(call: CallToCount): CountedCall | Promise<CountedCall> };

/** The counts of one edge, in its memory. */
export class MemoryCounts implements Counts {
  constructor(readonly windows: SlidingWindows) {}

  /** No await in here: between looking and taking nobody else may count. */
  count({ claims, quota, cost }: CallToCount): CountedCall {
    const overQuota = quota !== null && quota.remaining() < cost;
    const states = this.windows.decide(claims, nowMs(), !overQuota);
    if (quota && !overQuota && !states.some((state) => state.exceeded)) quota.take(cost);
    return { states, overQuota };
  }
}
