import { minuteMs, nowMs, secondMs } from "@/lib/base/clock";
import { env } from "@/lib/base/env";
import { createLogger } from "@/lib/base/log";
import { getQuarantined } from "@/lib/events/get-quarantined";
import { listQuarantineKeys } from "@/lib/events/list-quarantined";
import { listRecentEvents } from "@/lib/events/list-recent-events";
import type { LiveRow } from "./live-row";
import { toAcceptedRows, toAsideRows } from "./to-live-rows";

/** With the journal's own 0.3 s an event shows within about a second. */
const pollMs = 600;
const faultPauseMs = 3 * secondMs;
/** Inserts of several edges may become visible in another order than their times. */
const overlapMs = 5 * secondMs;
const mostAtOnce = 500;
/** Keys of rows that were handed out, to hand each out once: more than can come within the overlap and be shown. */
const maxRemembered = 20_000;

export type Viewer = {
  /**
   * Rows that came since the last time, newest first; `cursorMs`: where to go on from after a break. `cutSinceMs`: more came since then
   * than are read at once, so whoever looks for something of its own must look for itself; else null.
   */
  onRows(rows: LiveRow[], cursorMs: number, cutSinceMs: number | null): void;
  /** The ledger cannot be read, or can again. */
  onFault(fault: boolean): void;
};

type Sources = {
  /** `cut`: there are more than are read at once. */
  events(sinceMs: number): Promise<{ rows: LiveRow[]; lastMs: number; cut: boolean }>;
  asides(sinceMs: number, isKnown: (key: string) => boolean): Promise<{ rows: LiveRow[]; cut: boolean }>;
};

/**
 * Looks for what came into the ledger on behalf of everybody who watches: one look however many they are, none while nobody does.
 */
export class LiveHub {
  private readonly viewers = new Set<Viewer>();
  private known = new Set<string>();
  private cursorMs = 0;
  private timer: NodeJS.Timeout | undefined;
  private fault = false;
  private primed = false;

  /** Tests only: other sources, and looks at other times. */
  constructor(
    private readonly sources: Sources = ledger,
    private readonly everyMs = pollMs,
    private readonly faultMs = sources === ledger ? faultPauseMs : everyMs,
  ) {}

  /** Whether what comes from now on is told: the first look, which learns what is there already, is over. */
  get ready(): boolean {
    return this.primed;
  }

  get watched(): number {
    return this.viewers.size;
  }

  /** Tells this viewer of what comes from now on; answers the way to stop. */
  watch(viewer: Viewer): () => void {
    this.viewers.add(viewer);
    if (this.viewers.size === 1) {
      // The store's clock may run behind ours; what is there already is not news.
      this.cursorMs = nowMs() - minuteMs;
      this.known = new Set();
      this.primed = false;
      this.next(0);
    }
    return () => {
      this.viewers.delete(viewer);
      if (this.viewers.size === 0) clearTimeout(this.timer);
    };
  }

  private next(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), ms);
    this.timer.unref();
  }

  private async look(): Promise<void> {
    let pauseMs = this.everyMs;
    try {
      const sinceMs = this.cursorMs - overlapMs;
      const [events, asides] = await Promise.all([
        this.sources.events(sinceMs),
        this.sources.asides(sinceMs, (key) => this.known.has(key)),
      ]);
      const rows = [...events.rows, ...asides.rows].filter(({ key }) => !this.known.has(key));
      for (const { key } of rows) this.known.add(key);
      for (const key of this.known) {
        if (this.known.size <= maxRemembered) break;
        this.known.delete(key);
      }
      this.cursorMs = Math.max(this.cursorMs, events.lastMs);
      this.tellFault(false);
      const news = this.primed && rows.length > 0;
      this.primed = true;
      const cutSinceMs = events.cut || asides.cut ? sinceMs : null;
      if (news) for (const viewer of this.viewers) viewer.onRows(rows, this.cursorMs, cutSinceMs);
    } catch (error) {
      pauseMs = this.faultMs;
      if (!this.fault)
        createLogger("web", env().LOG_LEVEL).warn({ err: error }, "the live view cannot read the ledger");
      this.tellFault(true);
    }
    if (this.viewers.size) this.next(pauseMs);
  }

  private tellFault(fault: boolean): void {
    if (this.fault === fault) return;
    this.fault = fault;
    for (const viewer of this.viewers) viewer.onFault(fault);
  }
}

const ledger: Sources = {
  async events(sinceMs) {
    const events = await listRecentEvents({ sinceMs, limit: mostAtOnce });
    const cut = events.length === mostAtOnce;
    return { rows: await toAcceptedRows(events), lastMs: events[0]?.storedMs ?? 0, cut };
  },
  async asides(sinceMs, isKnown) {
    // By the time they were received: what waited while the ledger was away shows when the page is opened again.
    const keys = await listQuarantineKeys({ withinMs: nowMs() - sinceMs, limit: mostAtOnce });
    const news = keys.filter((key) => !isKnown(`aside ${key.receivedAt} ${key.id}`));
    return { rows: toAsideRows(await getQuarantined(news)), cut: keys.length === mostAtOnce };
  },
};

// Pages and routes are other instances of the same module.
const shared = globalThis as typeof globalThis & { waymarkLiveHub?: LiveHub };

/** This process's one hub. */
export function liveHub(): LiveHub {
  shared.waymarkLiveHub ??= new LiveHub();
  return shared.waymarkLiveHub;
}
