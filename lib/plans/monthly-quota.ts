import { LRUCache } from "lru-cache";
import { minuteMs, nowMs, secondMs } from "@/lib/base/clock";

/** How many live calls of a company since `from` (Unix ms) are in the ledger. */
export type CountCalls = (companyId: string, from: number) => Promise<number>;

/** The ledger is asked again this often: that is how calls counted elsewhere come in. */
const recountMs = minuteMs;
/** After a failed count. */
const retryMs = 5 * secondMs;
/** A first count that takes longer is not waited for: a slow ledger must not hold up a gateway. */
const firstCountMs = 500;

type Count = { month: number; used: number; countedAt: number; known: boolean; counting: Promise<void> | null };

/**
 * Calls of the month by company: what the ledger has, or what this edge has let through since, whichever is more. So a restart loses
 * at most what was not reported as usage, several edges agree within a minute plus the reporting delay, and the count never falls
 * within a month. Months are of UTC.
 */
export class MonthlyQuotas {
  private readonly counts = new LRUCache<string, Count>({ max: 100_000 });

  constructor(private readonly countCalls: CountCalls) {}

  /** The quota of a company, or null while nobody can count: then calls pass, because a gap in the ledger is not the caller's fault. */
  of(companyId: string, limit: number): CompanyQuota | null | Promise<CompanyQuota | null> {
    const count = this.current(companyId);
    if (!count.counting && nowMs() - count.countedAt >= (count.known ? recountMs : retryMs)) {
      count.counting = this.recount(companyId, count);
    }
    if (count.known) return new CompanyQuota(limit, count);
    if (!count.counting) return null;
    return Promise.race([count.counting, sleep(firstCountMs)]).then(() =>
      count.known ? new CompanyQuota(limit, count) : null,
    );
  }

  private current(companyId: string): Count {
    const month = monthOf(nowMs()).start;
    const known = this.counts.get(companyId);
    if (known && known.month === month) return known;
    const fresh: Count = { month, used: 0, countedAt: 0, known: false, counting: null };
    this.counts.set(companyId, fresh);
    return fresh;
  }

  private async recount(companyId: string, count: Count): Promise<void> {
    try {
      count.used = Math.max(count.used, await this.countCalls(companyId, count.month));
      count.known = true;
    } catch {
      // Tried again after retryMs (or recountMs); until then the last count stands.
    } finally {
      count.countedAt = nowMs();
      count.counting = null;
    }
  }
}

/** One company's quota of this month. */
export class CompanyQuota {
  constructor(
    readonly limit: number,
    private readonly count: { used: number; month: number },
  ) {}

  remaining(): number {
    return this.limit - this.count.used;
  }

  get used(): number {
    return this.count.used;
  }

  /** When the month began, Unix ms. */
  get month(): number {
    return this.count.month;
  }

  take(cost: number): void {
    this.count.used += cost;
  }

  /** Takes over what others counted; never counts down. */
  adopt(used: number): void {
    this.count.used = Math.max(this.count.used, used);
  }

  resetMs(): number {
    return Math.max(0, monthOf(this.count.month).end - nowMs());
  }
}

let lastMonth = { start: 0, end: 0 };

/** The month of UTC that holds `ms`. Nearly always the one asked for last. */
function monthOf(ms: number): { start: number; end: number } {
  if (ms >= lastMonth.start && ms < lastMonth.end) return lastMonth;
  const date = new Date(ms);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  lastMonth = { start: Date.UTC(year, month), end: Date.UTC(year, month + 1) };
  return lastMonth;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
