/** What one call asks of one limit. `id` says whose count it is. */
export type Claim = { id: string; limit: number; durationMs: number; cost: number };

/** How a limit stands after the decision. */
export type LimitState = {
  remaining: number;
  /** Milliseconds until the window of now ends. */
  resetMs: number;
  exceeded: boolean;
  /** Milliseconds after which this cost would pass; 0 when it passed; Infinity when the cost is above the limit. */
  retryMs: number;
};

/** The count of one limit: in the window that began at `start`, and in the one before it. */
export type Window = { durationMs: number; start: number; count: number; before: number; limit: number };

const sweepEveryMs = 10_000;
/** When full, the least used of so many goes; of more, while all of them have used more than a little. */
const [minLooked, maxLooked, littleUsed] = [16, 1_024, 0.2];

/**
 * Several limits at once, all or nothing, over sliding windows: the count of the window of now plus the share of the one before
 * that still overlaps. One synchronous step, so a thousand calls at once get exactly what is left. (Libraries that count each limit
 * on its own take from the first before they know the second refuses; giving back later refuses others in between.)
 */
export class SlidingWindows {
  private readonly windows = new Map<string, Window>();
  private sweepAt = 0;

  /**
   * `maxWindows` bounds the memory. Above it, what has faded goes, else what has used the least of its limit: who makes up names by the
   * million loses counts of one, and resets nobody's limit that matters.
   */
  constructor(private readonly maxWindows = 500_000) {}

  /**
   * Counts the claims if every one of them fits and `mayTake` is true, else none. Returns how each limit stands then; `exceeded` says
   * which ones refused.
   */
  decide(claims: readonly Claim[], nowMs: number, mayTake = true): LimitState[] {
    const windows: Window[] = [];
    const states: LimitState[] = [];
    let fits = mayTake;
    for (const claim of claims) {
      const window = this.roll(claim, nowMs);
      const state = stateOf(window, claim, nowMs);
      if (state.exceeded) fits = false;
      windows.push(window);
      states.push(state);
    }
    if (!fits) return states;
    for (let at = 0; at < claims.length; at++) {
      const { id, cost } = claims[at] as Claim;
      const window = windows[at] as Window;
      window.count += cost;
      (states[at] as LimitState).remaining -= cost;
      if (window.count === cost) this.windows.set(id, window);
    }
    this.sweep(nowMs);
    return states;
  }

  /** Takes over how a limit stands elsewhere. */
  adopt(id: string, window: Window, nowMs: number): void {
    this.windows.set(id, window);
    this.sweep(nowMs);
  }

  get size(): number {
    return this.windows.size;
  }

  private roll({ id, durationMs, limit }: Claim, nowMs: number): Window {
    const start = nowMs - (nowMs % durationMs);
    const known = this.windows.get(id);
    if (!known || known.durationMs !== durationMs) return { durationMs, start, count: 0, before: 0, limit };
    known.limit = limit;
    if (known.start === start) return known;
    known.before = known.start === start - durationMs ? known.count : 0;
    known.count = 0;
    known.start = start;
    return known;
  }

  private sweep(nowMs: number): void {
    const full = this.windows.size > this.maxWindows;
    // Full, once a second: looking at all of them for every call would be an attack of its own.
    if (nowMs >= this.sweepAt || (full && nowMs >= this.sweepAt - sweepEveryMs + 1_000)) {
      this.sweepAt = nowMs + sweepEveryMs;
      for (const [id, window] of this.windows) if (hasFaded(window, nowMs)) this.windows.delete(id);
    }
    while (this.windows.size > this.maxWindows) this.evict(nowMs);
  }

  /** Goes through the oldest until one has used little; what was looked at and stays goes behind all others, so the next time it is others' turn. */
  private evict(nowMs: number): void {
    let least: { id: string; window: Window; share: number } | undefined;
    for (let looked = 0; looked < maxLooked && !(least && looked >= minLooked && least.share < littleUsed); looked++) {
      const [id, window] = this.windows.entries().next().value as [string, Window];
      this.windows.delete(id);
      const share = usedShare(window, nowMs);
      if (!least) least = { id, window, share };
      else if (share >= least.share) this.windows.set(id, window);
      else {
        this.windows.set(least.id, least.window);
        least = { id, window, share };
      }
    }
  }
}

function hasFaded(window: Window, nowMs: number): boolean {
  return nowMs - window.start >= 2 * window.durationMs;
}

function usedShare(window: Window, nowMs: number): number {
  if (hasFaded(window, nowMs)) return 0;
  const share = Math.max(0, Math.min(1, 1 - (nowMs - window.start) / window.durationMs));
  return (window.count + window.before * share) / window.limit;
}

/** How a claim stands against its window before anything is taken. */
export function stateOf(window: Window, { limit, durationMs, cost }: Claim, nowMs: number): LimitState {
  const passed = nowMs - window.start;
  const used = window.count + window.before * (1 - passed / durationMs);
  const exceeded = used + cost > limit;
  return {
    remaining: Math.max(0, Math.floor(limit - used)),
    resetMs: durationMs - passed,
    exceeded,
    retryMs: exceeded ? retryMs(window, limit, durationMs, cost, passed) : 0,
  };
}

function retryMs(window: Window, limit: number, durationMs: number, cost: number, passed: number): number {
  if (cost > limit) return Number.POSITIVE_INFINITY;
  const room = limit - cost;
  if (window.count <= room && window.before > 0) {
    return Math.max(1, Math.ceil(durationMs * (1 - (room - window.count) / window.before) - passed));
  }
  return durationMs - passed + Math.max(0, Math.ceil(durationMs * (1 - room / window.count)));
}
