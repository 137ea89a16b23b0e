import type { Answer } from "./types.js";

/** Calls that were let through here on a kept answer. `left`: how many more may be; `owed`: those no verification has counted yet. */
type Tally = {
  left: number;
  /** When `left` was last told (performance.now()). */
  toldAt: number;
  owed: number;
  /** Of what is owed, what a verification under way is counting. */
  settling: number;
};

type KeyTally = Tally & {
  companyId: string;
  /** When what is owed no longer matters: every window it fell into is over (performance.now()). */
  owedUntil: number;
};

/**
 * Limits belong to a key, those of its plan and the quota to its company, however many questions are asked: one tally each, so that
 * kept answers together never let more through than was left. Bounded; what a tally that leaves was owed is lost to the limits, not to the usage.
 */
export class Tallies {
  readonly #keys = new Map<string, KeyTally>();
  readonly #companies = new Map<string, Tally>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  /** Counts a call when both tallies cover it. */
  take(keyId: string, cost: number): boolean {
    const key = this.#keys.get(keyId);
    const company = key && this.#companies.get(key.companyId);
    if (!key || !company || cost > key.left || cost > company.left) return false;
    // Where nothing is limited there is nothing to settle.
    const owed = Number.isFinite(key.left) || Number.isFinite(company.left) ? cost : 0;
    key.left -= cost;
    key.owed += owed;
    company.left -= cost;
    company.owed += owed;
    return true;
  }

  /** Calls that may still pass on what is kept. */
  left(keyId: string): number {
    const key = this.#keys.get(keyId);
    return Math.min(key?.left ?? 0, (key && this.#companies.get(key.companyId)?.left) ?? 0);
  }

  isSettling(keyId: string): boolean {
    return (this.#keys.get(keyId)?.settling ?? 0) > 0;
  }

  /** Takes in what a valid answer says is left; `askedAt`: when it was asked for (performance.now()). */
  tell(answer: Answer, askedAt: number): void {
    const { keyId = "", companyId = "" } = answer;
    const remaining = Math.min(Number.POSITIVE_INFINITY, ...(answer.ratelimits ?? []).map((limit) => limit.remaining));
    const fresh = (): Tally => ({ left: 0, toldAt: Number.NEGATIVE_INFINITY, owed: 0, settling: 0 });
    const key = this.#keys.get(keyId) ?? { ...fresh(), companyId, owedUntil: Number.POSITIVE_INFINITY };
    const company = this.#companies.get(companyId) ?? fresh();
    key.companyId = companyId;
    tell(key, remaining, askedAt);
    // A plan's limits are the company's as well, and an answer does not say which those are: the least of all holds for its other keys.
    tell(company, Math.min(remaining, answer.quota?.remaining ?? Number.POSITIVE_INFINITY), askedAt);
    keep(this.#keys, keyId, key, this.#max);
    keep(this.#companies, companyId, company, this.#max);
  }

  /** Takes over what a key is owed, at most `most`, to be counted by a verification; `settle` must follow. */
  takeOwed(keyId: string, most: number): number {
    const key = this.#keys.get(keyId);
    if (!key) return 0;
    if (performance.now() >= key.owedUntil) this.#forget(key);
    const taken = Math.min(key.owed, most);
    for (const tally of [key, this.#companies.get(key.companyId)]) {
      if (!tally) continue;
      tally.owed = Math.max(0, tally.owed - taken);
      tally.settling += taken;
    }
    return taken;
  }

  /** What became of calls taken over: counted, or `again` of them still owed, for `forMs` at most. */
  settle(keyId: string, taken: number, again: number, forMs?: number): void {
    const key = this.#keys.get(keyId);
    if (!key) return;
    for (const tally of [key, this.#companies.get(key.companyId)]) {
      if (!tally) continue;
      tally.settling = Math.max(0, tally.settling - taken);
      tally.owed += again;
    }
    if (again === 0) key.owedUntil = Number.POSITIVE_INFINITY;
    else if (forMs !== undefined && key.owedUntil === Number.POSITIVE_INFINITY)
      key.owedUntil = performance.now() + forMs;
  }

  #forget(key: KeyTally): void {
    const company = this.#companies.get(key.companyId);
    if (company) company.owed = Math.max(0, company.owed - key.owed);
    key.owed = 0;
    key.owedUntil = Number.POSITIVE_INFINITY;
  }
}

function tell(tally: Tally, remaining: number, askedAt: number): void {
  const left = Math.max(0, remaining - tally.owed - tally.settling);
  // An answer that crossed a later one on its way does not know of the calls the later one counted.
  tally.left = askedAt < tally.toldAt ? Math.min(tally.left, left) : left;
  tally.toldAt = performance.now();
}

function keep<T>(map: Map<string, T>, name: string, value: T, max: number): void {
  map.delete(name);
  map.set(name, value);
  if (map.size > max) map.delete(map.keys().next().value as string);
}
