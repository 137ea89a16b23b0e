import { setTimeout as sleep } from "node:timers/promises";
import type { ChangeFeed, ChangeKind } from "./change-feed";
import { nowMs, secondMs } from "./clock";
import { PortalError } from "./errors";
import { withDeadline } from "./with-deadline";

/** How long the table counts as right while no feed tells of changes: the promise of contracts.md that revocation works within a second. */
const unwatchedMs = secondMs;
/** A database that does not answer by then counts as away. */
const loadDeadlineMs = secondMs;
/** After a failed reading, how long the database is left alone. */
const awayPauseMs = secondMs;
/** Shortest time between two readings that look for something unknown: a flood of guesses costs five queries a second in all. */
const lookAgainMs = 200;

export type FreshTableOptions<V> = {
  kind: ChangeKind;
  /** Every row there is, by what it is asked for. */
  load(): Promise<Map<string, V>>;
  /** How long the last known rows serve while the database is away. */
  staleWhileAwayMs: number;
  feed?: ChangeFeed;
};

type Snapshot<V> = { rows: Map<string, V>; loadedAt: number; epoch: number; changes: number };

/**
 * A small table (sources, service tokens) held whole and never more than a second behind: what is not in it does not exist, so a caller
 * who guesses costs next to nothing, however often and from wherever. It is read again after a change (the feed tells), without a live
 * feed once a second, and for what it lacks at most every 0.2 s for all who ask; one reading at a time. While the database is away the last known rows serve.
 */
export class FreshTable<V> {
  private snapshot: Snapshot<V> | undefined;
  private loading: Promise<boolean> | undefined;
  private again: Promise<boolean> | undefined;
  private readAt = Number.NEGATIVE_INFINITY;
  private failedAt = Number.NEGATIVE_INFINITY;
  /** How many changes were told of; rows that were read before the last of them are not right any more. */
  private changes = 0;
  private readonly unsubscribe: (() => void) | undefined;

  constructor(private readonly options: FreshTableOptions<V>) {
    this.unsubscribe = options.feed?.subscribe((kind) => {
      if (kind === options.kind) this.forget();
    });
  }

  /** The row if it is known to be right now; undefined when only `get` can tell. */
  peek(id: string): V | undefined {
    return this.isFresh() ? this.snapshot?.rows.get(id) : undefined;
  }

  /** The row or null. Throws `unavailable` (503 with Retry-After) when the database is away and what is known does not tell. */
  async get(id: string): Promise<V | null> {
    if (!this.isFresh() && !(await this.refresh()) && !this.mayServeStale()) throw unavailable();
    const known = this.snapshot?.rows.get(id);
    if (known !== undefined) return known;
    // It may be so new that nobody has told of it yet; everybody who asks for something unknown shares this one look.
    if (!(await this.lookAgain())) throw unavailable();
    return this.snapshot?.rows.get(id) ?? null;
  }

  /** Something changed: the next question reads the table. */
  forget(): void {
    this.changes++;
  }

  get size(): number {
    return this.snapshot?.rows.size ?? 0;
  }

  close(): void {
    this.unsubscribe?.();
    this.snapshot = undefined;
  }

  private isFresh(): boolean {
    const { snapshot } = this;
    if (!snapshot || snapshot.changes !== this.changes) return false;
    const { feed } = this.options;
    if (feed?.connected) return snapshot.epoch === feed.epoch;
    const age = nowMs() - snapshot.loadedAt;
    return age >= 0 && age < unwatchedMs;
  }

  /** Reads the table again unless that is under way; false when the database is away. */
  private async refresh(): Promise<boolean> {
    const sinceFailure = nowMs() - this.failedAt;
    // A clock that was set back must not keep the database away.
    if (sinceFailure >= 0 && sinceFailure < awayPauseMs) return false;
    this.loading ??= this.read().finally(() => {
      this.loading = undefined;
    });
    return this.loading;
  }

  private lookAgain(): Promise<boolean> {
    this.again ??= (async () => {
      // Always a turn later, wait or no wait: until then `again` is not set, and could not be taken back.
      await sleep(Math.max(0, this.readAt + lookAgainMs - performance.now()));
      // Who asks from here on needs a reading that begins later.
      this.again = undefined;
      if (this.loading) await this.loading;
      return this.refresh();
    })();
    return this.again;
  }

  private async read(): Promise<boolean> {
    const { feed, load } = this.options;
    try {
      do {
        // A change while the rows are on their way may not be in them.
        const { changes } = this;
        this.readAt = performance.now();
        const epoch = feed?.connected ? feed.epoch : -1;
        const rows = await withDeadline(load(), loadDeadlineMs);
        this.snapshot = { rows, loadedAt: nowMs(), epoch, changes };
      } while (this.snapshot.changes !== this.changes);
      return true;
    } catch {
      this.failedAt = nowMs();
      return false;
    }
  }

  /** Whether the rows were still right no longer than `staleWhileAwayMs` ago. */
  private mayServeStale(): boolean {
    const { snapshot } = this;
    const { feed, staleWhileAwayMs } = this.options;
    if (!snapshot) return false;
    const watched = feed && snapshot.epoch === feed.epoch;
    const rightAt = watched ? Math.max(feed.lastSeenAt, snapshot.loadedAt) : snapshot.loadedAt;
    return nowMs() - rightAt <= staleWhileAwayMs;
  }
}

function unavailable(): PortalError {
  return new PortalError("unavailable", "The database is not answering; try again shortly", {
    headers: { "retry-after": "1" },
  });
}
