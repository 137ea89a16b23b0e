import type { Answer, PortalCaller } from "./types.js";

/** One limit, or the quota; `start`: its part of the `RateLimit` header up to what is left. */
export type KeptLimit = { start: string; remaining: number; reset: number };

export type CachedAnswer = {
  answer: Answer;
  /** Of a valid answer; one object for all calls it answers. */
  caller: PortalCaller | undefined;
  policy: string | undefined;
  limits: KeptLimit[];
  /** On the clock of performance.now(). */
  expiresAt: number;
};

type Entry = { cached: CachedAnswer | undefined; keyId: string | undefined };

/** Kept answers by question: bounded, the oldest leave first. Keys stand in its memory only. */
export class AnswerCache {
  readonly #entries = new Map<string, Entry>();
  readonly #byKeyId = new Map<string, Set<string>>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  get(question: string): CachedAnswer | undefined {
    const cached = this.#entries.get(question)?.cached;
    return cached && performance.now() < cached.expiresAt ? cached : undefined;
  }

  /** Which key a question turned out to be about, whether or not its answer is kept. */
  keyIdOf(question: string): string | undefined {
    return this.#entries.get(question)?.keyId;
  }

  /** Keeps an answer; without one, only which key it is about. */
  put(question: string, keyId: string | undefined, cached: CachedAnswer | undefined): void {
    this.#remove(question);
    this.#entries.set(question, { cached, keyId });
    if (keyId !== undefined) {
      const questions = this.#byKeyId.get(keyId);
      if (questions) questions.add(question);
      else this.#byKeyId.set(keyId, new Set([question]));
    }
    if (this.#entries.size > this.#max) this.#remove(this.#entries.keys().next().value as string);
  }

  dropKey(keyId: string): void {
    for (const question of this.#byKeyId.get(keyId) ?? []) {
      const entry = this.#entries.get(question);
      if (entry) entry.cached = undefined;
    }
  }

  dropAll(): void {
    for (const entry of this.#entries.values()) entry.cached = undefined;
  }

  #remove(question: string): void {
    const keyId = this.#entries.get(question)?.keyId;
    this.#entries.delete(question);
    if (keyId === undefined) return;
    const questions = this.#byKeyId.get(keyId);
    questions?.delete(question);
    if (questions?.size === 0) this.#byKeyId.delete(keyId);
  }
}
