import type { Answer, PortalCaller } from "./types.js";

export type CachedAnswer = {
  answer: Answer;
  /** Of a valid answer; one object for all calls it answers. */
  caller: PortalCaller | undefined;
  policy: string | undefined;
  /** On the clock of performance.now(). */
  expiresAt: number;
  /** Calls that may still be let through on this answer. */
  left: number;
};

type Entry = {
  cached: CachedAnswer | undefined;
  /** Calls let through from here which no verification has counted yet. */
  owed: number;
  /** When what is owed no longer matters, because every window it belongs to is over (performance.now()). */
  owedUntil: number;
};

/** Kept answers by question: bounded, the least used leave first. Keys stand in its memory only. */
export class AnswerCache {
  readonly #entries = new Map<string, Entry>();
  readonly #byKeyId = new Map<string, Set<string>>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The kept answer when it covers a call of this cost; the call is then counted against it. */
  take(question: string, cost: number): CachedAnswer | undefined {
    const entry = this.#entries.get(question);
    const cached = entry?.cached;
    if (!entry || !cached || performance.now() >= cached.expiresAt) return undefined;
    if (!cached.answer.valid) return cached;
    if (cost > cached.left) return undefined;
    cached.left -= cost;
    entry.owed += Number.isFinite(cached.left) ? cost : 0;
    return cached;
  }

  put(question: string, cached: CachedAnswer): void {
    const entry = this.#touch(question);
    this.#unlink(question, entry);
    entry.cached = cached;
    const { keyId } = cached.answer;
    if (keyId === undefined) return;
    const questions = this.#byKeyId.get(keyId);
    if (questions) questions.add(question);
    else this.#byKeyId.set(keyId, new Set([question]));
  }

  /** Takes over what is owed, at most `most`, to be counted by the next verification. */
  takeOwed(question: string, most: number): number {
    const entry = this.#entries.get(question);
    if (!entry?.owed) return 0;
    if (performance.now() >= entry.owedUntil) {
      entry.owed = 0;
      entry.owedUntil = Number.POSITIVE_INFINITY;
    }
    const taken = Math.min(entry.owed, most);
    entry.owed -= taken;
    return taken;
  }

  /** Gives back what could not be counted; `untilMs` from now it is forgotten. */
  oweAgain(question: string, calls: number, untilMs?: number): void {
    if (calls === 0) return;
    const entry = this.#touch(question);
    entry.owed += calls;
    if (untilMs !== undefined && entry.owedUntil === Number.POSITIVE_INFINITY)
      entry.owedUntil = performance.now() + untilMs;
  }

  /** Nothing is owed any more for which `owedUntil` was set. */
  settled(question: string): void {
    const entry = this.#entries.get(question);
    if (entry) entry.owedUntil = Number.POSITIVE_INFINITY;
  }

  dropKey(keyId: string): void {
    for (const question of this.#byKeyId.get(keyId) ?? []) {
      const entry = this.#entries.get(question);
      if (entry) entry.cached = undefined;
    }
    this.#byKeyId.delete(keyId);
  }

  dropAll(): void {
    for (const entry of this.#entries.values()) entry.cached = undefined;
    this.#byKeyId.clear();
  }

  #touch(question: string): Entry {
    const entry = this.#entries.get(question) ?? { cached: undefined, owed: 0, owedUntil: Number.POSITIVE_INFINITY };
    this.#entries.delete(question);
    this.#entries.set(question, entry);
    if (this.#entries.size > this.#max) {
      const [oldest, old] = this.#entries.entries().next().value as [string, Entry];
      this.#unlink(oldest, old);
      this.#entries.delete(oldest);
    }
    return entry;
  }

  #unlink(question: string, entry: Entry): void {
    const keyId = entry.cached?.answer.keyId;
    if (keyId === undefined) return;
    const questions = this.#byKeyId.get(keyId);
    questions?.delete(question);
    if (questions?.size === 0) this.#byKeyId.delete(keyId);
  }
}
