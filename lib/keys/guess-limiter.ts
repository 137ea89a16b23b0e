import { nowMs, secondMs } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import { type Claim, SlidingWindows } from "./sliding-windows";

/** Keys that did not exist, per caller and ten seconds, before its unknown keys wait: far above typing errors, far below a database's worth. */
const guessesPerCaller = 1_000;
/** The same per client address and minute, where the caller tells it. */
const guessesPerAddress = 60;

/**
 * Bounds how many well-formed but unknown keys may be looked up. Only look-ups that found nothing count, so a cold cache costs honest
 * traffic nothing, and keys that are cached answer even while their caller is held back.
 */
export class GuessLimiter {
  private readonly windows = new SlidingWindows(100_000);

  /** Throws `rate_limited` (429 with Retry-After) when this caller, or this address, has guessed too often. */
  check(caller: string, ip?: string): void {
    const held = this.windows.decide(claims(caller, ip), nowMs(), false).filter((state) => state.exceeded);
    if (held.length === 0) return;
    const seconds = Math.ceil(Math.max(...held.map((state) => state.retryMs)) / secondMs);
    throw new PortalError("rate_limited", "Too many unknown keys", { headers: { "retry-after": String(seconds) } });
  }

  record(caller: string, ip?: string): void {
    this.windows.decide(claims(caller, ip), nowMs());
  }
}

function claims(caller: string, ip: string | undefined): Claim[] {
  const own: Claim = { id: caller, limit: guessesPerCaller, durationMs: 10 * secondMs, cost: 1 };
  return ip ? [own, { id: `${caller} ${ip}`, limit: guessesPerAddress, durationMs: 60 * secondMs, cost: 1 }] : [own];
}
