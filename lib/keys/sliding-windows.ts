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

type Window = { durationMs: number; start: number; count: number; before: number };

const sweepEveryMs = 10_000;

/**
 * Several limits at once, all or nothing, over sliding windows: the count of the window of now plus the share of the one before
 * that still overlaps. One synchronous step, so a thousand calls at once get exactly what is left. (Libraries that count each limit
 * on its own take from the first before they know the second refuses; giving back later refuses others in between.)
 */
export class SlidingWindows {
  private readonly windows = new Map<string, Window>();
  private sweepAt = 0;

  /** `maxWindows` bounds the memory; above it the oldest counts are forgotten. */
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

  get size(): number {
    return this.windows.size;
  }

  private roll({ id, durationMs }: Claim, nowMs: number): Window {
    const start = nowMs - (nowMs % durationMs);
    const known = this.windows.get(id);
    if (!known || known.durationMs !== durationMs) return { durationMs, start, count: 0, before: 0 };
    if (known.start === start) return known;
    known.before = known.start === start - durationMs ? known.count : 0;
    known.count = 0;
    known.start = start;
    return known;
  }

  private sweep(nowMs: number): void {
    while (this.windows.size > this.maxWindows) this.windows.delete(this.windows.keys().next().value as string);
    if (nowMs < this.sweepAt) return;
    this.sweepAt = nowMs + sweepEveryMs;
    for (const [id, window] of this.windows) {
      if (nowMs - window.start >= 2 * window.durationMs) this.windows.delete(id);
    }
  }
}

function stateOf(window: Window, { limit, durationMs, cost }: Claim, nowMs: number): LimitState {
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

/** When enough has slid out of the window: in this window if its own count leaves room, else in the next, where this count fades. */
function retryMs(window: Window, limit: number, durationMs: number, cost: number, passed: number): number {
  if (cost > limit) return Number.POSITIVE_INFINITY;
  const room = limit - cost;
  if (window.count <= room && window.before > 0) {
    return Math.max(1, Math.ceil(durationMs * (1 - (room - window.count) / window.before) - passed));
  }
  return durationMs - passed + Math.max(0, Math.ceil(durationMs * (1 - room / window.count)));
}
