import { LRUCache } from "lru-cache";
import type { ChangeFeed, ChangeKind } from "./change-feed";
import { nowMs, secondMs } from "./clock";
import { PortalError } from "./errors";
import { withDeadline } from "./with-deadline";

/** How long an answer counts while no feed tells of changes: the promise of contracts.md that revocation works within a second. */
const unwatchedMs = secondMs;
/** A database that does not answer by then counts as away. */
const loadDeadlineMs = secondMs;
/** After a failed look-up, how long the database is left alone: it is not helped by everybody asking. */
const awayPauseMs = secondMs;

/** Look-ups under way and waiting, above which more are refused: a pool of ten connections answers these well within the second. */
const [maxLoading, maxWaiting] = [32, 2_000];

type Entry<V> = { value: V | null; loadedAt: number; epoch: number };
type Loading<V> = { promise: Promise<V | null>; changed: boolean };

export type FreshCacheOptions<V> = {
  kind: ChangeKind;
  load(id: string): Promise<V | null>;
  /** Bounds, in entries: what exists, and what was asked for and does not exist (apart, so that guesses push out nothing real). */
  max: number;
  maxMissing: number;
  /** How long the last known answer serves while the database is away. */
  staleWhileAwayMs: number;
  feed?: ChangeFeed;
};

/**
 * A bounded cache of database rows, filled on demand, that is never more than a second behind: the change feed drops what changed;
 * without a live feed every answer is asked for again after a second. While the database is away the last known answers serve.
 */
export class FreshCache<V> {
  private readonly found: LRUCache<string, Entry<V>>;
  private readonly missing: LRUCache<string, Entry<V>>;
  private readonly loading = new Map<string, Loading<V>>();
  private readonly turns: (() => void)[] = [];
  private busy = 0;
  private failedAt = Number.NEGATIVE_INFINITY;
  private readonly unsubscribe: (() => void) | undefined;

  constructor(private readonly options: FreshCacheOptions<V>) {
    this.found = new LRUCache({ max: options.max });
    this.missing = new LRUCache({ max: options.maxMissing });
    this.unsubscribe = options.feed?.subscribe((kind, id) => {
      if (kind === options.kind) this.forget(id);
    });
  }

  /** The answer if it is known to be right now; undefined when only `get` can tell. */
  peek(id: string): V | null | undefined {
    const entry = this.found.get(id) ?? this.missing.get(id);
    return entry && this.isFresh(entry) ? entry.value : undefined;
  }

  /**
   * The value or null. Throws `unavailable` (503 with Retry-After) when the database is away, or more is asked of it than it can answer,
   * and no answer is young enough.
   */
  async get(id: string): Promise<V | null> {
    const known = this.peek(id);
    if (known !== undefined) return known;
    const sinceFailure = nowMs() - this.failedAt;
    // A clock that was set back must not keep the database away.
    return sinceFailure >= 0 && sinceFailure < awayPauseMs ? this.answerAway(id) : this.load(id);
  }

  forget(id: string): void {
    this.found.delete(id);
    this.missing.delete(id);
    // A look-up under way may have read the row before it changed.
    const loading = this.loading.get(id);
    if (loading) loading.changed = true;
  }

  get size(): { found: number; missing: number } {
    return { found: this.found.size, missing: this.missing.size };
  }

  close(): void {
    this.unsubscribe?.();
    this.found.clear();
    this.missing.clear();
  }

  private isFresh(entry: Entry<V>): boolean {
    const { feed } = this.options;
    if (feed?.connected) return entry.epoch === feed.epoch;
    return nowMs() - entry.loadedAt < unwatchedMs;
  }

  /** The last known answer, if it was still right no longer than `staleWhileAwayMs` ago. */
  private stale(id: string): Entry<V> | undefined {
    const entry = this.found.get(id) ?? this.missing.get(id);
    if (!entry) return undefined;
    const { feed, staleWhileAwayMs } = this.options;
    const rightAt = feed && entry.epoch === feed.epoch ? Math.max(feed.lastSeenAt, entry.loadedAt) : entry.loadedAt;
    return nowMs() - rightAt <= staleWhileAwayMs ? entry : undefined;
  }

  private load(id: string): Promise<V | null> {
    const already = this.loading.get(id);
    if (already) return already.promise;
    if (this.turns.length >= maxWaiting) return Promise.resolve().then(() => this.answerAway(id));
    const loading: Loading<V> = { changed: false, promise: Promise.resolve(null) };
    loading.promise = this.fill(id, loading).finally(() => this.loading.delete(id));
    this.loading.set(id, loading);
    return loading.promise;
  }

  private async fill(id: string, loading: Loading<V>): Promise<V | null> {
    try {
      for (;;) {
        loading.changed = false;
        const epoch = this.options.feed?.connected ? this.options.feed.epoch : -1;
        const value = await this.inTurn(() => withDeadline(this.options.load(id), loadDeadlineMs));
        if (loading.changed) continue;
        const entry = { value, loadedAt: nowMs(), epoch };
        if (value === null) {
          this.found.delete(id);
          this.missing.set(id, entry);
        } else {
          this.missing.delete(id);
          this.found.set(id, entry);
        }
        return value;
      }
    } catch {
      this.failedAt = nowMs();
      return this.answerAway(id);
    }
  }

  /** The deadline of a look-up begins when it does: waiting for one's turn is not the database's fault. */
  private async inTurn<T>(act: () => Promise<T>): Promise<T> {
    if (this.busy >= maxLoading) await new Promise<void>((resolve) => this.turns.push(resolve));
    else this.busy++;
    try {
      return await act();
    } finally {
      const next = this.turns.shift();
      if (next) next();
      else this.busy--;
    }
  }

  private answerAway(id: string): V | null {
    const stale = this.stale(id);
    if (stale) return stale.value;
    throw new PortalError("unavailable", "The database is not answering; try again shortly", {
      headers: { "retry-after": "1" },
    });
  }
}
