/** How much older than the news an answer may be: edges hear of a change within a second (docs, "Keeping answers"). */
const settleMs = 1_000;

/** Which keys changed lately: an answer that was asked for before, or right after, may be older than the change. */
export class RecentChanges {
  readonly #keys = new Map<string, number>();
  #all = Number.NEGATIVE_INFINITY;

  noteKey(keyId: string): void {
    this.#keys.delete(keyId);
    this.#keys.set(keyId, performance.now());
    // Above any number of changes that can matter at once; beyond it, everything is taken to have changed.
    if (this.#keys.size > 10_000) this.noteAll();
  }

  noteAll(): void {
    this.#all = performance.now();
    this.#keys.clear();
  }

  /** Whether an answer about this key, asked for at `askedAt` (performance.now()), is surely newer than every change. */
  isNewer(keyId: string | undefined, askedAt: number): boolean {
    const changedAt = Math.max(this.#all, (keyId === undefined ? undefined : this.#keys.get(keyId)) ?? this.#all);
    return askedAt - changedAt > settleMs;
  }
}
