import { minuteMs, nowMs, secondMs } from "@/lib/base/clock";
import { env } from "@/lib/base/env";
import { createLogger } from "@/lib/base/log";
import { listRecentCalls, type RecentCall } from "@/lib/usage/list-recent-calls";

/** With the journal's own 0.3 s a call shows within about a second. */
const pollMs = 600;
const faultPauseMs = 3 * secondMs;
/** Inserts of several edges may become visible in another order than their times. */
const overlapMs = 5 * secondMs;
/** A break longer than that is no break: the page shows what came since when it is opened again. */
const longestBreakMs = 15 * minuteMs;
/** Calls of one company told at once; who calls faster is shown some of them. */
const mostOfCompany = 100;
const maxRemembered = 20_000;

export type CallViewer = {
  companyId: string;
  /** What the viewer has seen already: calls received before that are not told. */
  sinceMs: number;
  /** Calls of the company that came since the last time, newest first; one may come twice after a break. */
  onCalls(calls: RecentCall[]): void;
  /** The ledger cannot be read, or can again. */
  onFault?(fault: boolean): void;
};

type Source = (companyIds: string[], sinceMs: number, limit: number) => Promise<RecentCall[]>;

const keyOf = ({ request }: RecentCall) => `${request.source} ${request.id}`;

/**
 * Looks for calls on behalf of everybody who watches their company's: one question however many they are, none while nobody does.
 * Like the staff's live view, but of usage and by company.
 */
export class CallHub {
  private readonly viewers = new Set<CallViewer>();
  /** Those who have not been told anything yet: they get what came since they last looked. */
  private readonly fresh = new Set<CallViewer>();
  private known = new Set<string>();
  private cursorMs = 0;
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  private fault = false;

  /** Tests only: another source, and looks at other times. */
  constructor(
    private readonly source: Source = listRecentCalls,
    private readonly everyMs = pollMs,
    private readonly faultMs = source === listRecentCalls ? faultPauseMs : everyMs,
  ) {}

  /** Tells this viewer of what comes from now on; answers the way to stop. */
  watch(viewer: CallViewer): () => void {
    if (this.viewers.size === 0) {
      this.cursorMs = nowMs();
      this.known = new Set();
    }
    this.viewers.add(viewer);
    this.fresh.add(viewer);
    if (!this.looking) this.next(0);
    return () => {
      this.viewers.delete(viewer);
      this.fresh.delete(viewer);
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
    this.looking = true;
    const begunMs = nowMs();
    const fresh = [...this.fresh];
    const newsMs = this.cursorMs - overlapMs;
    try {
      const companies = [...new Set([...this.viewers].map(({ companyId }) => companyId))];
      const wanted = fresh.map(({ sinceMs }) => Math.max(sinceMs, begunMs - longestBreakMs) - overlapMs);
      const calls = await this.source(companies, Math.min(newsMs, ...wanted), mostOfCompany);
      const news = calls.filter((call) => call.receivedMs >= newsMs && !this.known.has(keyOf(call)));
      for (const call of news) this.known.add(keyOf(call));
      for (const key of this.known) {
        if (this.known.size <= maxRemembered) break;
        this.known.delete(key);
      }
      this.cursorMs = Math.max(this.cursorMs, ...calls.map(({ receivedMs }) => receivedMs));
      this.tellFault(false);
      for (const viewer of this.viewers) {
        const isFresh = fresh.includes(viewer);
        const own = (isFresh ? calls : news).filter(
          ({ companyId, receivedMs }) =>
            companyId === viewer.companyId && (!isFresh || receivedMs > viewer.sinceMs - overlapMs),
        );
        if (isFresh) this.fresh.delete(viewer);
        if (own.length) viewer.onCalls(own);
      }
    } catch (error) {
      pauseMs = this.faultMs;
      if (!this.fault) {
        createLogger("web", env().LOG_LEVEL).warn({ err: error }, "calls cannot be watched: the ledger is away");
      }
      this.tellFault(true);
    }
    this.looking = false;
    if (this.viewers.size) this.next(pauseMs);
  }

  private tellFault(fault: boolean): void {
    if (this.fault === fault) return;
    this.fault = fault;
    for (const viewer of this.viewers) viewer.onFault?.(fault);
  }
}

// Pages and routes are other instances of the same module.
const shared = globalThis as typeof globalThis & { waymarkCallHub?: CallHub };

/** This process's one hub of calls. */
export function callHub(): CallHub {
  shared.waymarkCallHub ??= new CallHub();
  return shared.waymarkCallHub;
}
